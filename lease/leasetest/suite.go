package leasetest

// The conformance suite: what every lease.Table must do, as sentences.

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// A ForeignWriter is what a table under test also implements if rows that are no leases can stand
// in it. An empty entityType means: write neither entityType nor leaseCounter.
type ForeignWriter interface {
	WriteForeign(ctx context.Context, leaseKey, entityType string) error
}

// TestTable holds a table to what lease.Table promises. open makes an empty table; it is called
// once for each subtest.
func TestTable(t *testing.T, open func(t *testing.T) lease.Table) {
	for _, rule := range []struct {
		name  string
		holds func(*testing.T, lease.Table)
	}{
		{"EveryFieldComesBack", everyFieldComesBack},
		{"AnAbsentRowDoesNotExist", anAbsentRowDoesNotExist},
		{"EachChangeIsMadeExactlyWhenItsConditionHolds", eachChangeIsMadeExactlyWhenItsConditionHolds},
		{"ASaveKeepsAnAskAndShowsIt", aSaveKeepsAnAskAndShowsIt},
		{"ATakeEndsAnAskItHasNotSeen", aTakeEndsAnAskItHasNotSeen},
		{"NoChangeWritesParentsOrNews", noChangeWritesParentsOrNews},
		{"ASaveOfAPositionStoresAllOfIt", aSaveOfAPositionStoresAllOfIt},
		{"APendingCheckpointComesAndGoes", aPendingCheckpointComesAndGoes},
		{"AResentChangeIsJudgedStored", aResentChangeIsJudgedStored},
		{"AnEndCreatesTheChildrenThatAreMissing", anEndCreatesTheChildrenThatAreMissing},
		{"ARefusedEndCreatesNothing", aRefusedEndCreatesNothing},
		{"NewsCountAndSurviveEveryChange", newsCountAndSurviveEveryChange},
		{"ALatecomerChangesNothing", aLatecomerChangesNothing},
		{"ListReadsEveryPage", listReadsEveryPage},
		{"ListLeavesOutWhatIsNoLease", listLeavesOutWhatIsNoLease},
		{"ACancelledCallSaysSo", aCancelledCallSaysSo},
		{"RandomChangesLeaveTheRowsOfAMemory", randomChangesLeaveTheRowsOfAMemory},
	} {
		t.Run(rule.name, func(t *testing.T) { rule.holds(t, open(t)) })
	}
}

// diff is empty if two rows say the same. Parents and children are sets.
func diff(want, got lease.Lease) string {
	return cmp.Diff(want, got,
		cmp.Comparer(func(a, b checkpoint.Position) bool { return a == b }),
		cmpopts.SortSlices(func(a, b string) bool { return a < b }),
		cmpopts.EquateEmpty(),
	)
}

// full is a row with every field set, to the nanosecond: a table that rounds would not find its
// own resent write again.
func full(shard string) lease.Lease {
	return lease.Lease{
		Key:             lease.Key{Shard: shard},
		Owner:           "w2~b2",
		CheckpointOwner: "w1~a1",
		Counter:         41,
		OwnerSwitches:   3,
		Position:        at("49590338271490256608559692538361571095921575989136588898", 7),
		Pending: &checkpoint.Pending{
			Position: at("49590338271490256608559692540925702759324208523137515618", 1),
			State:    []byte{0, 1, 0xfe},
		},
		Parents:  []string{"shardId-000000000100", "shardId-000000000101"},
		Children: []string{"shardId-000000000300", "shardId-000000000301"},
		HashKeys: lease.HashKeys{Starting: "0", Ending: "340282366920938463463374607431768211455"},
		Tenure:   "a1.t1",
		Failover: 10*time.Second + time.Nanosecond,
		Start:    time.Unix(1_790_000_000, 123_456_789),
		Done:     time.Unix(1_790_000_001, 7),
		Marks: lease.Marks{
			Format:    lease.Format,
			StreamARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/orders",
			Created:   time.Unix(1_780_000_000, 0),
		},
		News: 5,
	}
}

// held is a row in the middle of a tenure of w1.
func held(shard string) lease.Lease {
	l := full(shard)
	l.Owner, l.CheckpointOwner = "w1~a1", ""
	l.Pending, l.Children = nil, nil
	return l
}

// fresh is a row as it is created.
func fresh(shard string) lease.Lease {
	return lease.Lease{Key: lease.Key{Shard: shard}, Position: checkpoint.TrimHorizon()}
}

// at is checkpoint.At of a number that is known to be one.
func at(seq string, sub uint64) checkpoint.Position {
	p, _ := checkpoint.At(seq, sub)
	return p
}

// stands makes a row stand in the table as it is.
func stands(t *testing.T, table lease.Table, rows ...lease.Lease) {
	t.Helper()
	for _, row := range rows {
		if _, err := table.Apply(t.Context(), row.Created()); err != nil {
			t.Fatalf("create %v: %v", row.Key, err)
		}
	}
}

// made applies a change whose condition holds.
func made(t *testing.T, table lease.Table, c lease.Change) lease.Lease {
	t.Helper()
	row, err := table.Apply(t.Context(), c)
	if err != nil {
		t.Fatalf("%v %v: %v", c.Kind, keyOf(c), err)
	}
	return row
}

// refused applies a change whose condition does not hold.
func refused(t *testing.T, table lease.Table, c lease.Change) *lease.ConflictError {
	t.Helper()
	_, err := table.Apply(t.Context(), c)
	conflict, ok := errors.AsType[*lease.ConflictError](err)
	if !ok {
		t.Fatalf("%v %v: error = %v, want a *lease.ConflictError", c.Kind, keyOf(c), err)
	}
	return conflict
}

// shows checks a row as a consistent read shows it.
func shows(t *testing.T, table lease.Table, want lease.Lease) {
	t.Helper()
	got, exists, err := table.Get(t.Context(), want.Key)
	if err != nil || !exists {
		t.Fatalf("get %v: exists = %v, error = %v", want.Key, exists, err)
	}
	if d := diff(want, got); d != "" {
		t.Errorf("the row of %v (-want +got):\n%s", want.Key, d)
	}
}

// lacks checks that there is no such row.
func lacks(t *testing.T, table lease.Table, key lease.Key) {
	t.Helper()
	if row, exists, err := table.Get(t.Context(), key); err != nil || exists {
		t.Errorf("get %v = %+v, exists = %v, error = %v; want no row", key, row, exists, err)
	}
}

func keyOf(c lease.Change) lease.Key {
	if c.Kind == lease.Create {
		return c.Next.Key
	}
	return c.Was.Key
}

// listed is the table by List, in order of keys.
func listed(t testing.TB, table lease.Table) []lease.Lease {
	t.Helper()
	rows, err := table.List(t.Context())
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	slices.SortFunc(rows, func(a, b lease.Lease) int { return a.Key.Compare(b.Key) })
	return rows
}
