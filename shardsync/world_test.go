package shardsync_test

// A small world for the laws: one stream that is resharded and forgets, one table, and workers
// that read, end and crash, all of them in the library's own words. The world knows the truth:
// when each shard opened and closed, and what was read of it.

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

const width = 64 // parts of the hash range: a shard of one part is not split

type truth struct {
	shardsync.Shard
	from, to       int // parts
	opened, closed time.Time
	forgotten      bool // retention removed it
	read           int  // how often it was read to its end
}

type world struct {
	now      time.Time
	shards   []*truth // in shard order
	rows     []lease.Lease
	start    shardsync.Start
	disorder string // what was read before what comes before it
}

func newWorld(t *rapid.T) *world {
	w := &world{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	n := rapid.IntRange(1, 4).Draw(t, "shards")
	for i := range n {
		w.open(i*width/n, (i+1)*width/n)
	}
	return w
}

// steps are what can happen in the world.
func (w *world) steps() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"split": w.split, "merge": w.merge, "forget": w.forget, // the stream
		"sync": w.sync, "read": w.read, "end": w.end, "clean up": w.cleanUp, // the workers
	}
}

func (w *world) tick() { w.now = w.now.Add(time.Second) }

func (w *world) open(from, to int, parents ...*truth) *truth {
	s := &truth{from: from, to: to, opened: w.now}
	s.ID, s.HashKeys = fmt.Sprintf("shardId-%012d", len(w.shards)), parts(from, to, width)
	for _, p := range parents {
		s.Parents = append(s.Parents, p.ID)
		p.Closed, p.closed = true, w.now
	}
	w.shards = append(w.shards, s)
	return s
}

func (w *world) where(is func(*truth) bool) []*truth {
	var found []*truth
	for _, s := range w.shards {
		if is(s) {
			found = append(found, s)
		}
	}
	return found
}

func pick[T any](t *rapid.T, from []T) T { return rapid.SampledFrom(from).Draw(t, "which") }

func (w *world) split(t *rapid.T) {
	w.tick()
	if wide := w.where(func(s *truth) bool { return !s.Closed && s.to-s.from > 1 }); len(wide) > 0 {
		s := pick(t, wide)
		at := rapid.IntRange(s.from+1, s.to-1).Draw(t, "at")
		w.open(s.from, at, s)
		w.open(at, s.to, s)
	}
}

func (w *world) merge(t *rapid.T) {
	w.tick()
	lower := w.where(func(s *truth) bool { return !s.Closed && s.to < width })
	if len(lower) == 0 {
		return
	}
	a := pick(t, lower)
	for _, b := range w.where(func(s *truth) bool { return !s.Closed && s.from == a.to }) {
		w.open(a.from, b.to, a, b)
	}
}

// ancestors are all above a shard, the forgotten ones too.
func (w *world) ancestors(id string) map[string]bool {
	above := map[string]bool{}
	for todo := []string{id}; len(todo) > 0; todo = todo[1:] {
		for _, p := range w.truth(todo[0]).Parents {
			if !above[p] {
				above[p] = true
				todo = append(todo, p)
			}
		}
	}
	return above
}

// forget removes the oldest closed shard, as retention does.
func (w *world) forget(*rapid.T) {
	w.tick()
	for _, s := range w.shards {
		if s.forgotten {
			continue
		}
		if s.Closed {
			s.forgotten = true
		}
		return
	}
}

func (w *world) listing() []shardsync.Shard {
	var shards []shardsync.Shard
	for _, s := range w.shards {
		if !s.forgotten {
			shards = append(shards, s.Shard)
		}
	}
	return shards
}

func (w *world) plan(t *rapid.T) []lease.Lease {
	rows, err := shardsync.Plan(w.listing(), w.rows, w.start)
	if err != nil {
		t.Fatalf("Plan: %v", err)
	}
	return rows
}

// sync makes what the plan says, or part of it and crashes.
func (w *world) sync(t *rapid.T) {
	w.tick()
	if len(w.rows) == 0 {
		w.begin(t)
	}
	for _, row := range w.plan(t) {
		if rapid.IntRange(0, 3).Draw(t, "crash") > 0 {
			w.rows = append(w.rows, row)
		}
	}
}

func (w *world) begin(t *rapid.T) {
	switch rapid.IntRange(0, 3).Draw(t, "from") {
	case 0:
		w.start = shardsync.Start{}
	case 1:
		w.start = shardsync.Start{From: checkpoint.Latest(), At: w.now}
	default:
		w.start = shardsync.Start{From: checkpoint.AtTimestamp(), At: pick(t, w.shards).opened.Add(time.Millisecond)}
	}
	if w.start.From.IsAtTimestamp() && rapid.Bool().Draw(t, "filtered") {
		w.start.Open = []string{}
		for _, s := range w.shards {
			if !s.forgotten && !s.opened.After(w.start.At) && (!s.Closed || !s.closed.Before(w.start.At)) {
				w.start.Open = append(w.start.Open, s.ID)
			}
		}
	}
}

