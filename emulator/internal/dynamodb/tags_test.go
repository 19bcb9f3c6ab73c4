package dynamodb_test

// Tags of tables.

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const jobsARN = "arn:aws:dynamodb:us-east-1:000000000000:table/jobs"

// tagged is tags of "key=value".
func tagged(pairs ...string) (all []types.Tag) {
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		all = append(all, types.Tag{Key: &key, Value: &value})
	}
	return all
}

func (w world) tag(arn string, pairs ...string) error {
	_, err := w.api.TagResource(w.Context(), &dynamodb.TagResourceInput{ResourceArn: &arn, Tags: tagged(pairs...)})
	return err
}

func (w world) untag(arn string, keys ...string) error {
	_, err := w.api.UntagResource(w.Context(), &dynamodb.UntagResourceInput{ResourceArn: &arn, TagKeys: keys})
	return err
}

func (w world) tags(arn string) (pairs []string, err error) {
	pages := 0
	in := &dynamodb.ListTagsOfResourceInput{ResourceArn: &arn}
	for ; pages == 0 || in.NextToken != nil; pages++ {
		out, err := w.api.ListTagsOfResource(w.Context(), in)
		if err != nil {
			return nil, err
		}
		for _, tag := range out.Tags {
			pairs = append(pairs, *tag.Key+"="+*tag.Value)
		}
		in.NextToken = out.NextToken
	}
	return append(pairs, fmt.Sprint(pages)), nil
}

func (w world) wantTags(pages int, want ...string) {
	w.Helper()
	if got := must[[]string](w)(w.tags(jobsARN)); !slices.Equal(got, append(want, fmt.Sprint(pages))) {
		w.Errorf("tags and pages are %v, want %v on %d", got, want, pages)
	}
}

func withTags(pairs ...string) func(*dynamodb.CreateTableInput) {
	return func(in *dynamodb.CreateTableInput) { in.Tags = tagged(pairs...) }
}

// Broken by: dropping CreateTable's tags; a page that begins with the last tag of the one before.
func TestTagsAreSetReplacedListedAndRemoved(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil, withTags("team=billing"))
		w.wantTags(1, "team=billing")
		if err := w.tag(jobsARN, "team=orders", "env=test", "cost="); err != nil {
			t.Fatal(err)
		}
		w.wantTags(1, "cost=", "env=test", "team=orders")
		w.emu.Pages("ListTagsOfResource", 2, 0)
		w.wantTags(2, "cost=", "env=test", "team=orders")
		if err := w.untag(jobsARN, "env", "nothing"); err != nil {
			t.Fatal(err)
		}
		w.wantTags(1, "cost=", "team=orders")
	})
}

func TestTagsThatAreRefused(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil)
		var many []string
		for i := range 51 {
			many = append(many, fmt.Sprintf("k%d=v", i))
		}
		for _, c := range []struct {
			tags []string
			want string
		}{
			{nil, "Value null at 'tags'"},
			{[]string{"=v"}, "The Tag Key provided is invalid, Key: "},
			{[]string{strings.Repeat("k", 129) + "=v"}, "The Tag Key provided is invalid"},
			{[]string{"k=" + strings.Repeat("v", 257)}, "The Tag Value provided is invalid"},
			{[]string{"aws:k=v"}, "Tag Key cannot be prefixed with aws:, Key: aws:k"},
			{[]string{"k=1", "k=2"}, "Duplicate Tag Key found k"},
			{many, "Number of Tags exceed the current limit for the provided ResourceArn"},
		} {
			err := w.tag(jobsARN, c.tags...)
			if c.tags == nil {
				_, err = w.api.TagResource(w.Context(), &dynamodb.TagResourceInput{ResourceArn: new(jobsARN), Tags: []types.Tag{}})
				c.want = "Atleast one Tag needs to be provided as Input."
			}
			w.wantRefusal(fmt.Sprint(c.tags), err, "ValidationException", c.want)
		}
		w.wantTags(1)
		_, err := w.api.UntagResource(w.Context(), &dynamodb.UntagResourceInput{ResourceArn: new(jobsARN), TagKeys: []string{}})
		w.wantRefusal("no keys", err, "ValidationException", "Atleast one Tag Key needs to be provided as Input.")
	})
}

// Broken by: taking every ARN of an account for that of a table.
func TestOnlyATableHasTags(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil)
		for arn, want := range map[string]string{
			"jobs": "ARNs must start with 'arn:': jobs",
			"arn:aws:kinesis:us-east-1:000000000000:stream/jobs":  "Provided Arn is not a DynamoDB resource arn",
			jobsARN + "/index/by-owner":                           "Invalid resource arn provided, only table or stream is accepted",
			strings.Replace(jobsARN, "us-east-1", "eu-west-1", 1): "Invalid TableArn: Invalid ResourceArn provided as input",
		} {
			_, err := w.tags(arn)
			w.wantRefusal(arn, err, "ValidationException", want)
		}
		_, err := w.tags(jobsARN + "2")
		w.wantRefusal("ListTagsOfResource", err, "ResourceNotFoundException", "ResourceArn: "+jobsARN+"2 not found")
		w.wantRefusal("TagResource", w.tag(jobsARN+"2", "a=b"), "ResourceNotFoundException", "")
		w.wantRefusal("UntagResource", w.untag(jobsARN+"2", "a"), "ResourceNotFoundException", "")
	})
}

func TestTagsOfATableShowOnceItIsActive(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil, withTags("team=billing"))
		_, err := w.tags(jobsARN)
		w.wantRefusal("ListTagsOfResource", err, "ResourceNotFoundException", "not found")
		w.wantRefusal("TagResource", w.tag(jobsARN, "a=b"), "ResourceInUseException", "Table is being created: jobs")
		w.wantRefusal("UntagResource", w.untag(jobsARN, "a"), "ResourceInUseException", "Table is being created: jobs")
		time.Sleep(10 * time.Second)
		w.wantTags(1, "team=billing")
	})
}
