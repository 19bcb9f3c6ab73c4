package dynamo

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: judging a child's failure before the parent's; counting a conflict as an existing
// child; sending the same children again.
func TestACancelledTransactionIsReadByItsReasons(t *testing.T) {
	children := []lease.Lease{{Key: lease.Key{Shard: "b"}}, {Key: lease.Key{Shard: "c"}}}
	for _, c := range []struct {
		codes string // parent first
		want  string
	}{
		{"ConditionalCheckFailed None None", "parent refused"},
		{"ConditionalCheckFailed ConditionalCheckFailed TransactionConflict", "parent refused"},
		{"None ConditionalCheckFailed None", "again with c"},
		{"None None ConditionalCheckFailed", "again with b"},
		{"None ConditionalCheckFailed ConditionalCheckFailed", "again with"},
		{"TransactionConflict None None", "failed; item 0: TransactionConflict"},
		{"None TransactionConflict ConditionalCheckFailed", "failed; item 1: TransactionConflict"},
		{"None ThrottlingError None", "failed; item 1: ThrottlingError"},
		{"None None None", "failed"},
		{"None", "failed"},
	} {
		var reasons []types.CancellationReason
		for code := range strings.FieldsSeq(c.codes) {
			reasons = append(reasons, types.CancellationReason{Code: new(code)})
		}
		o := outcomeOf(reasons, children)
		got := "failed" + o.reasons
		switch {
		case o.parentRefused:
			got = "parent refused"
		case o.missing != nil:
			got = "again with"
			for _, child := range *o.missing {
				got += " " + child.Key.Shard
			}
		}
		if got != c.want {
			t.Errorf("outcomeOf(%s) = %s, want %s", c.codes, got, c.want)
		}
	}
}
