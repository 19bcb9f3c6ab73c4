package kinesis

// Finding queues: by ARN, which names no stream, and all of an account.

import (
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const arnQueue = `arn:aws.*:kinesis:.*:\d{12}:queue/\S+`

func isQueueARN(s string) bool { _, ok := owned(s, "kinesis", "queue/"); return ok }

// ownerOf is the account in an ARN.
func ownerOf(arn string) string { return strings.SplitN(arn, ":", 6)[4] }

// namedQueue is how requests name a queue.
type namedQueue struct{ QueueARN *string }

func (in *namedQueue) validate(p *problems) { p.arn("queueARN", in.QueueARN, arnQueue, isQueueARN) }

// queue finds the queue that an ARN names, and its stream, whose place it locks.
func (c *call) queue(arn string) (*queue, *stream, func(), *wire.Error) {
	if p := c.service.placeOfQueue(arn); p != nil && strings.SplitN(arn, ":", 6)[3] == c.Region {
		if q, s := p.lockQueue(arn, c.ms()); q != nil {
			return q, s, p.Unlock, nil
		}
		c.service.forgetQueue(arn)
	}
	return nil, nil, nil, c.noQueue(arn)
}

// delivering is queue for operations on records, to which a queue that is CREATING or DELETING does not
// exist.
func (c *call) delivering(arn string) (*queue, *stream, func(), *wire.Error) {
	q, s, unlock, err := c.queue(arn)
	if err == nil && !q.delivers() {
		unlock()
		return nil, nil, nil, c.noQueue(arn)
	}
	return q, s, unlock, err
}

// lockQueue keeps the lock if the stream has the queue.
func (p *place) lockQueue(arn string, now int64) (*queue, *stream) {
	p.Lock()
	if p.settle(now); p.stream != nil {
		s := p.stream
		if i := slices.IndexFunc(s.queues, func(q *queue) bool { return q.arn(s.home) == arn }); i >= 0 {
			return s.queues[i], s
		}
	}
	p.Unlock()
	return nil, nil
}

// placeOfQueue is where a queue's stream is, nil if there is no such queue.
func (s *Service) placeOfQueue(arn string) *place {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mu.queues[arn]
}

// rememberQueue lets an ARN be found without a look at every stream: receivers come often.
func (s *Service) rememberQueue(arn string, at *place) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.queues == nil {
		s.mu.queues = map[string]*place{}
	}
	s.mu.queues[arn] = at
}

func (s *Service) forgetQueue(arn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.mu.queues, arn)
}

// queues shows every queue of the account and region, with its stream, in no order.
func (c *call) queues(see func(*queue, *stream)) {
	for s := range c.streams() {
		for _, q := range s.queues {
			see(q, s)
		}
	}
}

// admitQueueMove checks how many queues are CREATING or DELETING. No place is locked by the caller.
func (c *call) admitQueueMove() *wire.Error {
	if !c.strict() {
		return nil
	}
	moving := 0
	c.queues(func(q *queue, _ *stream) { moving += count(q.status == creating || q.status == deleting) })
	if moving < mostQueuesMoving {
		return nil
	}
	return wire.Errorf(limitExceeded, "Account %s has %d queues in state CREATING or DELETING already.", c.Account, mostQueuesMoving)
}

// tagged is the queue as what has an ARN.
func (q *queue) tagged(h home) tagged {
	return tagged{"queue " + q.name, h.account, q.status, &q.tags, &q.policy}
}

// taggedQueue is call.tagged for the ARN of a queue.
func (c *call) taggedQueue(arn string) (tagged, func(), *wire.Error) {
	q, s, unlock, err := c.queue(arn)
	if err != nil {
		return tagged{}, nil, err
	}
	return q.tagged(s.home), unlock, nil
}
