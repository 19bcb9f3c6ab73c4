package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// The laws.

func aNewShardHasNoEffects[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon()) // again: a question only
	s.sums(t, 0)
}

func aClaimGivesWhatWasApplied[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	s.applies(t, shard("a", 1), at(t, "99", 0), 1)
	s.applies(t, shard("a", 1), at(t, "100", 0), 2) // the longer number is the later one
	s.applies(t, shard("a", 1), at(t, "100", 9), 4)
	s.applies(t, shard("a", 1), at(t, "100", 10), 8) // within an aggregate
	s.claims(t, shard("a", 1), at(t, "100", 10))
	s.claims(t, shard("a", 7), at(t, "100", 10))
	s.sums(t, 15)
}

// Broken by: no condition on the token in Claim, or in Apply.
func aLowerTokenIsFencedOff[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	s.claims(t, shard("a", 2), checkpoint.TrimHorizon())
	_, err := s.Store.Claim(t.Context(), shard("a", 1))
	fenced(t, "a claim with a lower token", err)
	fenced(t, "a transaction of a zombie", s.apply(t, shard("a", 1), at(t, "5", 0), 1))
	s.sums(t, 0)
	s.applies(t, shard("a", 2), at(t, "5", 0), 2)
	fenced(t, "a repeat by a zombie", s.apply(t, shard("a", 1), at(t, "5", 0), 1))
	s.sums(t, 2)
}

func whoNeverClaimedAppliesNothing[T any](t *testing.T, s Subject[T]) {
	if err := s.apply(t, shard("a", 3), at(t, "5", 0), 1); err == nil {
		t.Error("Apply without any claim: nil, want an error")
	}
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	if err := s.apply(t, shard("a", 3), at(t, "5", 0), 1); err == nil {
		t.Error("Apply with a token that never claimed: nil, want an error")
	}
	s.sums(t, 0)
}

// Broken by: no look at the position in Apply; comparing positions as texts.
func aRepeatChangesNothing[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	s.applies(t, shard("a", 1), at(t, "100", 2), 1)
	for _, old := range []checkpoint.Position{at(t, "100", 2), at(t, "100", 1), at(t, "100", 0), at(t, "99", 7)} {
		s.applies(t, shard("a", 1), old, 100)
	}
	s.sums(t, 1)
	s.claims(t, shard("a", 2), at(t, "100", 2)) // it did not move back
}

// Broken by: committing whatever the effect returned.
func aFailedEffectLeavesNothing[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	err := s.Store.Apply(t.Context(), shard("a", 1), at(t, "5", 0), func(ctx context.Context, tx T) error {
		return errors.Join(s.Add(ctx, tx, 1), errEffect)
	})
	if !errors.Is(err, errEffect) {
		t.Errorf("Apply: %v, want the error of the effect", err)
	}
	s.sums(t, 0)
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	s.applies(t, shard("a", 1), at(t, "5", 0), 2)
	s.sums(t, 2)
}

// patience is how long a transaction leaves to a claim that may be waiting for it. It is spent in stores
// that lock, where nothing tells that a claim waits; a claim that does not is back within it.
const patience = 500 * time.Millisecond

// Broken by: a look at the token that does not lock the row (SELECT in place of UPDATE).
func aTransactionUnderWayIsInTheClaimOrFails[T any](t *testing.T, s Subject[T]) {
	s.claims(t, shard("a", 1), checkpoint.TrimHorizon())
	upTo, inside, over, back := at(t, "5", 0), make(chan struct{}), make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(inside) }) // the effect may be run again
	var applied, claimed error
	var done checkpoint.Position
	all(func() {
		defer close(over)
		applied = s.Store.Apply(t.Context(), shard("a", 1), upTo, func(ctx context.Context, tx T) error {
			begin()
			select {
			case <-back:
			case <-time.After(patience):
			}
			return s.Add(ctx, tx, 1)
		})
	}, func() {
		select {
		case <-inside:
		case <-over: // it never ran the effect, and the law is broken
		}
		done, claimed = s.Store.Claim(t.Context(), shard("a", 2))
		close(back)
	})
	switch {
	case claimed != nil:
		t.Errorf("Claim: %v", claimed)
	case applied == nil && done == upTo:
		s.sums(t, 1)
	case errors.Is(applied, processor.ErrFenced) && done == checkpoint.TrimHorizon():
		s.sums(t, 0)
	default:
		t.Errorf("Apply: %v; the claim gave %v: want both or neither", applied, done)
	}
}

// Broken by: a commit without a look at the row as it is then: its token for the first, a version that a
// claim changes for the second, whose transaction may be one of which nobody knows what became.
func aClaimWithinMakesItFail[T any](t *testing.T, s Subject[T]) {
	if s.Locks {
		t.Skip("claims wait for transactions in this store")
	}
	for _, token := range []uint64{2, 1} {
		claimer := shard([]string{"", "same", "later"}[token], token)
		mine := claimer
		mine.Token = 1
		s.claims(t, mine, checkpoint.TrimHorizon())
		err := s.Store.Apply(t.Context(), mine, at(t, "5", 0), func(ctx context.Context, tx T) error {
			s.claims(t, claimer, checkpoint.TrimHorizon())
			return s.Add(ctx, tx, 1)
		})
		if err == nil || token == 2 && !errors.Is(err, processor.ErrFenced) {
			t.Errorf("Apply: %v though token %d claimed the shard within it", err, token)
		}
	}
	s.sums(t, 0)
}

func claimsAtOnceLeaveTheHighest[T any](t *testing.T, s Subject[T]) {
	const n = 8
	var each []func()
	for token := range uint64(n) {
		each = append(each, func() {
			if _, err := s.Store.Claim(t.Context(), shard("a", token+1)); err != nil && !errors.Is(err, processor.ErrFenced) {
				t.Errorf("Claim with token %d: %v", token+1, err)
			}
		})
	}
	all(each...)
	fenced(t, "a claim with a lower token", s.apply(t, shard("a", n-1), at(t, "5", 0), 1))
	s.applies(t, shard("a", n), at(t, "5", 0), 2)
	s.sums(t, 2)
}

// Broken by: a key without the application, the stream or the shard, in a claim, in the look at the token or
// in the move of the position: each by itself.
func rowsAreApart[T any](t *testing.T, s Subject[T]) {
	type row struct {
		in Subject[T]
		processor.Shard
	}
	mine, others := shard("a", 9), []row{{s, shard("child-of-a", 1)}, {s, processor.Shard{Stream: "refunds", ID: "a", Token: 1}}}
	if s.Another != nil {
		another := s
		another.Store = s.Another
		others = append(others, row{another, shard("a", 1)})
	}
	s.claims(t, mine, checkpoint.TrimHorizon())
	for _, r := range others {
		r.in.claims(t, r.Shard, checkpoint.TrimHorizon())
		r.Token = mine.Token
		if err := r.in.apply(t, r.Shard, at(t, "5", 0), 100); err == nil {
			t.Errorf("Apply to %v: nil, though its row has another token", r.Shard)
		}
	}
	s.applies(t, mine, at(t, "5", 0), 1)
	for _, r := range others {
		r.in.claims(t, r.Shard, checkpoint.TrimHorizon())
		r.in.applies(t, r.Shard, at(t, "4", 0), 10)
		s.claims(t, mine, at(t, "5", 0))
	}
	s.sums(t, 1+10*len(others))
}
