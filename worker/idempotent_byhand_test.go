package worker_test

// Idempotent and checkpoints by hand: the position of the lease never passes what the store has.

import (
	"context"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/store"
)

// Broken by: Idempotent that leaves the end of a shard to user code, which never sees it.
func TestByHandIdempotentEndsItsShardsAndTheirChildrenBegin(t *testing.T) {
	play(t, 1, func(f *fleet) {
		var s store.Memory
		f.join("a", func(m *member) {
			m.ManualCheckpoints = true
			m.Processor = processor.Idempotent(&s, func(_ context.Context, tx *store.Tx, in *processor.Batch) error {
				tx.Add("all", int64(len(in.Records)))
				return nil
			})
		})
		f.put(30)
		f.stream.Split(shard0)
		f.put(30)
		f.until(time.Minute, "the children's records have their effect", func() bool { return s.Sum("all") == 60 })
	})
}

// A checkpoint within the transaction would be stored before the commit, and lose what that does not bring.
// Broken by: a part with the batch's Checkpointer.
func TestATransactionOfIdempotentHasNoCheckpointer(t *testing.T) {
	play(t, 1, func(f *fleet) {
		var s store.Memory
		f.join("a", func(m *member) {
			m.Processor = processor.Idempotent(&s, func(_ context.Context, tx *store.Tx, in *processor.Batch) error {
				if in.Checkpointer != nil {
					tx.Add("checkpointers", 1)
				}
				tx.Add("all", int64(len(in.Records)))
				return nil
			})
		})
		f.put(10)
		f.until(time.Minute, "all have their effect", func() bool { return s.Sum("all") == 10 })
		if n := s.Sum("checkpointers"); n > 0 {
			f.Errorf("%d transactions got a Checkpointer, want none", n)
		}
	})
}
