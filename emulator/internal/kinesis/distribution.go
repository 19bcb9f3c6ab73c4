package kinesis

// Which shard a record goes to. Under USER_PARTITION_KEY its key says so; under AUTO the service
// does, and the key need not be there.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// Strategies of distributing records.
const (
	automatic = "AUTO"
	userKey   = "USER_PARTITION_KEY"
)

// needsKey: does the record lack the key that its stream goes by?
func (s *stream) needsKey(e *putEntry) bool { return e.PartitionKey == nil && s.strategy != automatic }

// keyless refuses a record without a partition key in the words in which the service did when none
// might lack it.
func keyless(prefix string) *wire.Error {
	var wrong problems
	wrong.required(prefix+"partitionKey", false)
	return wrong.Err()
}

// take finds the shard for a record and takes it into the shard's account. ok is false if that shard
// is over its rate, and nothing is counted then.
func (c *call) take(s *stream, k hashKey, bytes int) (sh *shard, ok bool) {
	if s.strategy != automatic {
		sh = s.route(k)
		if c.throttles() && !sh.pace.write(c.Now.UnixNano(), bytes) {
			return sh, false
		}
		s.count(sh, hashRange{k, k}, bytes, c.ms())
		return sh, true
	}
	return c.spread(s, bytes)
}

// spread gives records to the open shards in turn, and passes by those that are busy: a stream whose
// keys mean nothing refuses only when it is full.
func (c *call) spread(s *stream, bytes int) (sh *shard, ok bool) {
	for range s.open {
		s.next = (s.next + 1) % len(s.open)
		sh = s.open[s.next]
		if c.throttles() && !sh.pace.write(c.Now.UnixNano(), bytes) {
			continue
		}
		s.count(sh, sh.hashes, bytes, c.ms())
		return sh, true
	}
	return sh, false
}
