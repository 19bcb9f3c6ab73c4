package leasetest

// The law that holds a table to Memory: whatever two workers do, by whatever stale views, both
// tables answer the same and end with the same rows.

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: any attribute that a change does not write, writes too much, or conditions wrongly.
func randomChangesLeaveTheRowsOfAMemory(t *testing.T, table lease.Table) {
	var run atomic.Int64 // each run has a stream of its own, since the table is opened once
	rapid.Check(t, func(r *rapid.T) {
		w := world{
			T: r, t: t, table: table, memory: new(Memory),
			stream: fmt.Sprintf("123456789012:orders:%d", run.Add(1)),
			views:  map[string]lease.Lease{},
		}
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			w.step()
		}
		w.compare()
	})
}

// A world is one run of the law.
type world struct {
	*rapid.T
	t      *testing.T
	table  lease.Table
	memory *Memory
	stream string
	views  map[string]lease.Lease // what each worker last saw of each row
}

var lawShards = []string{"shardId-000000000000", "shardId-000000000001", "shardId-000000000002"}

func (w *world) step() {
	owner := rapid.SampledFrom([]string{"w1~a1", "w2~b2"}).Draw(w.T, "worker")
	key := lease.Key{Stream: w.stream, Shard: rapid.SampledFrom(lawShards).Draw(w.T, "shard")}
	view, seen := w.views[owner+key.Shard]
	doing := rapid.SampledFrom([]string{"look", "announce", "create", "take", "save", "save", "hand over", "release",
		"end", "ask", "ask", "withdraw", "delete", "mark"}).Draw(w.T, "doing")
	switch {
	case doing == "look" || !seen && doing != "create" && doing != "announce":
		if row, exists, _ := w.memory.Get(w.t.Context(), key); exists {
			w.views[owner+key.Shard] = row
		}
	case doing == "announce":
		w.announce(key)
	default:
		w.apply(owner, w.change(doing, owner, key, view))
	}
}

// change is what the worker wants to do to the row as it last saw it.
func (w *world) change(doing, owner string, key lease.Key, view lease.Lease) lease.Change {
	switch doing {
	case "create":
		row := fresh(key.Shard)
		row.Key = key
		row.Position = w.position()
		return row.Created()
	case "take":
		marks := lease.Marks{Format: 1, StreamARN: "arn:stream/orders", Created: time.Unix(1_780_000_000, 0)}
		return view.TakenBy(owner, rapid.StringMatching("[a-f]{2}").Draw(w.T, "tenure"), w.span(), marks)
	case "save":
		return view.Saved(w.progress())
	case "hand over":
		return view.HandedTo(w.progress())
	case "release":
		return view.Released(w.progress())
	case "end":
		var rows []lease.Lease
		for _, child := range w.children() {
			row := fresh(child)
			row.Key.Stream, row.Parents = w.stream, []string{key.Shard}
			if child != key.Shard { // a row is no child of its own
				rows = append(rows, row)
			}
		}
		return view.Ended(w.progress(), w.children(), rows)
	case "ask":
		return view.AskedBy(owner)
	case "withdraw":
		return view.Withdrawn()
	case "delete":
		return view.Deleted()
	default:
		next := view
		next.Children = w.children()
		next.HashKeys = lease.HashKeys{Starting: "0", Ending: "255"}
		return view.Marked(next)
	}
}

// apply makes the change in both tables and compares the answers.
func (w *world) apply(owner string, c lease.Change) {
	want, wantErr := w.memory.Apply(w.t.Context(), c)
	got, gotErr := w.table.Apply(w.t.Context(), c)
	if c.Kind == lease.End && len(c.Children) > 0 {
		got.News = want.News // a transaction answers no row: its News is as last seen
	}
	wantConflict, refused := errors.AsType[*lease.ConflictError](wantErr)
	gotConflict, alsoRefused := errors.AsType[*lease.ConflictError](gotErr)
	switch {
	case refused != alsoRefused || (wantErr == nil) != (gotErr == nil):
		w.Fatalf("%v %v: error = %v, want %v", c.Kind, keyOf(c), gotErr, wantErr)
	case refused:
		if d := diff(wantConflict.Row, gotConflict.Row); d != "" || wantConflict.Exists != gotConflict.Exists {
			w.Fatalf("%v %v is refused with (-want +got):\n%s", c.Kind, keyOf(c), d)
		}
		if wantConflict.Exists && rapid.Bool().Draw(w.T, "look at what refused") {
			w.views[owner+keyOf(c).Shard] = wantConflict.Row
		}
	default:
		if d := diff(want, got); d != "" {
			w.Fatalf("%v %v is answered with (-want +got):\n%s", c.Kind, keyOf(c), d)
		}
		w.views[owner+keyOf(c).Shard] = want
		if c.Kind == lease.Delete {
			delete(w.views, owner+keyOf(c).Shard)
		}
	}
}

func (w *world) announce(key lease.Key) {
	_ = w.memory.Announce(w.t.Context(), key) // nothing disturbs it
	if err := w.table.Announce(w.t.Context(), key); err != nil {
		w.Fatalf("announce %v: %v", key, err)
	}
}

// compare holds the rows of this run's stream against each other.
func (w *world) compare() {
	got := slices.DeleteFunc(listed(w.t, w.table), func(l lease.Lease) bool { return l.Key.Stream != w.stream })
	want := w.memory.Rows()
	if len(got) != len(want) {
		w.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		if d := diff(want[i], got[i]); d != "" {
			w.Fatalf("the row of %v (-want +got):\n%s", want[i].Key, d)
		}
	}
}

func (w *world) progress() checkpoint.Progress {
	p := checkpoint.Progress{Position: w.position()}
	if rapid.Bool().Draw(w.T, "done is known") {
		p.Done = time.Unix(1_790_000_000, rapid.Int64Range(0, 5e9).Draw(w.T, "done"))
	}
	if rapid.Bool().Draw(w.T, "pending") {
		p.Pending = &checkpoint.Pending{Position: w.position(), State: []byte(strings.Repeat("x", rapid.IntRange(0, 3).Draw(w.T, "state")))}
	}
	return p
}

func (w *world) position() checkpoint.Position {
	return rapid.SampledFrom([]checkpoint.Position{
		checkpoint.TrimHorizon(), checkpoint.Latest(), checkpoint.AtTimestamp(), checkpoint.ShardEnd(),
		at("5", 0), at("5", 1), at("49590338271490256608559692538361571095921575989136588898", 0),
	}).Draw(w.T, "position")
}

func (w *world) children() []string {
	return rapid.SampledFrom([][]string{nil, {lawShards[1]}, {lawShards[2], lawShards[1]}}).Draw(w.T, "children")
}

func (w *world) span() time.Duration {
	return time.Duration(rapid.Int64Range(0, 3e10).Draw(w.T, "failover"))
}
