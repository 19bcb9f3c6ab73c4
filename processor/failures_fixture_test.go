package processor_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// What the tests of adapters for failures have in common.

var errPoison = errors.New("poison")

// A tasting is a processor of whole batches that fails as a whole on some records, and writes down every
// batch it was given: "a b!" is one that failed.
type tasting struct {
	processor.Defaults
	fails func(r processor.Record, attempt int) error
	*notes
}

type notes struct {
	batches []string
	done    []string
}

func (p tasting) ProcessRecords(_ context.Context, b *processor.Batch) error {
	defer slices.Reverse(b.Records) // the records are the processor's to sort
	var names []string
	for _, r := range b.Records {
		names = append(names, string(r.Data))
	}
	for _, r := range b.Records {
		if err := p.fails(r, b.Attempt); err != nil {
			p.batches = append(p.batches, strings.Join(names, " ")+"!")
			return err
		}
	}
	p.batches = append(p.batches, strings.Join(names, " "))
	p.done = append(p.done, names...)
	return nil
}

// taste makes one that fails on the records of those names.
func taste(n *notes, bad ...string) processor.Factory {
	return tasteBy(n, func(r processor.Record, _ int) error {
		if slices.Contains(bad, string(r.Data)) {
			return errPoison
		}
		return nil
	})
}

func tasteBy(n *notes, fails func(processor.Record, int) error) processor.Factory {
	return func(processor.Shard) processor.RecordProcessor { return tasting{fails: fails, notes: n} }
}

// inBubble runs a processor over records a to h, or those given, and gives it up after three failures.
func inBubble(t *testing.T, f processor.Factory, options ...processortest.Option) (report processortest.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		records := processortest.Records("a", "b", "c", "d", "e", "f", "g", "h")
		report = processortest.Run(t, f, records, options...)
	})
	return report
}

// events lists those of type E.
func events[E processor.Event](r processortest.Report) (all []E) {
	for _, e := range r.Events {
		if e, is := e.(E); is {
			all = append(all, e)
		}
	}
	return all
}

// A drawer is a sink in memory.
type drawer struct {
	letters []*processor.Letter
	fail    func(n int) error // of the n-th Put, from 1
	puts    int
}

func (d *drawer) Put(_ context.Context, l *processor.Letter) error {
	d.puts++
	if d.fail != nil {
		if err := d.fail(d.puts); err != nil {
			return err
		}
	}
	d.letters = append(d.letters, l)
	return nil
}

func (d *drawer) names() (all []string) {
	for _, l := range d.letters {
		all = append(all, fmt.Sprintf("%s/%d", l.Record.Data, l.Attempts))
	}
	return all
}