// since is from when on a row's shard is read.
func since(row lease.Lease) time.Time {
	if row.Position.IsTrimHorizon() {
		return time.Time{}
	}
	return row.Start
}

func (w *world) truth(id string) *truth {
	return w.shards[slices.IndexFunc(w.shards, func(s *truth) bool { return s.ID == id })]
}

func (w *world) row(id string) (lease.Lease, bool) {
	i := slices.IndexFunc(w.rows, func(row lease.Lease) bool { return row.Key.Shard == id })
	if i < 0 {
		return lease.Lease{}, false
	}
	return w.rows[i], true
}

// known tells whether the listing and the rows show that up is above id.
func (w *world) known(id, up string) bool {
	for above := range shardsync.NewGraph(w.listing(), w.rows).Ancestors(id) {
		if above == up {
			return true
		}
	}
	return false
}

// ready are the rows that may be read: every parent's is absent or finished.
func (w *world) ready() []int {
	var ready []int
	for i, row := range w.rows {
		waits := slices.ContainsFunc(row.Parents, func(id string) bool {
			p, has := w.row(id)
			return has && !p.Finished()
		})
		if !row.Finished() && !waits {
			ready = append(ready, i)
		}
	}
	return ready
}

// read makes progress in a shard.
func (w *world) read(t *rapid.T) {
	if ready := w.ready(); len(ready) > 0 {
		w.progress(pick(t, ready))
	}
}

func (w *world) progress(i int) {
	w.mayRead(w.rows[i].Key.Shard)
	w.rows[i].Position, _ = checkpoint.At("5", 0)
	w.rows[i].Counter++
}

// end comes to the end of a closed shard.
func (w *world) end(t *rapid.T) {
	if ready := w.ready(); len(ready) > 0 {
		w.endRow(pick(t, ready))
	}
}

// endRow ends a row, unless its shard is open or the graph must be synced first.
func (w *world) endRow(i int) bool {
	s := w.truth(w.rows[i].Key.Shard)
	if !s.Closed || s.forgotten && len(shardsync.Gone(w.rows[i:i+1], w.listing(), w.listing())) == 0 {
		return false
	}
	var children []shardsync.Shard // a gone shard has no last page: those that are listed
	for _, child := range w.where(func(c *truth) bool { return slices.Contains(c.Parents, s.ID) && !(s.forgotten && c.forgotten) }) {
		children = append(children, child.Shard)
	}
	next := shardsync.Succeed(w.rows[i], children, w.rows, w.listing())
	if len(next.SyncFirst) > 0 {
		return false
	}
	w.mayRead(s.ID)
	if !s.forgotten {
		s.read++
	}
	w.rows[i] = w.rows[i].Ended(checkpoint.Progress{}, next.Children, nil).Next
	w.rows = append(w.rows, next.Rows...)
	return true
}

// mayRead notes when something is read before what comes before it.
func (w *world) mayRead(id string) {
	for up := range w.ancestors(id) {
		s := w.truth(up)
		if s.read == 0 && !s.forgotten && s.closed.After(w.start.Of(w.rows).At) {
			w.disorder = id + " is read before " + up
		}
	}
}

func (w *world) cleanUp(*rapid.T) {
	deletable := shardsync.Deletable(w.rows, w.listing(), w.listing())
	w.rows = slices.DeleteFunc(w.rows, func(row lease.Lease) bool {
		return slices.ContainsFunc(deletable, func(l lease.Lease) bool { return l.Key == row.Key })
	})
}

// lose deletes a row by hand.
func (w *world) lose(t *rapid.T) {
	if len(w.rows) > 1 {
		i := rapid.IntRange(0, len(w.rows)-1).Draw(t, "row")
		w.rows = slices.Delete(slices.Clone(w.rows), i, i+1)
	}
}

// rest lets the workers go on, without a crash and in a stream that stands still, until nothing
// is left to be done.
func (w *world) rest(t *rapid.T) {
	w.tick()
	if len(w.rows) == 0 {
		w.begin(t)
	}
	for turns, moved := 0, true; moved; turns++ {
		if turns > 10*len(w.shards) {
			t.Fatal("the world does not come to rest")
		}
		planned := w.plan(t)
		w.rows = append(w.rows, planned...)
		moved = len(planned) > 0
		for _, i := range w.ready() {
			moved = w.endRow(i) || moved
		}
		w.cleanUp(t)
	}
	for _, i := range w.ready() {
		w.progress(i)
	}
}
