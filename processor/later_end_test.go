package processor_test

// Records that the end of a shard has to wait for.

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// A procrastinator finishes an hour after it took over, and does not drain at the end.
type procrastinator struct{ processor.Defaults }

func (procrastinator) ProcessRecords(_ context.Context, in *processor.Batch) error {
	later, last := in.Later(), in.Records[len(in.Records)-1].Position
	time.AfterFunc(time.Hour, func() { _ = later.Done(last) })
	return nil
}

// Broken by: an end that does not look at what is outstanding.
func TestAShardEndsOnlyWhenAllThatWasTakenOverIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		report := processortest.Run(t, func(processor.Shard) processor.RecordProcessor { return procrastinator{} },
			processortest.Records("a", "b"), processortest.GiveUpAfter(1000))
		if took := time.Since(began); report.How != processor.Ended || took < time.Hour {
			t.Errorf("the tenure %v after %v, want an end after an hour", report.How, took)
		}
	})
}
