package lease

import (
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// Format is the version of our own attributes on a lease row. A row with a higher one was
// written by a newer release and is refused rather than misread.
const Format = 1

// A Lease is one row of the table: who reads a shard and how far it has been read. The upper
// fields are the Java KCL's attributes, in its meaning; the lower ones are ours, which every KCL
// version ignores. A Lease is a value: transitions (change.go) return what to write.
type Lease struct {
	Key Key

	Owner           string // leaseOwner: the holder; while a move is asked for, the one who asks
	CheckpointOwner string // checkpointOwner: set while a move is asked for, and then the holder
	Counter         int64  // leaseCounter: one more with each write of a holder
	OwnerSwitches   int64  // ownerSwitchesSinceCheckpoint

	Position checkpoint.Position // checkpoint, checkpointSubSequenceNumber
	Pending  *checkpoint.Pending // pendingCheckpoint…: the first phase of a two-phase checkpoint

	Parents  []string // parentShardId: shard ids; one after a split, two after a merge
	Children []string // childShardIds: known once the shard has ended
	HashKeys HashKeys // startingHashKey, endingHashKey

	Tenure   string        // random, new with each take; empty once released or handed over
	Failover time.Duration // the holder's failover time; others wait at least as long
	Start    time.Time     // what LATEST or AT_TIMESTAMP means for this shard, until its first checkpoint
	Done     time.Time     // arrival time up to which everything is done; zero: unknown
	Marks    Marks
	News     int64 // grows when a row of the table wants to be seen at once; only the lowest key's counts
}

// HashKeys is the inclusive range of a shard, in decimal as the service writes it.
type HashKeys struct{ Starting, Ending string }

// Marks bind a row to one incarnation of one stream, so that a table never serves another.
type Marks struct {
	Format    int       // 0: the row was not written by us
	StreamARN string    //
	Created   time.Time // of the stream, to the second
}

// Progress is what the row stores of what is done: what a tenure that adds nothing ends with.
func (l Lease) Progress() checkpoint.Progress {
	return checkpoint.Progress{Position: l.Position, Done: l.Done, Pending: l.Pending}
}

// contradicts tells whether m and other bind rows to different streams. What either does not
// know contradicts nothing.
func (m Marks) contradicts(other Marks) bool {
	return m.StreamARN != "" && other.StreamARN != "" && m.StreamARN != other.StreamARN ||
		!m.Created.IsZero() && !other.Created.IsZero() && !m.Created.Equal(other.Created)
}

// Finished tells whether everything in the shard is done.
func (l Lease) Finished() bool { return l.Position.IsShardEnd() }

// Holder is the worker that reads the shard, "" where nobody does.
func (l Lease) Holder() string {
	switch {
	case l.CheckpointOwner != "":
		return l.CheckpointOwner
	case l.HandedOver():
		return ""
	default:
		return l.Owner
	}
}

// Asker is the worker that asked for the lease while another holds it, "" where none did.
func (l Lease) Asker() string {
	if l.CheckpointOwner == "" {
		return ""
	}
	return l.Owner
}

// HandedOver tells whether the last holder left the lease to Owner, who has not yet written.
func (l Lease) HandedOver() bool {
	return l.Owner != "" && l.CheckpointOwner == "" && l.Tenure == "" && run(l.Owner) != ""
}

// Unmarked tells whether a worker holds the row that is not known to be one of ours: no tenure
// binds it to the row. That is what a Java KCL worker leaves behind, also on a row of ours.
func (l Lease) Unmarked() bool {
	h := l.Holder()
	return h != "" && (run(h) == "" || !strings.HasPrefix(l.Tenure, run(h)+"."))
}

// OwnerName is the name of one Run of a worker: its ID and what is random about this Run. A
// restart under the same ID is another owner, so it waits out the old term like anyone else.
// Broken without: a paused worker and its restart take the same row for their own success.
func OwnerName(id, random string) string { return id + "~" + random }

// WorkerID is the ID in an owner's name; of a name that is not ours, the whole.
func WorkerID(owner string) string {
	if i := strings.LastIndexByte(owner, '~'); i >= 0 {
		return owner[:i]
	}
	return owner
}

// run is the random part of an owner's name, "" if the name is not one of ours.
func run(owner string) string {
	if i := strings.LastIndexByte(owner, '~'); i >= 0 {
		return owner[i+1:]
	}
	return ""
}

// tenureOf makes the tenure of one take: it begins with the Run's random part, so that a row
// shows whether holder and tenure belong together.
func tenureOf(owner, random string) string { return run(owner) + "." + random }
