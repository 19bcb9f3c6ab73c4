package worker

import (
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// An InitialPosition is where an application begins that has no leases yet. The zero value is
// TrimHorizon.
type InitialPosition struct {
	position checkpoint.Position
	at       time.Time
}

// TrimHorizon begins with the oldest record that the stream still keeps: nothing is lost.
func TrimHorizon() InitialPosition { return InitialPosition{} }

// Latest begins with what is put after the leases are created. Each shard's place is fixed then,
// by time, so that a crash before the first checkpoint loses nothing. Shards that come later are
// read from their beginning.
func Latest() InitialPosition { return InitialPosition{position: checkpoint.Latest()} }

// AtTimestamp begins with the first record of each shard that arrived at or after t.
func AtTimestamp(t time.Time) InitialPosition {
	return InitialPosition{position: checkpoint.AtTimestamp(), at: t}
}

// String names the position as KCL does.
func (p InitialPosition) String() string {
	if p.position.IsAtTimestamp() {
		return p.position.String() + " " + p.at.Format(time.RFC3339)
	}
	return p.position.String()
}
