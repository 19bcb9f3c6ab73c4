package sloglog

// How much each event matters. The table is a switch, so that the compiler knows its types; a
// test holds that no event of the library is missing from it.

import (
	"log/slog"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
	"github.com/shardkeeper/shardkeeper/shardsync"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Level tells how much e matters:
//   - Error: records are lost or a shard stands still until somebody does something;
//   - Warn: something went wrong and is being dealt with; worth an alert if it goes on;
//   - Info: a change of who reads what, some lines per shard and move;
//   - Debug: what happens all the time, with each batch, checkpoint or throttled read.
//
// An event that is not the library's is Info.
func Level(e worker.Event) slog.Level {
	switch e := e.(type) {
	case lease.Hung, lease.DuplicateWorker, fanout.BacklogExpired, shardsync.ShardGone, worker.ShardExpired:
		return slog.LevelError

	case lease.Lost, lease.TableFailed, worker.ServiceFailed,
		processor.BatchFailed, processor.CallFailed, processor.Panicked, processor.Slow, processor.ShardEndRefused, processor.Halted, processor.Paused, processor.Resumed,
		processor.GaveUp, processor.Isolated, processor.DeadLettered, processor.DeadlinePassed,
		processor.RecordFailed, processor.CircuitOpened,
		fanout.NotFound, fanout.ReadFailed, fanout.IteratorExpired, shardsync.HoleFound,
		fanout.ConsumerUnavailable, fanout.SubscriptionFailed, kpl.Dropped, kpl.Damaged:
		return slog.LevelWarn
	case worker.Stopped:
		if e.Err != nil {
			return slog.LevelError // Run is over, and nobody asked for it
		}
		return slog.LevelInfo

	case lease.Taken, lease.Ended, lease.Asked, lease.HandoverAsked, lease.TableAnswered,
		processor.Initialized, processor.TenureOver, processor.CircuitClosed, fanout.Recovered, fanout.EncodingChanged,
		fanout.ConsumerRegistered, fanout.ConsumerReady, fanout.ConsumerDeregistered, fanout.RetrievalChanged,
		shardsync.Created, shardsync.Deleted, shardsync.HoleRepaired,
		worker.Started, worker.TableCreated:
		return slog.LevelInfo

	case fanout.Subscribed:
		if e.Renewal {
			return slog.LevelDebug // each shard's, every five minutes
		}
		return slog.LevelInfo

	case processor.Processed, processor.Idle, processor.Checkpointed, processor.Filtered, processor.RateLimited, fanout.Fetched, fanout.Throttled:
		return slog.LevelDebug

	default:
		return slog.LevelInfo
	}
}
