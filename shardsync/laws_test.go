package shardsync_test

// Laws, over random streams that are resharded, forgotten, read, cleaned and crashed over.

import (
	"maps"
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
		t.Repeat(map[string]func(*rapid.T){
			"split":    w.split,
			"merge":    w.merge,
			"forget":   w.forget,
			"sync":     w.sync,
			"read":     w.read,
			"end":      w.end,
			"clean up": w.cleanUp,
			"":         func(t *rapid.T) { law(t, w) },
		})
		w.rest(t)
		law(t, w)
	})
}

// Broken by: leads without asking the parents; rows that do not keep the start.
func TestAPlanThatWasMadePlansNothing(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		made := append(slices.Clone(w.rows), w.plan(t)...)
		again, err := shardsync.Plan(w.listing(), made, w.start)
		if err != nil || len(again) > 0 {
			t.Fatalf("a second plan creates %s (%v)", names(again), err)
		}
	})
}

func TestEveryOpenShardIsReachedFromAnUnfinishedRow(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		made := append(slices.Clone(w.rows), w.plan(t)...)
		var reached []lease.HashKeys
		for _, s := range w.where(func(s *truth) bool { return !s.Closed }) {
			if !w.reached(s.ID, made) {
				t.Errorf("nothing leads to %s", s.ID)
			}
			reached = append(reached, s.HashKeys)
		}
		if holes, err := shardsync.Holes(reached); err != nil || len(holes) > 0 {
			t.Errorf("no unfinished row leads to the hash keys %v (%v)", holes, err)
		}
	})
}

func TestNoRowIsMadeForAnAncestorOfARow(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		all := append(slices.Clone(w.rows), w.plan(t)...)
		for _, row := range w.plan(t) {
			for _, other := range all {
				if _, above := w.ancestors(other.Key.Shard)[row.Key.Shard]; above {
					t.Fatalf("%v is created, an ancestor of %v", row.Key, other.Key)
				}
			}
		}
	})
}

func TestOnlyAShardWithoutLeasedRelativesBeginsAtTheStart(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		for _, row := range w.plan(t) {
			if row.Position.IsTrimHorizon() {
				continue
			}
			if began := w.start.Of(w.rows).At; !row.Start.Equal(began) {
				t.Fatalf("%v begins at %v, its table at %v", row.Key, row.Start, began)
			}
			for up := range w.ancestors(row.Key.Shard) {
				if _, leased := w.row(up); leased && w.known(row.Key.Shard, up) {
					t.Fatalf("%v begins at %v, though its ancestor %s is leased", row.Key, row.Position, up)
				}
			}
		}
	})
}

func TestNothingIsReadTwice(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		for _, s := range w.shards {
			if s.read > 1 {
				t.Fatalf("%s was read to its end %d times", s.ID, s.read)
			}
		}
	})
}

func TestNothingIsReadBeforeWhatComesBeforeIt(t *testing.T) {
	inAnyWorld(t, func(t *rapid.T, w *world) {
		if w.disorder != "" {
			t.Fatal(w.disorder)
		}
	})
}

func TestAtRestAllThatArrivedSinceTheStartIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		t.Repeat(map[string]func(*rapid.T){
			"split": w.split, "merge": w.merge, "forget": w.forget, "sync": w.sync, "read": w.read, "end": w.end, "clean up": w.cleanUp,
		})
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
	i := slices.IndexFunc(rows, func(row lease.Lease) bool { return row.Key.Shard == id })
	if i >= 0 {
		return !rows[i].Finished()
	}
	return slices.ContainsFunc(w.truth(id).Parents, func(p string) bool { return w.reached(p, rows) })
}

// ancestors are all above a shard, the forgotten ones too.
func (w *world) ancestors(id string) map[string]bool {
	all := map[string]bool{}
	for _, p := range w.truth(id).Parents {
		all[p] = true
		maps.Copy(all, w.ancestors(p))
	}
	return all
}
