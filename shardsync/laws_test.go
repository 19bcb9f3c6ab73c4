package shardsync_test

// Laws, over random streams that are resharded, forgotten, read, cleaned and crashed over.

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// inAnyWorld checks a law after every step of a random history, and last after the world came to
// rest: everything planned, everything read that can be.
func inAnyWorld(t *testing.T, law func(t *rapid.T, w *world)) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		steps := w.steps()
		steps[""] = func(t *rapid.T) { law(t, w) }
		t.Repeat(steps)
		w.rest(t)
		law(t, w)
	})
}

// inAnyTable checks a law also of tables from which somebody deletes rows by hand.
func inAnyTable(t *testing.T, law func(t *rapid.T, w *world)) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		steps := w.steps()
		steps["lose a row"] = w.lose
		steps[""] = func(t *rapid.T) { law(t, w) }
		t.Repeat(steps)
	})
}

// Broken by: an unfinished row that does not lead to its children.
func TestAPlanThatWasMadePlansNothing(t *testing.T) {
	inAnyTable(t, func(t *rapid.T, w *world) {
		made := append(slices.Clone(w.rows), w.plan(t)...)
		again, err := shardsync.Plan(w.listing(), made, w.start)
		if err != nil || len(again) > 0 {
			t.Fatalf("a second plan creates %s (%v)", names(again), err)
		}
	})
}

// Broken by: a finished row that leads to its children.
func TestEveryOpenShardIsReachedFromAnUnfinishedRow(t *testing.T) {
	inAnyTable(t, func(t *rapid.T, w *world) {
		made := append(slices.Clone(w.rows), w.plan(t)...)
		var reached []lease.HashKeys
		for _, s := range w.where(func(s *truth) bool { return !s.Closed }) {
			if !w.reached(s.ID, made) {
				t.Errorf("nothing leads to %s", s.ID)
				continue
			}
			reached = append(reached, s.HashKeys)
		}
		if holes, err := shardsync.Holes(reached); err != nil || len(holes) > 0 {
			t.Errorf("no unfinished row leads to the hash keys %v (%v)", holes, err)
		}
	})
}

// Broken by: a plan that does not ask for rows below; leads without the parents.
func TestNoRowIsMadeForAnAncestorOfARow(t *testing.T) {
	inAnyTable(t, func(t *rapid.T, w *world) {
		all := append(slices.Clone(w.rows), w.plan(t)...)
		for _, row := range w.plan(t) {
			for _, other := range all {
				if w.known(other.Key.Shard, row.Key.Shard) {
					t.Fatalf("%v is created, an ancestor of %v", row.Key, other.Key)
				}
			}
		}
	})
}

// Broken by: a plan that does not ask for rows above; children at LATEST; rows without the start.
func TestOnlyAShardWithoutLeasedRelativesBeginsAtTheStart(t *testing.T) {
	inAnyTable(t, func(t *rapid.T, w *world) {
		began := w.start.Of(w.rows).At
		planned := w.plan(t)
		for _, row := range planned {
			if !row.Position.IsTrimHorizon() && !row.Start.Equal(began) {
				t.Fatalf("%v begins at %v, its table at %v", row.Key, row.Start, began)
			}
		}
		for _, row := range append(slices.Clone(w.rows), planned...) {
			if !row.Position.IsLatest() && !row.Position.IsAtTimestamp() {
				continue
			}
			for up := range w.ancestors(row.Key.Shard) {
				if _, leased := w.row(up); leased && w.known(row.Key.Shard, up) {
					t.Fatalf("%v begins at %v, though its ancestor %s is leased", row.Key, row.Position, up)
				}
			}
		}
	})
}

// Broken by: an other parent that never waits; leads without the parents; a merge's child created
// though its other parent has yet to come.
func TestNothingIsReadTwice(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		for _, s := range w.shards {
			if s.read > 1 {
				t.Fatalf("%s was read to its end %d times", s.ID, s.read)
			}
		}
	})
}

// Broken by: an other parent that never waits; child rows without the start.
func TestNothingIsReadBeforeWhatComesBeforeIt(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		if w.disorder != "" {
			t.Fatal(w.disorder)
		}
	})
}

// Broken by: a finished row that leads to its children; rows without the start; a merge that waits
// for a parent which is no longer listed.
func TestAtRestAllThatArrivedSinceTheStartIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(w.steps())
		w.rest(t)
		began := w.start.Of(w.rows).At
		for _, s := range w.shards {
			row, has := w.row(s.ID)
			switch {
			case s.forgotten:
			case s.Closed && s.read == 0 && s.closed.After(began):
				t.Errorf("%s was never read", s.ID)
			case !s.Closed && !(has && row.Position.IsSequence()):
				t.Errorf("%s is open and nobody reads it", s.ID)
			case has && since(row).After(began) && since(row).After(s.opened):
				t.Errorf("%s is read since %v only", s.ID, since(row))
			}
		}
	})
}

// Broken by: Deletable without the question whether the row is finished.
func TestOnlyFinishedRowsAreDeletable(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		for _, row := range shardsync.Deletable(w.rows, w.listing(), w.listing()) {
			if !row.Finished() {
				t.Fatalf("%v is at %v", row.Key, row.Position)
			}
		}
		for _, row := range shardsync.Gone(w.rows, w.listing(), w.listing()) {
			if s := w.truth(row.Key.Shard); !s.forgotten {
				t.Fatalf("%v is still kept", row.Key)
			}
		}
	})
}

// reached tells whether a row leads to a shard by what truly descends from what.
func (w *world) reached(id string, rows []lease.Lease) bool {
	known := map[string]bool{}
	for _, row := range rows {
		known[row.Key.Shard] = !row.Finished()
	}
	for _, s := range w.shards { // parents come first
		if _, has := known[s.ID]; !has {
			known[s.ID] = slices.ContainsFunc(s.Parents, func(p string) bool { return known[p] })
		}
	}
	return known[id]
}
