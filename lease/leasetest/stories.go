package leasetest

// Rules that take more than one change to show.

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: leaving out any field of the row; rounding a time or a duration.
func everyFieldComesBack(t *testing.T, table lease.Table) {
	several := full("shardId-2")
	several.Key.Stream = "123456789012:orders:1780000000"
	rows := []lease.Lease{fresh("shardId-0"), full("shardId-1"), several}
	for p, position := range []checkpoint.Position{checkpoint.Latest(), checkpoint.AtTimestamp(), checkpoint.ShardEnd()} {
		row := fresh(fmt.Sprint("shardId-1", p))
		row.Position = position
		rows = append(rows, row)
	}
	stands(t, table, rows...)
	for _, row := range rows {
		shows(t, table, row)
	}
	if got := listed(t, table); len(got) != len(rows) {
		t.Errorf("listed %d rows, want %d", len(got), len(rows))
	}
}

func anAbsentRowDoesNotExist(t *testing.T, table lease.Table) {
	lacks(t, table, lease.Key{Shard: "shardId-0"})
	if rows := listed(t, table); len(rows) != 0 {
		t.Errorf("an empty table lists %v", rows)
	}
	if news, exists, err := table.News(t.Context(), lease.Key{Shard: "shardId-0"}); news != 0 || exists || err != nil {
		t.Errorf("News of no row = %d, %v, %v", news, exists, err)
	}
}

// Broken by: a save that is conditional on the ask, or writes its columns.
func aSaveKeepsAnAskAndShowsIt(t *testing.T, table lease.Table) {
	seen := held("shardId-0")
	stands(t, table, seen)
	made(t, table, seen.AskedBy("w2~b2"))
	row := made(t, table, seen.Saved(checkpoint.Progress{Position: checkpoint.Latest()}))
	if row.Holder() != "w1~a1" || row.Asker() != "w2~b2" {
		t.Errorf("the answer to the save shows holder %q and asker %q", row.Holder(), row.Asker())
	}
	shows(t, table, row)
	over := made(t, table, row.HandedTo(checkpoint.Progress{Position: checkpoint.Latest()}))
	if !over.HandedOver() || over.Owner != "w2~b2" {
		t.Errorf("handed over to %q, HandedOver() = %v", over.Owner, over.HandedOver())
	}
}

// Broken by: clearing an ask only where Was shows one.
func aTakeEndsAnAskItHasNotSeen(t *testing.T, table lease.Table) {
	seen := held("shardId-0")
	stands(t, table, seen)
	made(t, table, seen.AskedBy("w1~a9")) // leaves the counter alone, so the take's condition holds
	row := made(t, table, seen.TakenBy("w1~a1", "t2", time.Second, seen.Marks))
	if row.Owner != "w1~a1" || row.Asker() != "" {
		t.Errorf("taken, the row has owner %q and asker %q", row.Owner, row.Asker())
	}
}

// Parents are written at creation only, News by Announce only: a view of them may be old.
// Broken by: writing every attribute that differs.
func noChangeWritesParentsOrNews(t *testing.T, table lease.Table) {
	row := held("shardId-0")
	stands(t, table, row)
	next := row
	next.Parents, next.News, next.HashKeys.Ending = []string{"shardId-7"}, 99, "7"
	got := made(t, table, row.Marked(next))
	row.HashKeys.Ending = "7"
	if d := diff(row, got); d != "" {
		t.Errorf("the answer (-want +got):\n%s", d)
	}
	shows(t, table, row)
}

// Broken by: writing only that column of a position which differs, or none of the two.
func aSaveOfAPositionStoresAllOfIt(t *testing.T, table lease.Table) {
	row := held("shardId-0")
	stands(t, table, row)
	for _, p := range []checkpoint.Position{at("7", 0), at("7", 3), at("8", 3), at("8", 0), checkpoint.ShardEnd()} {
		row = made(t, table, row.Saved(checkpoint.Progress{Position: p}))
		if row.Position != p {
			t.Errorf("stored %v, the answer shows %v", p, row.Position)
		}
		shows(t, table, row)
	}
}

// Broken by: not removing all of a pending checkpoint; losing its state.
func aPendingCheckpointComesAndGoes(t *testing.T, table lease.Table) {
	row := held("shardId-0")
	stands(t, table, row)
	for _, pending := range []*checkpoint.Pending{
		{Position: at("9", 2), State: []byte("half way")},
		{Position: at("9", 2)},
		{Position: checkpoint.ShardEnd(), State: []byte("all the way")},
		nil,
	} {
		change := row.Saved(checkpoint.Progress{Position: row.Position, Pending: pending})
		row = made(t, table, change)
		if d := diff(change.Next, row); d != "" {
			t.Errorf("the answer (-want +got):\n%s", d)
		}
		shows(t, table, row)
	}
}

