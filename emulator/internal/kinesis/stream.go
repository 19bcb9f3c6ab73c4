package kinesis

// One stream from its creation to its deletion. The name it had is a place (stream_place.go).

import (
	"sort"
	"time"
)

// Status words of the service.
const (
	creating = "CREATING"
	active   = "ACTIVE"
	updating = "UPDATING"
	deleting = "DELETING"
)

const (
	provisioned = "PROVISIONED"
	onDemand    = "ON_DEMAND"
)

const (
	hoursDefault = 24
	hoursMost    = 8760 // a year
)

// A stream is one incarnation of a name.
type stream struct {
	home    home
	place   *place // where it is
	created int64  // seconds, as clients see it; tells incarnations of a name apart
	began   int64  // milliseconds at which the first shards opened

	status  string
	pending *change
	deleted bool

	mode      string
	hours     int // retention
	maxRecord int // bytes, data and partition key
	tags      map[string]string
	policy    string   // "": none
	keyID     string   // of its encryption; "": none
	keyed     day      // changes of the key
	unkeyed   day      // ends of encryption
	monitored []string // metrics of each shard; replaced, never changed
	recounts  day      // calls of UpdateShardCount

	strategy string // of distributing records
	next     int    // AUTO: the open shard whose turn it is
	warm     int    // throughput asked for, MiB/s; 0: none
	switches day    // changes of the mode
	minute   int64  // in which traffic is counted, milliseconds; 0: nothing counted yet
	peak     peak

	shards []*shard // by index, for good
	open   []*shard // by hash key
	listed int      // shards before this index are gone
	coming int      // shards more once what is pending has happened

	channels   []*channel
	channelled int64 // channels it ever had

	consumers []*consumer // registered, in the order of registration

	queues []*queue
	queued int64 // queues it ever had
	bell   bell
}

// A change is a state that the stream is on its way to.
type change struct {
	at    int64
	apply func(at int64)
}

// newStream is a stream without shards.
func newStream(h home, created int64) *stream {
	return &stream{home: h, created: created, status: active, mode: provisioned, strategy: userKey,
		hours: hoursDefault, maxRecord: 1 << 20}
}

// openShards is the end of a creation: n shards of equal width.
func (s *stream) openShards(n int) func(at int64) {
	return func(at int64) {
		s.began = at
		for _, hashes := range evenly(n) {
			s.open = append(s.open, s.add(hashes, max(s.created, at/1000), at))
		}
	}
}

// add gives a shard the next index. It takes no part in routing yet.
func (s *stream) add(hashes hashRange, created, now int64) *shard {
	sh := &shard{id: shardID(len(s.shards)), index: len(s.shards), hashes: hashes, parent: none,
		adjacent: none, created: created, opened: now, log: newLog(), sealed: s.sealed(), bell: &s.bell}
	s.shards = append(s.shards, sh)
	return sh
}

// become puts the stream into a status for a while; apply is what happens at the end of it, at
// once if it takes no time.
func (s *stream) become(status string, now int64, took time.Duration, apply func(at int64)) {
	defer s.wake() // subscriptions look at what changed, or at when it will
	if took <= 0 {
		apply(now)
		return
	}
	s.status, s.pending = status, &change{now + took.Milliseconds(), apply}
}

// expect tells, after become, how many shards more there will be: quotas count them at once.
func (s *stream) expect(more int) {
	if s.pending != nil {
		s.coming = max(more, 0)
	}
}

// settle lets happen what was due by now, and what traffic calls for.
func (s *stream) settle(now int64) {
	s.settleChannels(now)
	s.settleConsumers(now)
	s.settleQueues(now)
	if due := s.pending; due != nil && now >= due.at {
		s.status, s.pending, s.coming = active, nil, 0
		due.apply(due.at)
	}
	s.grow(now)
}

// serving: may be written to and read from.
func (s *stream) serving() bool { return s.status == active || s.status == updating }

// horizon is the arrival before which nothing is kept.
func (s *stream) horizon(now int64) int64 { return now - int64(s.hours)*3600_000 }

// shard finds a shard that is still listed.
func (s *stream) shard(id string, now int64) (*shard, bool) {
	i, ok := shardIndex(id)
	if !ok {
		return nil, false
	}
	return s.shardAt(i, now)
}

// shardAt is shard for an index.
func (s *stream) shardAt(index int, now int64) (*shard, bool) {
	if index >= len(s.shards) {
		return nil, false
	}
	sh := s.shards[index]
	s.trim(sh, now)
	return sh, !sh.gone
}

// trim drops what retention has passed: records, and a closed shard once none of its records can
// be inside it any more.
func (s *stream) trim(sh *shard, now int64) {
	horizon := s.horizon(now)
	sh.log.trim(horizon)
	sh.gone = sh.gone || sh.closed != 0 && sh.closed < horizon
}

// trimAll trims every shard: before the retention changes, since what was trimmed stays so.
func (s *stream) trimAll(now int64) {
	for _, sh := range s.shards[s.listed:] {
		s.trim(sh, now)
	}
	for s.listed < len(s.shards) && s.shards[s.listed].gone {
		s.listed++
	}
}

// route finds the open shard that owns a hash key.
func (s *stream) route(k hashKey) *shard {
	return s.open[sort.Search(len(s.open)-1, func(i int) bool { return k.compare(s.open[i].hashes.end) <= 0 })]
}
