package shardsync

// Where a table begins to read its stream.

import (
	"errors"
	"fmt"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
)

// A Start is where reading begins in a table without rows. The zero value is TRIM_HORIZON, which
// loses nothing. Once a table has rows they say where it began, and a Start is not asked again.
type Start struct {
	From checkpoint.Position // TRIM_HORIZON, LATEST or AT_TIMESTAMP

	// At is what From means, by the service's clock: of AT_TIMESTAMP the user's time, of LATEST
	// the time of the first start. LATEST resolved once cannot slip: a crash before the first
	// checkpoint begins again at the same record.
	At time.Time

	// Open names the shards that were open at At (ListShards with the filter AT_TIMESTAMP); nil
	// where that is not known. A listing bears no times, so without it nobody can tell which
	// closed shards ended before At. Then reading begins with the oldest listed shards, and the
	// children of one that ended before At bring records from before At: more than was asked
	// for, never less. LATEST in a table without rows takes the shards without children
	// instead, which is right as long as At is not before the listing.
	Open []string
}

// Of is the start of a table with these rows: what they say, or s if there are none. Rows keep
// the time for as long as the table lives, also those of children, which do not begin at it.
func (s Start) Of(rows []lease.Lease) Start {
	if len(rows) == 0 {
		return s
	}
	var at time.Time // the earliest: two workers that began a table at once may have stored two
	for _, row := range rows {
		if !row.Start.IsZero() && (at.IsZero() || row.Start.Before(at)) {
			at = row.Start
		}
	}
	switch {
	case at.IsZero():
		return Start{}
	case !at.Equal(s.At) || s.From.IsTrimHorizon():
		s = Start{From: s.From, At: at} // Open is about another time
	}
	if s.From.IsTrimHorizon() {
		s.From = checkpoint.AtTimestamp()
	}
	return s
}

// check tells what is wrong with a start that a caller made.
func (s Start) check() error {
	switch {
	case s.From.IsTrimHorizon():
		return nil
	case !s.From.IsLatest() && !s.From.IsAtTimestamp():
		return fmt.Errorf("shardsync: start at %v: a table begins at TRIM_HORIZON, LATEST or AT_TIMESTAMP", s.From)
	case s.At.IsZero():
		return errors.New("shardsync: start at " + s.From.String() + ": Start.At is not set")
	default:
		return nil
	}
}
