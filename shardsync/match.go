package shardsync

// Does this table belong to this stream? Shard ids are the same in every stream, so a table that
// serves another one looks right and skips its records.

import (
	"errors"
	"fmt"

	"github.com/shardkeeper/shardkeeper/lease"
)

// What a caller can act on: each ends a worker.
var (
	// ErrOtherStream says that the table's rows were written for a stream of another ARN.
	ErrOtherStream = errors.New("the lease table belongs to another stream")
	// ErrRecreated says that the stream was deleted and created again: what the rows say of its
	// shards is about records that no longer exist.
	ErrRecreated = errors.New("the stream was deleted and created again")
	// ErrNotThisStream says that rows which nobody marked, as the Java KCL writes them, do not
	// fit the stream's shards.
	ErrNotThisStream = errors.New("the lease table does not fit the stream's shards")
)

// Match tells whether rows belong to the stream that stream names, whose listing is shards. A row
// without our marks is unknown, not foreign: a Java KCL wrote it, and the next write of ours marks
// it. A table in which no row is marked is adopted only if each unfinished row's shard is listed
// with the same hash keys. Rows that name their stream are of a table that serves several, which
// a worker of one must not touch.
func Match(stream lease.Marks, rows []lease.Lease, shards []Shard) error {
	marked := false
	for _, row := range rows {
		if row.Key.Stream != "" {
			return fmt.Errorf("shardsync: row %v names its stream, so the table serves several streams, as the Java KCL's multi-stream mode makes it: %w; "+
				"use another application name", row.Key, ErrNotThisStream)
		}
		if row.Marks.StreamARN == "" {
			continue
		}
		marked = true
		if err := matchMarks(stream, row); err != nil {
			return err
		}
	}
	if marked {
		return nil
	}
	g := NewGraph(shards, nil)
	for _, row := range rows {
		if err := g.matchShard(stream, row); err != nil {
			return err
		}
	}
	return nil
}

func matchMarks(stream lease.Marks, row lease.Lease) error {
	switch is := row.Marks; {
	case is.StreamARN != stream.StreamARN:
		return fmt.Errorf("shardsync: row %v is of %s, not of %s: %w; give each stream an application name of its own",
			row.Key, is.StreamARN, stream.StreamARN, ErrOtherStream)
	case !is.Created.IsZero() && !stream.Created.IsZero() && is.Created.Unix() != stream.Created.Unix():
		return fmt.Errorf("shardsync: row %v is of %s as created at %v, which is now the one created at %v: %w; "+
			"stop all workers, then delete the table's rows or use another application name",
			row.Key, stream.StreamARN, is.Created.UTC(), stream.Created.UTC(), ErrRecreated)
	default:
		return nil
	}
}

func (g *Graph) matchShard(stream lease.Marks, row lease.Lease) error {
	n := g.nodes[row.Key.Shard]
	why := "is not listed"
	switch {
	case row.Finished():
		return nil // it may have expired long ago
	case n.listed && (row.HashKeys == lease.HashKeys{} || row.HashKeys == n.HashKeys):
		return nil
	case n.listed:
		why = "has other hash keys"
	}
	return fmt.Errorf("shardsync: the shard of the unmarked row %v %s in %s: %w; "+
		"use another application name, or delete the row if it is left over", row.Key, why, stream.StreamARN, ErrNotThisStream)
}
