package kinesis

// One shard: its part of the hash line, its parents and children, its records, and its life from
// opening to closing to the day when retention has eaten the last record.

import (
	"fmt"
	"strconv"
	"strings"
)

const none = -1 // no parent

// A shard keeps its log after it closed, and its place in the family for good.
type shard struct {
	id       string
	index    int
	hashes   hashRange
	parent   int // index of the parent, or none
	adjacent int // index of the second parent of a merge, or none
	children []*shard

	created       int64 // the creation second in its sequence numbers, after every parent's last
	opened        int64 // milliseconds
	closed        int64 // milliseconds; 0 while open
	closedSeconds int64 // the second in its ending sequence number
	gone          bool  // closed for longer than the retention: no longer listed

	log     log
	sealed  turns // which of its records are encrypted
	pace    shardPace
	traffic traffic // within the stream's minute
	puts    int64   // records ever put, for the family tree
	reads   int64   // GetRecords calls ever answered, for the family tree

	waiting bell  // for those who wait for this shard
	bell    *bell // the stream's
}

func shardID(index int) string { return fmt.Sprintf("shardId-%012d", index) }

// shardIndex reads a shard's ID as liberally as the service: any prefix, any padding.
func shardIndex(id string) (int, bool) {
	digits := id[strings.LastIndexByte(id, '-')+1:]
	n, err := strconv.ParseUint(digits, 10, 31)
	return int(n), err == nil
}

func (sh *shard) open() bool { return sh.closed == 0 }

// closedBy: was it closed at t already?
func (sh *shard) closedBy(t int64) bool { return sh.closed != 0 && sh.closed <= t }

// close ends the shard. A shard that opens and closes in one walk of UpdateShardCount closes no
// earlier than it was created, so that the order of sequence numbers stays that of the family.
func (sh *shard) close(at int64) {
	sh.closed = at
	sh.closedSeconds = max(at/1000, sh.created, sh.log.newest/1000)
	sh.wake()
}

// number is the sequence number of a record.
func (sh *shard) number(counter uint64, arrived int64) sequence {
	return sequence{sh.created, int32(sh.index), counter, max(arrived/1000, sh.created)}
}

func (sh *shard) startingNumber() sequence {
	return sequence{created: sh.created, shard: int32(sh.index), seconds: sh.created}
}

func (sh *shard) endingNumber() sequence {
	return sequence{sh.created, int32(sh.index), endCounter, sh.closedSeconds}
}

// position is the counter at which a reader starts that wants seq (AT), or what follows it
// (AFTER). A number beyond the newest record is the place of the next one.
func (sh *shard) position(seq sequence, after bool) uint64 {
	switch {
	case seq.counter < sh.log.first:
		return sh.log.first
	case seq.counter >= sh.log.next:
		return sh.log.next
	}
	kept := sh.number(seq.counter, sh.log.at(seq.counter).arrived)
	if order := kept.compare(seq); order < 0 || order == 0 && after {
		return seq.counter + 1
	}
	return seq.counter
}

// before is the number after which a reader goes on that is to read the given counter next: of the
// record before it, or of none where retention has passed that, or nothing came before.
func (sh *shard) before(counter uint64) sequence {
	last := counter - 1
	if last < sh.log.first {
		return sh.number(last, 0)
	}
	return sh.number(last, sh.log.at(last).arrived)
}

// behind is how long ago the record arrived that a reader is to read next, 0 if there is none: it is
// at the tip. A record that has just arrived is behind too.
func (sh *shard) behind(next uint64, now int64) int64 {
	if next >= sh.log.next {
		return 0
	}
	return max(now-sh.log.at(next).arrived, 1)
}
