package shardsync_test

import (
	"errors"
	"testing"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// Broken by: matching rows by their shard alone, which is the same in every stream.
func TestATableOfSeveralStreamsIsRefused(t *testing.T) {
	shards := []shardsync.Shard{{ID: "shardId-000000000000"}}
	plain := lease.Lease{Key: lease.Key{Shard: "shardId-000000000000"}}
	named := lease.Lease{Key: lease.Key{Stream: "123456789012:orders:1767225600", Shard: "shardId-000000000000"}}
	marks := lease.Marks{Format: lease.Format, StreamARN: "arn:aws:kinesis:us-east-1:123456789012:stream/orders"}
	marked := plain
	marked.Marks = marks
	for _, rows := range [][]lease.Lease{{named}, {plain, named}, {marked, named}} {
		if err := shardsync.Match(marks, rows, shards); !errors.Is(err, shardsync.ErrNotThisStream) {
			t.Errorf("Match(%v) = %v, want %v", rows, err, shardsync.ErrNotThisStream)
		}
	}
	if err := shardsync.Match(marks, []lease.Lease{plain}, shards); err != nil {
		t.Errorf("Match of a table of one stream: %v", err)
	}
}
