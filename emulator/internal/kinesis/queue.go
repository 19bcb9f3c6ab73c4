package kinesis

// A queue: one consumer's view of a stream that many share. It hands the records of all shards out, each
// to one receiver at a time, until somebody acknowledges them. It belongs to its stream, under whose lock
// it is. What it has handed out and what becomes of that is in queue_loan.go; this is its life.

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A queue is one from its creation to its deletion.
type queue struct {
	name, id string
	created  int64 // milliseconds

	status  string
	pending *change
	deleted bool

	kind  string // of its start
	from  int64  // milliseconds: what its start means in time; 0: not known yet
	rules queueRules
	shown queueRules // rules, or what an update makes of them

	tags   map[string]string
	policy string // "": none

	started bool // it was ACTIVE once
	desk    desk
}

// queueRules are what an update can change.
type queueRules struct {
	visibility int64 // seconds
	target     string
	most       int64 // receives before a record is a dead letter
}

// Where records go that nobody acknowledges.
const (
	builtIn  = "BUILT_IN"
	noTarget = "NONE"
)

// Defaults and bounds of the service.
const (
	visibilityDefault = 30
	visibilityMost    = 43_200
	receivesDefault   = 6
	receivesMost      = 1000
	mostQueuesMoving  = 5 // CREATING or DELETING, of an account in a region
)

// queueID is one ID per name, stream and turn, in the form of a UUID: a test sees the same one in every
// run. The service's are not made of the name either.
func queueID(h home, name string, created, turn int64) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "queue %s %s %d %d", h.arn(), name, created, turn))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func (q *queue) arn(h home) string {
	return "arn:aws:kinesis:" + h.region + ":" + h.account + ":queue/" + q.id
}

// become is the queue's stream.become. Those who wait look at what changed, or at when it will.
func (s *stream) queueBecomes(q *queue, status string, now int64, took time.Duration, apply func(at int64)) {
	defer s.bell.ring()
	if took <= 0 {
		apply(now)
		return
	}
	q.status, q.pending = status, &change{now + took.Milliseconds(), apply}
}

// settleQueues lets happen what was due to the queues by now. Whatever touches a stream settles it
// first, so a queue starts between the records put before that instant and those put after it.
func (s *stream) settleQueues(now int64) {
	if len(s.queues) == 0 {
		return
	}
	for _, q := range s.queues {
		if due := q.pending; due != nil && now >= due.at {
			q.status, q.pending = active, nil
			due.apply(due.at)
		}
		q.desk.settle(now, q.rules)
	}
	s.queues = slices.DeleteFunc(s.queues, func(q *queue) bool { return q.deleted })
}

// start is the end of a creation: the queue stands where its start says in every shard there is. Shards
// that open later are delivered from their first record on.
func (q *queue) start(s *stream) func(at int64) {
	return func(at int64) {
		q.started = true
		s.trimAll(at)
		earliest := max(s.horizon(at), s.began)
		switch q.kind {
		case latest:
			q.from = at
		case trimHorizon:
			q.from = earliest
		default:
			q.from = max(q.from, earliest)
		}
		for _, sh := range s.shards {
			next := sh.log.next
			if q.kind != latest {
				next = sh.log.from(q.from)
			}
			q.desk.next = append(q.desk.next, next)
		}
	}
}

// delivers: may records be received and acknowledged?
func (q *queue) delivers() bool { return q.started && (q.status == active || q.status == updating) }

// noQueue is the refusal of a queue that is not there, or not there yet or any more.
func (c *call) noQueue(arn string) *wire.Error {
	return wire.Errorf(resourceNotFound, "Queue %s under account %s not found.", arn, ownerOf(arn))
}

func (q *queue) mustBeActive(h home) *wire.Error {
	if q.status == active {
		return nil
	}
	return wire.Errorf(resourceInUse, "Queue %s under account %s not ACTIVE, instead in state %s", q.name, h.account, q.status)
}
