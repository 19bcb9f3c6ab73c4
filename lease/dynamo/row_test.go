package dynamo

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(text string) types.AttributeValue { return &types.AttributeValueMemberN{Value: text} }
func ss(members ...string) types.AttributeValue {
	return &types.AttributeValueMemberSS{Value: members}
}
func b(text string) types.AttributeValue { return &types.AttributeValueMemberB{Value: []byte(text)} }

// difference compares leases; an empty state and an absent one are one.
func difference(want, got lease.Lease) string {
	return cmp.Diff(want, got, cmpopts.EquateEmpty(),
		cmp.Comparer(func(a, b checkpoint.Position) bool { return a == b }))
}

// Broken by: any attribute left out of encode or decode; a rounded time.
func TestARowComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := anyLease(r)
		got, err := decode(encode(want))
		if err != nil {
			r.Fatalf("decode: %v", err)
		}
		if d := difference(want, got); d != "" {
			r.Fatalf("(-want +got):\n%s", d)
		}
	})
}

func anyLease(r *rapid.T) lease.Lease {
	name := func(of string) string { return rapid.StringMatching(`([a-z0-9~.é]{1,8})?`).Draw(r, of) }
	names := func(of string) []string {
		return rapid.SampledFrom([][]string{nil, {"shardId-1"}, {"shardId-1", "shardId-2"}}).Draw(r, of)
	}
	instant := func(of string) time.Time {
		if !rapid.Bool().Draw(r, of+" is known") {
			return time.Time{}
		}
		return time.Unix(rapid.Int64Range(-latest, latest-1).Draw(r, of), rapid.Int64Range(0, 999_999_999).Draw(r, of+" ns")).UTC()
	}
	l := lease.Lease{
		Key: lease.Key{
			Stream: rapid.SampledFrom([]string{"", "123456789012:orders:1780000000"}).Draw(r, "stream"),
			Shard:  rapid.StringMatching(`shardId-[0-9]{1,12}`).Draw(r, "shard"),
		},
		Owner: name("owner"), CheckpointOwner: name("checkpoint owner"), Tenure: name("tenure"),
		Counter:       rapid.Int64().Draw(r, "counter"),
		OwnerSwitches: rapid.Int64().Draw(r, "switches"),
		Position:      anyPosition(r),
		Parents:       names("parents"), Children: names("children"),
		HashKeys: lease.HashKeys{Starting: name("starting"), Ending: name("ending")},
		Failover: time.Duration(rapid.Int64Range(-1e18, 1e18).Draw(r, "failover")),
		Start:    instant("start"), Done: instant("done"),
		Marks: lease.Marks{
			Format:    rapid.IntRange(0, lease.Format).Draw(r, "format"),
			StreamARN: name("arn"), Created: instant("created"),
		},
		News: rapid.Int64().Draw(r, "news"),
	}
	if rapid.Bool().Draw(r, "pending") {
		l.Pending = &checkpoint.Pending{Position: anyPosition(r), State: rapid.SliceOf(rapid.Byte()).Draw(r, "state")}
	}
	return l
}

func anyPosition(r *rapid.T) checkpoint.Position {
	at, _ := checkpoint.At(rapid.StringMatching(`[1-9][0-9]{0,128}`).Draw(r, "sequence"), rapid.Uint64().Draw(r, "sub"))
	return rapid.SampledFrom([]checkpoint.Position{
		at, checkpoint.TrimHorizon(), checkpoint.Latest(), checkpoint.AtTimestamp(), checkpoint.ShardEnd(),
	}).Draw(r, "position")
}

// Broken by: reading any of these leniently. A row that is misread, or left out, loses records.
func TestAnUnreadableRowIsNamed(t *testing.T) {
	for _, c := range []struct {
		attribute string
		value     types.AttributeValue // nil: absent
		shows     string
	}{
		{leaseKey, nil, "absent"},
		{leaseKey, n("1"), "1"},
		{leaseKey, s(":shardId-0"), `":shardId-0"`},
		{leaseOwner, s(""), `""`},
		{leaseOwner, n("7"), "7"},
		{leaseCounter, s("7"), `"7"`},
		{leaseCounter, n("1.5"), "1.5"},
		{leaseCounter, n("1E+3"), "1E+3"},
		{leaseCounter, n("9223372036854775808"), "9223372036854775808"},
		{position, nil, "absent"},
		{position, s("trim_horizon"), `"trim_horizon"`},
		{position, s("007"), `"007"`},
		{position, s("7/1"), `"7/1"`},
		{subSequence, n("-1"), "-1"},
		{pending, s("soon"), `"soon"`},
		{pendingState, s("text"), `"text"`},
		{parentShards, s("shardId-9"), `"shardId-9"`},
		{childShards, ss(), "[]"},
		{childShards, ss(""), `[""]`},
		{failover, n("1e3"), "1e3"},
		{failover, n("9223372036854775807"), "9223372036854775807"},
		{startTime, n("999999999999999999"), "999999999999999999"},
		{doneUntil, n("1.0000001"), "1.0000001"},
		{streamCreated, s("yesterday"), `"yesterday"`},
		{format, n("2"), "2"},
		{format, n("-1"), "-1"},
		{news, &types.AttributeValueMemberBOOL{Value: true}, "a *types.AttributeValueMemberBOOL"},
	} {
		row := encode(holding())
		row[position], row[pending], row[pendingState] = s("7"), s("8"), b("state")
		row[c.attribute] = c.value
		if c.value == nil {
			delete(row, c.attribute)
		}
		_, err := decode(row)
		if err == nil {
			t.Errorf("%s = %s: no error", c.attribute, show(c.value))
			continue
		}
		for _, want := range []string{c.attribute + " is " + c.shows, show(row[leaseKey])} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s = %s: error = %q, want %q in it", c.attribute, show(c.value), err, want)
			}
		}
	}
}

// Broken by: showing bytes; showing all of a long value.
func TestAnErrorShowsNoPayload(t *testing.T) {
	row := encode(holding())
	row[leaseOwner] = b("secret")
	row[parentShards] = s(strings.Repeat("x", 10_000))
	_, err := decode(row)
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "6 bytes") {
		t.Errorf("error = %v, want 6 bytes in it and not the bytes", err)
	}
	delete(row, leaseOwner)
	if _, err := decode(row); err == nil || len(err.Error()) > 500 {
		t.Errorf("error = %.600v, want a short one", err)
	}
}

// Broken by: telling leases by leaseCounter alone; by entityType alone.
func TestOnlyLeasesAreLeases(t *testing.T) {
	for _, c := range []struct {
		row  item
		want bool
	}{
		{item{leaseKey: s("a"), leaseCounter: n("1")}, true},
		{item{leaseKey: s("a"), leaseCounter: n("1"), entityType: s("LEASE")}, true},
		{item{leaseKey: s("a"), entityType: s("LEASE")}, true}, // a broken one, which must not be left out
		{item{leaseKey: s("a"), leaseCounter: n("1"), entityType: s("LEADER")}, false},
		{item{leaseKey: s("a"), leaseCounter: n("1"), entityType: n("1")}, false},
		{item{leaseKey: s("a")}, false},
	} {
		if got := isLease(c.row); got != c.want {
			t.Errorf("isLease(%v) = %v, want %v", c.row, got, c.want)
		}
	}
}
