package processor

import (
	"log/slog"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// How events look in a log: flat groups with the same names everywhere.

// LogValue has the attributes of the event as a group, the shard first.
func (e Initialized) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), slog.Bool("pending", e.Pending), took(e.Took))
}

// LogValue is as for Initialized.
func (e Processed) LogValue() slog.Value {
	return group(e.Shard, slog.Int("records", e.Records), slog.Int("bytes", e.Bytes), at(e.Last), away(e.Behind), took(e.Took))
}

// LogValue is as for Initialized.
func (e Idle) LogValue() slog.Value { return group(e.Shard, away(e.Behind)) }

// LogValue is as for Initialized.
func (e BatchFailed) LogValue() slog.Value {
	return group(e.Shard, attempt(e.Attempt), slog.Int("done", e.Done), because(e.Err), again(e.Retry))
}

// LogValue is as for Initialized.
func (e CallFailed) LogValue() slog.Value {
	return group(e.Shard, slog.String("call", e.Call), attempt(e.Attempt), because(e.Err), again(e.Retry))
}

// LogValue is as for Initialized.
func (e Panicked) LogValue() slog.Value {
	return group(e.Shard, slog.String("call", e.Call), because(e.Err), slog.String("stack", string(e.Stack)))
}

// LogValue is as for Initialized.
func (e Slow) LogValue() slog.Value {
	return group(e.Shard, slog.String("call", e.Call), slog.Duration("for", e.For), because(e.Cause))
}

// LogValue is as for Initialized.
func (e ShardEndRefused) LogValue() slog.Value {
	return group(e.Shard, attempt(e.Attempt), again(e.Retry))
}

// LogValue is as for Initialized.
func (e Checkpointed) LogValue() slog.Value {
	return group(e.Shard, at(e.Position), slog.Bool("prepared", e.Prepared), took(e.Took))
}

// LogValue is as for Initialized.
func (e TenureOver) LogValue() slog.Value {
	return group(e.Shard, slog.String("how", e.How.String()), at(e.Position), because(e.Cause))
}

func group(s Shard, attrs ...slog.Attr) slog.Value {
	head := []slog.Attr{slog.String("stream", s.Stream), slog.String("shard", s.ID), slog.Uint64("token", s.Token)}
	for _, a := range attrs {
		if a.Key != "" {
			head = append(head, a)
		}
	}
	return slog.GroupValue(head...)
}

func at(p checkpoint.Position) slog.Attr { return slog.String("position", p.String()) }
func took(d time.Duration) slog.Attr     { return slog.Duration("took", d) }
func away(d time.Duration) slog.Attr     { return slog.Duration("behind", d) }
func attempt(n int) slog.Attr            { return slog.Int("attempt", n) }
func again(d time.Duration) slog.Attr    { return slog.Duration("retry", d) }
func because(err error) slog.Attr {
	if err == nil {
		return slog.Attr{}
	}
	return slog.String("error", err.Error())
}

// processed sums up records that are done.
func processed(s Shard, done []Record, behind, took time.Duration) Processed {
	e := Processed{Shard: s, Records: len(done), Last: done[len(done)-1].Position.Clone(), Behind: behind, Took: took}
	for i := range done {
		e.Bytes += len(done[i].Data)
	}
	return e
}

// LogValue is as for Initialized.
func (e Paused) LogValue() slog.Value { return group(e.Shard) }

// LogValue is as for Initialized.
func (e Resumed) LogValue() slog.Value { return group(e.Shard) }

// LogValue is as for Initialized.
func (e Halted) LogValue() slog.Value { return group(e.Shard, because(e.Err)) }
