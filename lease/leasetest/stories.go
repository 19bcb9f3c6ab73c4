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

// Broken by: leaving the sub-sequence number as it was.
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
