package dynamo

// Rows as the Java KCL writes them, read by us; and rows of ours, read by its rules.

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

const (
	one   = "49590338271490256608559692538361571095921575989136588898"
	other = "49590338271512557353758223161503106814194224350642569250"
)

// Broken by: requiring an attribute of ours; misreading one of Java's.
func TestRowsOfJavaAreRead(t *testing.T) {
	at := func(seq string, sub uint64) checkpoint.Position { p, _ := checkpoint.At(seq, sub); return p }
	for name, c := range map[string]struct {
		row  item
		want lease.Lease
	}{
		"created by 1.x": {
			item{
				leaseKey: s("shardId-000000000000"), leaseCounter: n("0"), ownerSwitches: n("0"),
				position: s("TRIM_HORIZON"), subSequence: n("0"),
			},
			lease.Lease{Key: lease.Key{Shard: "shardId-000000000000"}},
		},
		"held in 2.x, in the middle of an aggregate": {
			item{
				leaseKey: s("shardId-000000000001"), leaseOwner: s("ip-10-0-0-7:5d3b"), leaseCounter: n("1882"),
				ownerSwitches: n("2"), position: s(one), subSequence: n("17"), parentShards: ss("shardId-000000000000"),
				startingHashKey: s("0"), endingHashKey: s("170141183460469231731687303715884105727"),
			},
			lease.Lease{
				Key: lease.Key{Shard: "shardId-000000000001"}, Owner: "ip-10-0-0-7:5d3b", Counter: 1882,
				OwnerSwitches: 2, Position: at(one, 17), Parents: []string{"shardId-000000000000"},
				HashKeys: lease.HashKeys{Starting: "0", Ending: "170141183460469231731687303715884105727"},
			},
		},
		"prepared in 2.x": {
			item{
				leaseKey: s("shardId-000000000001"), leaseOwner: s("w"), leaseCounter: n("5"), ownerSwitches: n("0"),
				position: s(one), subSequence: n("0"), pending: s(other), pendingSub: n("3"), pendingState: b("\x00state"),
			},
			lease.Lease{
				Key: lease.Key{Shard: "shardId-000000000001"}, Owner: "w", Counter: 5, Position: at(one, 0),
				Pending: &checkpoint.Pending{Position: at(other, 3), State: []byte("\x00state")},
			},
		},
		"being handed over in 3.5, in a table of several streams": {
			item{
				leaseKey: s("123456789012:orders:1780000000:shardId-000000000002"), leaseOwner: s("next"),
				checkpointOwner: s("holder"), leaseCounter: n("77"), ownerSwitches: n("1"), position: s("LATEST"),
				subSequence: n("0"), "throughputKBps": n("12.345678"), entityType: s("LEASE"),
				streamName: s("123456789012:orders:1780000000"), shardID: s("shardId-000000000002"),
			},
			lease.Lease{
				Key:   lease.Key{Stream: "123456789012:orders:1780000000", Shard: "shardId-000000000002"},
				Owner: "next", CheckpointOwner: "holder", Counter: 77, OwnerSwitches: 1, Position: checkpoint.Latest(),
			},
		},
		"merged and finished": {
			item{
				leaseKey: s("shardId-000000000003"), leaseOwner: s("w"), leaseCounter: n("9"), ownerSwitches: n("0"),
				position: s("SHARD_END"), subSequence: n("0"), childShards: ss("shardId-000000000005", "shardId-000000000004"),
				parentShards: ss("shardId-000000000002", "shardId-000000000001"),
			},
			lease.Lease{
				Key: lease.Key{Shard: "shardId-000000000003"}, Owner: "w", Counter: 9, Position: checkpoint.ShardEnd(),
				Parents:  []string{"shardId-000000000001", "shardId-000000000002"},
				Children: []string{"shardId-000000000004", "shardId-000000000005"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := decode(c.row)
			if err != nil || !isLease(c.row) {
				t.Fatalf("decode: %v; isLease = %v", err, isLease(c.row))
			}
			if d := difference(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			if got.Marks != (lease.Marks{}) || got.Tenure != "" {
				t.Errorf("a row of Java has marks %+v and tenure %q", got.Marks, got.Tenure)
			}
		})
	}
}

// Broken by: leaving leaseCounter or ownerSwitchesSinceCheckpoint out when they are 0; writing an
// empty string or set; a number where Java wants text.
func TestOurRowsAreReadByTheRulesOfJava(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := anyLease(r)
		row := encode(l)
		if err := readByJava(row); err != nil {
			r.Fatalf("%v: %v", slices.Sorted(maps.Keys(row)), err)
		}
		if l.Key.Stream == "" {
			return
		}
		if name, shard := show(row[streamName]), show(row[shardID]); name != strconv.Quote(l.Key.Stream) || shard != strconv.Quote(l.Key.Shard) {
			r.Fatalf("streamName %s, shardId %s of %+v", name, shard, l.Key)
		}
	})
}

// readByJava reads a row as KCL's serializer does: what is missing or of another type makes it
// throw. Attributes that it does not know it leaves alone.
func readByJava(row item) error {
	for _, name := range []string{leaseKey, leaseCounter, ownerSwitches, position} {
		if row[name] == nil {
			return fmt.Errorf("%s is missing", name)
		}
	}
	for name, value := range row {
		if err := javaTakes(javaTypes[name], value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// javaTypes is what KCL reads each attribute as; L is a number read by Long.parseLong.
var javaTypes = map[string]string{
	leaseKey: "S", leaseOwner: "S", leaseCounter: "L", ownerSwitches: "L", position: "S", subSequence: "N",
	pending: "S", pendingSub: "N", pendingState: "B", parentShards: "SS", childShards: "SS", startingHashKey: "S",
	endingHashKey: "S", "throughputKBps": "N", checkpointOwner: "S", entityType: "S", streamName: "S", shardID: "S",
}

func javaTakes(kind string, value types.AttributeValue) error {
	is := "?"
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		is = "S"
		if v.Value == "" {
			return fmt.Errorf("an empty string")
		}
	case *types.AttributeValueMemberN:
		is = "N"
		if _, err := strconv.ParseInt(v.Value, 10, 64); kind == "L" && err == nil {
			is = "L"
		}
		if strings.ContainsAny(v.Value, "eE+ ") {
			return fmt.Errorf("%q is not the way DynamoDB writes a number", v.Value)
		}
	case *types.AttributeValueMemberB:
		is = "B"
	case *types.AttributeValueMemberSS:
		is = "SS"
		if len(v.Value) == 0 || slices.Contains(v.Value, "") {
			return fmt.Errorf("an empty set or member")
		}
	}
	if kind != "" && kind != is {
		return fmt.Errorf("it is %s, Java reads %s", is, kind)
	}
	return nil
}
