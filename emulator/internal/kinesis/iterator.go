package kinesis

// Shard iterators: a place in one shard of one incarnation of a stream, good for five minutes.
// Every type of iterator is resolved to a counter when it is made, LATEST too, so nothing that is
// put between GetShardIterator and GetRecords is passed over.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type iterator struct {
	home    home
	created int64 // the stream's creation second
	shard   int
	counter uint64 // of the record to read first
	made    int64  // milliseconds
}

func (it iterator) token() string {
	w := new(tokenWriter).home(it.home).int(it.created).int(int64(it.shard)).int(int64(it.counter)).int(it.made)
	return seal(iteratorToken, w)
}

// parseIterator opens a token.
func parseIterator(token string) (iterator, bool) {
	r, ok := open(iteratorToken, token)
	if !ok {
		return iterator{}, false
	}
	it := iterator{home: r.home(), created: r.int(), shard: int(r.int()), counter: uint64(r.int()), made: r.int()}
	return it, r.done() && it.shard >= 0 && it.counter > 0
}

// fresh checks that an iterator has not expired.
func (it iterator) fresh(now time.Time) *wire.Error {
	made := time.UnixMilli(it.made).UTC()
	if now.Sub(made) <= tokenLife {
		return nil
	}
	const layout = "Mon Jan 02 15:04:05 MST 2006"
	return wire.Errorf(expiredIterator, "Iterator expired. The iterator was created at time %s while right now it is %s "+
		"which is further in the future than the tolerated delay of %d milliseconds.",
		made.Format(layout), now.UTC().Format(layout), tokenLife.Milliseconds())
}

// iterator makes the iterator that stands at a counter of a shard, now.
func (c *call) iterator(s *stream, sh *shard, counter uint64) iterator {
	return iterator{home: s.home, created: s.created, shard: sh.index, counter: counter, made: c.ms()}
}

// OfIterator tells which stream and shard an iterator belongs to, "" if it cannot be read.
func OfIterator(token string) (stream, shard string) {
	it, ok := parseIterator(token)
	if !ok {
		return "", ""
	}
	return it.home.name, shardID(it.shard)
}
