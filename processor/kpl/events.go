package kpl

import (
	"log/slog"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// Dropped says that records in aggregates were not given out, because they belong to another shard. After
// a split or merge that is as it should be: their producer puts them again, where they belong, and that
// shard gives them out. If it goes on, some producer mixes the keys of several shards in one aggregate, as
// awslabs/kinesis-aggregation does, and these records are lost to every consumer that filters.
type Dropped struct {
	Shard   processor.Shard
	Records int
}

// Damaged says that a record begins as an aggregate does and is none that can be read. It is given out as
// it came in.
type Damaged struct {
	Shard    processor.Shard
	Position checkpoint.Position
	Err      error
}

// What happened, in words.
func (Dropped) Event() string { return "records of another shard dropped" }
func (Damaged) Event() string { return "aggregate damaged" }

// LogValue has the attributes of the event as a group, the shard first.
func (e Dropped) LogValue() slog.Value {
	return grouped(e.Shard, slog.Int("records", e.Records))
}

// LogValue is as for Dropped.
func (e Damaged) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("position", e.Position.String())}
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	return grouped(e.Shard, attrs...)
}

func grouped(s processor.Shard, attrs ...slog.Attr) slog.Value {
	head := []slog.Attr{slog.String("stream", s.Stream), slog.String("shard", s.ID), slog.Uint64("token", s.Token)}
	return slog.GroupValue(append(head, attrs...)...)
}