// A write whose answer was lost is sent again; its condition then fails on its own effect, and
// the ConflictError must let Judge see that.
// Broken by: a ConflictError without its row; rounding times; children in an order of the table's.
func aResentChangeIsJudgedStored(t *testing.T, table lease.Table) {
	progress := checkpoint.Progress{Position: at("12", 1), Done: time.Unix(1_790_000_009, 987_654_321)}
	children := []string{"shardId-000000000909", "shardId-000000000908"} // not in order
	for i, change := range []func(lease.Lease) lease.Change{
		func(l lease.Lease) lease.Change { return l.TakenBy("w3~c3", "t3", 1500*time.Microsecond, l.Marks) },
		func(l lease.Lease) lease.Change { return l.Saved(progress) },
		func(l lease.Lease) lease.Change { return l.Released(progress) },
		func(l lease.Lease) lease.Change {
			return l.Ended(progress, children, []lease.Lease{fresh(children[0]), fresh(children[1])})
		},
		func(l lease.Lease) lease.Change { return l.AskedBy("w3~c3") },
		func(l lease.Lease) lease.Change {
			asked := l.AskedBy("w3~c3")
			made(t, table, asked)
			return asked.Next.HandedTo(progress)
		},
		func(l lease.Lease) lease.Change {
			asked := l.AskedBy("w3~c3")
			made(t, table, asked)
			return asked.Next.Withdrawn()
		},
		func(l lease.Lease) lease.Change { return made(t, table, l.Ended(progress, children, nil)).Deleted() },
	} {
		row := held(fmt.Sprint("shardId-", i))
		stands(t, table, row)
		c := change(row)
		made(t, table, c)
		conflict := refused(t, table, c)
		if got := c.Judge(conflict.Row, conflict.Exists); got != lease.Stored {
			t.Errorf("%v sent again: verdict = %v on %+v, want Stored", c.Kind, got, conflict.Row)
		}
	}
}

// Broken by: overwriting a child that exists; giving up when one exists.
func anEndCreatesTheChildrenThatAreMissing(t *testing.T, table lease.Table) {
	names := []string{"shardId-000000000010", "shardId-000000000011", "shardId-000000000012"}
	var rows []lease.Lease
	for _, name := range names {
		child := fresh(name)
		child.Parents = []string{"shardId-000000000000"}
		rows = append(rows, child)
	}
	for have := range len(rows) + 1 {
		t.Run(fmt.Sprintf("%d of %d exist", have, len(rows)), func(t *testing.T) {
			parent := held(fmt.Sprint("shardId-00000000000", have))
			want := make([]lease.Lease, len(rows))
			for i, row := range rows {
				row.Key.Stream = fmt.Sprintf("123456789012:orders:%d", have+1)
				if i < have {
					row.Position, row.Counter, row.Owner = checkpoint.Latest(), 9, "w5~e5"
					stands(t, table, row)
				}
				want[i] = row
			}
			parent.Key.Stream = want[0].Key.Stream
			stands(t, table, parent)
			offered := make([]lease.Lease, len(rows))
			for i, row := range rows {
				row.Key.Stream = parent.Key.Stream
				offered[i] = row
			}
			end := parent.Ended(checkpoint.Progress{Done: parent.Done}, names, offered)
			got := made(t, table, end)
			if d := diff(end.Apply(parent), got); d != "" {
				t.Errorf("the answer (-want +got):\n%s", d)
			}
			shows(t, table, end.Apply(parent))
			for _, child := range want {
				shows(t, table, child)
			}
		})
	}
}

// Broken by: creating the children in writes of their own; reporting the child's failure first.
func aRefusedEndCreatesNothing(t *testing.T, table lease.Table) {
	parent := held("shardId-000000000000")
	stands(t, table, parent, fresh("shardId-000000000001"))
	moved := made(t, table, parent.Saved(checkpoint.Progress{Position: parent.Position}))
	end := parent.Ended(checkpoint.Progress{}, []string{"shardId-000000000001", "shardId-000000000002"},
		[]lease.Lease{fresh("shardId-000000000001"), fresh("shardId-000000000002")})
	conflict := refused(t, table, end)
	if d := diff(moved, conflict.Row); !conflict.Exists || d != "" {
		t.Errorf("ConflictError: exists = %v, row (-want +got):\n%s", conflict.Exists, d)
	}
	shows(t, table, moved)
	lacks(t, table, lease.Key{Shard: "shardId-000000000002"})

	absent := held("shardId-000000000005").Ended(checkpoint.Progress{}, []string{"shardId-000000000002"},
		[]lease.Lease{fresh("shardId-000000000002")})
	if conflict := refused(t, table, absent); conflict.Exists {
		t.Error("the end of a shard without a row says that there is one")
	}
	lacks(t, table, lease.Key{Shard: "shardId-000000000002"})
}

