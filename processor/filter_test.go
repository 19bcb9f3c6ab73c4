package processor_test

import (
	"context"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

func among(names string) func(*processor.Record) bool {
	return func(r *processor.Record) bool { return strings.Contains(names, string(r.Data)) }
}

func total(all []processor.Filtered) (n int) {
	for _, e := range all {
		n += e.Records
	}
	return n
}

// Broken by: Filter that hands an empty batch on; that does not count.
func TestWhatIsFilteredIsDoneUnseen(t *testing.T) {
	var n notes
	report := inBubble(t, processor.Chain(taste(&n), processor.Filter(among("bcg"))), processortest.PageSize(3), processortest.Stopped())
	same(t, "batches", n.batches, []string{"b c", "g"}) // of a b c, d e f, g h
	if report.Progress.Position != processortest.At(8) {
		t.Errorf("stored %v, want 8, which was dropped", report.Progress.Position)
	}
	if dropped := total(events[processor.Filtered](report)); dropped != 5 {
		t.Errorf("%d records are counted as dropped, want 5", dropped)
	}
}

// Broken by: Filter that counts what it drops at each attempt.
func TestEachDroppedRecordIsCountedOnce(t *testing.T) {
	f := processor.Each(failOnce("c", "g"))
	report := inBubble(t, processor.Chain(f, processor.Filter(among("bcdg"))))
	if dropped := total(events[processor.Filtered](report)); dropped != 4 {
		t.Errorf("%d records are counted as dropped, want 4: a e f h", dropped)
	}
}

// failOnce fails the first attempt at the records of those names.
func failOnce(names ...string) func(context.Context, *processor.Record) error {
	left := strings.Join(names, "")
	return func(_ context.Context, r *processor.Record) error {
		if strings.Contains(left, string(r.Data)) {
			left = strings.ReplaceAll(left, string(r.Data), "")
			return errSick
		}
		return nil
	}
}

// Broken by: Filter whose part has a Checkpointer that ends with the last record kept.
func TestACheckpointCoversWhatWasDroppedBehindIt(t *testing.T) {
	var n notes
	f := func(processor.Shard) processor.RecordProcessor {
		return byHand{tasting{fails: func(processor.Record, int) error { return nil }, notes: &n}}
	}
	report := inBubble(t, processor.Chain(f, processor.Filter(among("abc"))), processortest.Manual(), processortest.Stopped())
	if report.Progress.Position != processortest.At(8) {
		t.Errorf("stored %v, want 8", report.Progress.Position)
	}
}

// A keeping processor takes every batch over and is done with it at the end of the shard.
type keeping struct {
	processor.Defaults
	later *processor.Later
	last  checkpoint.Position
	seen  *[]string
}

func (p *keeping) ProcessRecords(_ context.Context, b *processor.Batch) error {
	p.later = b.Later()
	for _, r := range b.Records {
		*p.seen = append(*p.seen, string(r.Data))
		p.last = r.Position
	}
	return nil
}

func (p *keeping) ShardEnded(context.Context, *processor.End) error { return p.later.Done(p.last) }

// The processor can only tell of what it saw: the runner must not wait for a word about the rest.
// Broken by: hand without takeOver, with the batch's own handed.
func TestAFilteredBatchMayBeTakenOver(t *testing.T) {
	var seen []string
	f := func(processor.Shard) processor.RecordProcessor { return &keeping{seen: &seen} }
	for _, size := range []int{1, 3, 8} {
		seen = nil
		report := inBubble(t, processor.Chain(f, processor.Filter(among("bcg"))), processortest.PageSize(size))
		same(t, "seen", seen, []string{"b", "c", "g"})
		if report.How != processor.Ended || len(events[processor.CallFailed](report)) != 0 {
			t.Errorf("pages of %d: %v, %v; want ended, in one call", size, report.How, events[processor.CallFailed](report))
		}
		for _, p := range report.Saved {
			if processortest.At(1).Before(p.Position) && !p.Position.IsShardEnd() && p.Position.Before(processortest.At(7)) {
				t.Errorf("pages of %d: stored %v while b is open", size, p.Position)
			}
		}
	}
}
