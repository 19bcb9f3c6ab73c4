// Package storetest is the conformance suite of stores for processor.Idempotent. Run it over a store of
// your own:
//
//	storetest.Run(t, func(t *testing.T) storetest.Subject[*sql.Tx] { ... })
package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// A Subject is a store under test, empty, and one effect that it can have: adding to a sum.
type Subject[T any] struct {
	Store processor.Store[T]
	// Another is the store of another application on the same database. Nil: not tested.
	Another processor.Store[T]
	// Locks says that a claim waits for a transaction under way, rather than making it fail.
	Locks bool
	// Add adds n to the sum, in tx.
	Add func(ctx context.Context, tx T, n int) error
	// Sum is what was added and committed.
	Sum func(t *testing.T) int
}

// Run runs every law over a subject of its own.
func Run[T any](t *testing.T, open func(t *testing.T) Subject[T]) {
	for _, law := range []struct {
		name string
		test func(*testing.T, Subject[T])
	}{
		{"a new shard has no effects", aNewShardHasNoEffects[T]},
		{"a claim gives what was applied", aClaimGivesWhatWasApplied[T]},
		{"a lower token is fenced off", aLowerTokenIsFencedOff[T]},
		{"a tenure that never claimed applies nothing", whoNeverClaimedAppliesNothing[T]},
		{"a repeat changes nothing", aRepeatChangesNothing[T]},
		{"a failed effect leaves nothing", aFailedEffectLeavesNothing[T]},
		{"a transaction under way at a claim is in it or fails", aTransactionUnderWayIsInTheClaimOrFails[T]},
		{"a claim within a transaction makes it fail", aClaimWithinMakesItFail[T]},
		{"claims at once leave the highest token", claimsAtOnceLeaveTheHighest[T]},
		{"shards, streams and applications have rows of their own", rowsAreApart[T]},
	} {
		t.Run(law.name, func(t *testing.T) { law.test(t, open(t)) })
	}
}

func shard(id string, token uint64) processor.Shard {
	return processor.Shard{Stream: "orders", ID: id, Token: token}
}

// at is a position: of nine digits and more, so that an order of texts would be the wrong one.
func at(t *testing.T, sequence string, sub uint64) checkpoint.Position {
	t.Helper()
	p, err := checkpoint.At(sequence, sub)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (s Subject[T]) claims(t *testing.T, sh processor.Shard, want checkpoint.Position) {
	t.Helper()
	got, err := s.Store.Claim(t.Context(), sh)
	if err != nil || got != want {
		t.Fatalf("Claim(%v) = %v, %v; want %v", sh, got, err, want)
	}
}

func (s Subject[T]) apply(t *testing.T, sh processor.Shard, upTo checkpoint.Position, n int) error {
	return s.Store.Apply(t.Context(), sh, upTo, func(ctx context.Context, tx T) error { return s.Add(ctx, tx, n) })
}

func (s Subject[T]) applies(t *testing.T, sh processor.Shard, upTo checkpoint.Position, n int) {
	t.Helper()
	if err := s.apply(t, sh, upTo, n); err != nil {
		t.Fatalf("Apply(%v, %v): %v", sh, upTo, err)
	}
}

func (s Subject[T]) sums(t *testing.T, want int) {
	t.Helper()
	if got := s.Sum(t); got != want {
		t.Errorf("sum = %d, want %d", got, want)
	}
}

func fenced(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, processor.ErrFenced) {
		t.Errorf("%s: %v, want ErrFenced", what, err)
	}
}

var errEffect = errors.New("the effect failed")

// all runs each at once and waits.
func all(each ...func()) {
	var wg sync.WaitGroup
	for _, f := range each {
		wg.Go(f)
	}
	wg.Wait()
}
