package processor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// A sheet is a store of the names whose effect is there, with faults.
type sheet struct {
	token      uint64
	done       checkpoint.Position
	names      []string
	claims     int
	loseAnswer bool // the next commit is made, and its answer lost
}

type draft struct{ names []string }

func (s *sheet) Claim(_ context.Context, shard processor.Shard) (checkpoint.Position, error) {
	if shard.Token < s.token {
		return checkpoint.Position{}, processor.ErrFenced
	}
	s.token = shard.Token
	s.claims++
	return s.done, nil
}

func (s *sheet) Apply(ctx context.Context, shard processor.Shard, upTo checkpoint.Position, effect func(context.Context, *draft) error) error {
	if shard.Token != s.token {
		return processor.ErrFenced
	}
	if !s.done.Before(upTo) {
		return nil
	}
	d := new(draft)
	if err := effect(ctx, d); err != nil {
		return err
	}
	s.names, s.done = append(s.names, d.names...), upTo
	if s.loseAnswer {
		s.loseAnswer = false
		return errors.New("connection lost")
	}
	return nil
}

// writing writes the names of records, and fails on those that are bad.
func writing(bad ...string) func(context.Context, *draft, *processor.Batch) error {
	return func(_ context.Context, d *draft, in *processor.Batch) error {
		for _, r := range in.Records {
			if slices.Contains(bad, string(r.Data)) {
				return processor.FailedAt(r.Position, errPoison)
			}
			d.names = append(d.names, string(r.Data))
		}
		return nil
	}
}

func (s *sheet) has(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.names, want) {
		t.Errorf("effects %v, want %v", s.names, want)
	}
}

// Broken by: not claiming anew after an error of the store.
func TestACommitWhoseAnswerIsLostIsNotRepeated(t *testing.T) {
	s := &sheet{loseAnswer: true}
	inBubble(t, processor.Idempotent(s, writing()))
	s.has(t, "a", "b", "c", "d", "e", "f", "g", "h")
	if s.claims != 2 {
		t.Errorf("%d claims, want 2: a new one after an outcome that nobody knows", s.claims)
	}
}

// Broken by: not skipping up to what the claim gave.
func TestRecordsWhoseEffectIsThereAreSkipped(t *testing.T) {
	records := processortest.Records("a", "b", "c", "d", "e", "f", "g", "h")
	s := &sheet{done: records[2].Position}
	inBubble(t, processor.Idempotent(s, writing()))
	s.has(t, "d", "e", "f", "g", "h")
}

// Broken by: handing on FailedAt of a transaction that was rolled back: a and b would count as done.
func TestRecordsBeforeTheOneThatFailedHaveTheirEffectOnce(t *testing.T) {
	s := new(sheet)
	inBubble(t, processor.Idempotent(s, writing("c")), processortest.GiveUpAfter(3))
	s.has(t, "a", "b")
	if got := s.done; got != processortest.Records("a", "b", "c")[1].Position {
		t.Errorf("position of the store %v, want that of b", got)
	}
}

// Broken by: ProcessRecords without the look at claimed: records that others overtook count as done.
func TestIdempotentDoesNotGoIntoLanesThatOvertakeEachOther(t *testing.T) {
	p := processor.Idempotent(new(sheet), func(context.Context, *draft, *processor.Batch) error { return nil })(processor.Shard{ID: "a"})
	err := p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a")})
	if !processor.IsFinal(err) || !strings.Contains(err.Error(), "Parallel") {
		t.Errorf("without Initialize: %v, want a final error that names Parallel", err)
	}
}