// Broken by: writing News with a change; a condition other than existence; a row made by Announce.
func newsCountAndSurviveEveryChange(t *testing.T, table lease.Table) {
	row := held("shardId-0")
	stands(t, table, row)
	for i, change := range []func(lease.Lease) lease.Change{
		func(l lease.Lease) lease.Change { return l.Saved(checkpoint.Progress{Position: checkpoint.Latest()}) },
		func(l lease.Lease) lease.Change { return l.Released(checkpoint.Progress{}) },
		func(l lease.Lease) lease.Change { return l.TakenBy("w2~b2", "t2", time.Second, l.Marks) },
		func(l lease.Lease) lease.Change { return l.Ended(checkpoint.Progress{}, nil, nil) },
	} {
		if err := table.Announce(t.Context(), row.Key); err != nil {
			t.Fatalf("announce: %v", err)
		}
		row = made(t, table, change(row)) // row shows one news less than there is
		news, exists, err := table.News(t.Context(), row.Key)
		if want := int64(5 + i + 1); news != want || !exists || err != nil {
			t.Errorf("News = %d, %v, %v, want %d", news, exists, err, want)
		}
	}
	if err := table.Announce(t.Context(), lease.Key{Shard: "shardId-1"}); err != nil {
		t.Errorf("announce on no row: %v", err)
	}
	lacks(t, table, lease.Key{Shard: "shardId-1"})
}

// Broken by: conditions on less than counter and tenure.
func aLatecomerChangesNothing(t *testing.T, table lease.Table) {
	old := held("shardId-0")
	stands(t, table, old)
	taken := made(t, table, old.TakenBy("w2~b2", "t2", time.Second, old.Marks))
	for _, c := range []lease.Change{
		old.Saved(checkpoint.Progress{Position: checkpoint.Latest()}),
		old.Released(checkpoint.Progress{}),
		old.Ended(checkpoint.Progress{}, nil, nil),
		old.AskedBy("w3~c3").Next.HandedTo(checkpoint.Progress{}),
		old.TakenBy("w3~c3", "t3", time.Second, old.Marks),
	} {
		if conflict := refused(t, table, c); c.Judge(conflict.Row, conflict.Exists) != lease.Conflict {
			t.Errorf("%v of an earlier tenure is not judged a conflict", c.Kind)
		}
	}
	shows(t, table, taken)
}

// Broken by: reading one page.
func listReadsEveryPage(t *testing.T, table lease.Table) {
	const rows = 6
	for i := range rows {
		row := held(fmt.Sprint("shardId-", i))
		row.Pending = &checkpoint.Pending{Position: row.Position, State: make([]byte, 300_000)} // a page is 1 MB
		stands(t, table, row)
	}
	if got := listed(t, table); len(got) != rows {
		t.Errorf("listed %d rows of %d", len(got), rows)
	}
}

// Broken by: reading every row as a lease; failing a listing for one that is none.
func listLeavesOutWhatIsNoLease(t *testing.T, table lease.Table) {
	foreign, ok := table.(ForeignWriter)
	if !ok {
		t.Skip("only leases can stand in this table")
	}
	stands(t, table, fresh("shardId-0"))
	for _, kind := range []string{"", "WORKER_METRICS", "LEADER"} {
		if err := foreign.WriteForeign(t.Context(), "row of kind "+kind, kind); err != nil {
			t.Fatal(err)
		}
	}
	if rows := listed(t, table); len(rows) != 1 || rows[0].Key.Shard != "shardId-0" {
		t.Errorf("listed %+v, want the one lease", rows)
	}
	if row, _, err := table.Get(t.Context(), lease.Key{Shard: "row of kind LEADER"}); err == nil {
		t.Errorf("get of a row that is no lease = %+v, want an error: neither a lease nor nothing is true", row)
	}
}

// Broken by: a call that ignores its context.
func aCancelledCallSaysSo(t *testing.T, table lease.Table) {
	row := held("shardId-0")
	stands(t, table, row)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, applied := table.Apply(ctx, row.Saved(checkpoint.Progress{Position: checkpoint.Latest()}))
	_, _, got := table.Get(ctx, row.Key)
	_, all := table.List(ctx)
	_, _, news := table.News(ctx, row.Key)
	for _, err := range []error{applied, got, all, news, table.Announce(ctx, row.Key)} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want context.Canceled", err)
		}
	}
	shows(t, table, row)
}
