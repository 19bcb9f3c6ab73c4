package processor

import (
	"context"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A Source gives the pages of one shard in order, without a gap. It deals with whatever the
// service answers by itself; an error means that ctx is done. Asking for the next page says that
// the one before is done with: its room in the reader's memory budget is free again.
type Source interface {
	Next(ctx context.Context) (Page, error)
}

// A Page is what one read brought.
type Page struct {
	Records  []Record
	Behind   time.Duration // from the tip of the shard
	Done     time.Time     // once this page is done, everything that arrived until then is
	End      bool          // the shard is closed and this was the last of it
	Children []Child       // with End: the shards that go on

	// Keep says that records are kept beyond the next call of Next: they were taken over (Later). Nil:
	// they may be in any case.
	Keep func()
}

// A Child is a shard that goes on where another ended.
type Child struct {
	ID                             string
	Parents                        []string // all of them: two after a merge
	StartingHashKey, EndingHashKey string
}

// A Committer stores progress in the row of the lease that the tenure holds.
type Committer interface {
	// Save stores p some time soon; the newest one counts.
	Save(p checkpoint.Progress)
	// Commit stores p and returns when it is stored, or cannot be: by the end of the lease's term
	// at the latest.
	Commit(ctx context.Context, p checkpoint.Progress) error
}
