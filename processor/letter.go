package processor

import (
	"context"
	"time"
)

// What becomes of records that are given up.

// A Sink takes records that were given up, for somebody to look at. Ready ones are in processor/sink.
type Sink interface {
	// Put stores letter, and returns nil only when it is stored: the record counts as done then. An error
	// repeats it, with a pause, and the shard waits; Final halts the shard, or lets a DeadLetter further
	// out take the record. It may be called by several shards at once, must end with ctx, and may keep
	// letter.
	Put(ctx context.Context, letter *Letter) error
}

// A Letter is a record that was given up.
type Letter struct {
	Shard    Shard
	Record   Record // in memory of its own
	Err      error  // why it was given up; Recovered tells of a panic
	Attempts int    // in this tenure
	First    time.Time
	Last     time.Time // when it failed first and last in this tenure, alone or with its batch
}
