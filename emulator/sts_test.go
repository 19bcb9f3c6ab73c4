package emulator_test

// STS through the real SDK: who one is, and the credentials that lead to an account.

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

func (w world) sts(account string) *sts.Client {
	return sts.NewFromConfig(w.emu.ConfigFor(account), func(o *sts.Options) { o.Retryer = aws.NopRetryer{} })
}

func TestTheCallerIsTheAccountOfTheAccessKey(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		out := must[*sts.GetCallerIdentityOutput](w)(w.sts("123456789012").GetCallerIdentity(w.Context(), &sts.GetCallerIdentityInput{}))
		if *out.Account != "123456789012" || *out.Arn != "arn:aws:iam::123456789012:root" || *out.UserId != "123456789012" {
			t.Errorf("got %s %s %s", *out.Account, *out.Arn, *out.UserId)
		}
		const want = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
			`<Arn>arn:aws:iam::000000000000:root</Arn><UserId>000000000000</UserId><Account>000000000000</Account></GetCallerIdentityResult>` +
			`<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetCallerIdentityResponse>`
		if status, _, got := w.post("Action=GetCallerIdentity&Version=2011-06-15", asForm...); status != http.StatusOK || got != want {
			t.Errorf("without a signature: %d %s\nwant %s", status, got, want)
		}
	})
}

// Broken by: credentials of the caller's account; an access key that is none of an account.
func TestAnAssumedRoleReachesItsAccount(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		out := must[*sts.AssumeRoleOutput](w)(w.sts("123456789012").AssumeRole(w.Context(), &sts.AssumeRoleInput{
			RoleArn: new("arn:aws:iam::210987654321:role/teams/reader"), RoleSessionName: new("worker-7")}))
		if got, want := *out.AssumedRoleUser.Arn, "arn:aws:sts::210987654321:assumed-role/reader/worker-7"; got != want {
			t.Errorf("the session is %s, want %s", got, want)
		}
		if got := time.Until(*out.Credentials.Expiration); got != time.Hour {
			t.Errorf("the credentials last %v, want an hour", got)
		}
		must[*kinesis.CreateStreamOutput](w)(client(w.emu.ConfigFor("210987654321")).CreateStream(w.Context(), &kinesis.CreateStreamInput{
			StreamName: new("orders"), ShardCount: new(int32(1))}))
		cfg := w.emu.ConfigFor("123456789012")
		cfg.Credentials = fixed(out.Credentials)
		if got := must[*kinesis.ListStreamsOutput](w)(client(cfg).ListStreams(w.Context(), &kinesis.ListStreamsInput{})).StreamNames; strings.Join(got, " ") != "orders" {
			t.Errorf("in the role one sees %q, want orders", got)
		}
	})
}

func fixed(c *ststypes.Credentials) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: *c.AccessKeyId, SecretAccessKey: *c.SecretAccessKey, SessionToken: *c.SessionToken}, nil
	})
}

func TestASessionKeepsItsAccount(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		out := must[*sts.GetSessionTokenOutput](w)(w.sts("123456789012").GetSessionToken(w.Context(), &sts.GetSessionTokenInput{DurationSeconds: new(int32(900))}))
		if *out.Credentials.AccessKeyId != "123456789012" || time.Until(*out.Credentials.Expiration) != 15*time.Minute {
			t.Errorf("got key %s until %v", *out.Credentials.AccessKeyId, out.Credentials.Expiration)
		}
	})
}

// Broken by: limits that are each other's.
func TestSTSRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		api := w.sts("123456789012")
		assume := func(arn, session string, seconds int32) error {
			_, err := api.AssumeRole(w.Context(), &sts.AssumeRoleInput{RoleArn: &arn, RoleSessionName: &session, DurationSeconds: &seconds})
			return err
		}
		const role = "arn:aws:iam::000000000000:role/reader"
		w.wantRefusal("no role", assume("arn:aws:iam::000000000000:user/reader", "s7", 900), "ValidationError", "at 'roleArn'")
		w.wantRefusal("no name", assume(role, "s 7", 900), "ValidationError", "at 'roleSessionName'")
		w.wantRefusal("too short", assume(role, "s7", 899), "ValidationError", "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900")
		w.wantRefusal("too long", assume(role, "s7", 43_201), "ValidationError", "less than or equal to 43200")
		_, err := api.GetSessionToken(w.Context(), &sts.GetSessionTokenInput{DurationSeconds: new(int32(129_601))})
		w.wantRefusal("too long a session", err, "ValidationError", "less than or equal to 129600")
		_, err = api.GetAccessKeyInfo(w.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: new("AKIAIOSFODNN7EXAMPLE")})
		w.wantRefusal("an operation that is not there", err, "InvalidAction", "Could not find operation GetAccessKeyInfo for version 2011-06-15")
		if status, _, got := w.post("Action=AssumeRole&Version=2011-06-15", asForm...); status != http.StatusBadRequest ||
			!strings.Contains(got, "2 validation errors detected: Value null at &#39;roleArn&#39;") {
			t.Errorf("AssumeRole of nothing: %d %s", status, got)
		}
	})
}
