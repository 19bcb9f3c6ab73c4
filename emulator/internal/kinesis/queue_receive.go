package kinesis

// What the two operations that receive share. They wait: an answer without records is given only when
// the time is over. Until then the front asks again when the stream's bell rings, which it does whenever
// anything of the stream or its queues changes, or when the next record in flight becomes visible.

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	mostReceived = 10
	waitDefault  = 9 // seconds
	waitMost     = 20
	mostInFlight = 120_000 // of a queue, service limit
)

type receiveInput struct {
	namedQueue
	Limit, WaitTimeSeconds, VisibilityTimeoutSeconds *int64
}

type receiveOutput struct{ QueueRecords []queueRecordShape }

type queueRecordShape struct {
	ReceiptHandle, RecordId                            string
	PartitionKey                                       string `json:",omitempty"` // a record of an AUTO stream may have none
	Data                                               []byte
	ApproximateArrivalTimestamp, FirstReceiveTimestamp timestamp
	ReceiveCount                                       int64
}

func (in *receiveInput) validate(p *problems) {
	in.namedQueue.validate(p)
	p.between("limit", in.Limit, 1, mostReceived)
	p.between("waitTimeSeconds", in.WaitTimeSeconds, 1, waitMost)
	p.between("visibilityTimeoutSeconds", in.VisibilityTimeoutSeconds, 0, visibilityMost)
}

// receive answers with records, or waits for some, or answers without any.
func (c *call) receive(in *receiveInput, letters bool) (*receiveOutput, *wire.Wait, *wire.Error) {
	taken, wait, err := c.look(in, letters)
	if err != nil || wait != nil {
		return nil, wait, err
	}
	return &receiveOutput{shapesOf(taken)}, nil, nil
}

// look does what needs the lock.
func (c *call) look(in *receiveInput, letters bool) ([]handout, *wire.Wait, *wire.Error) {
	q, s, unlock, err := c.delivering(*in.QueueARN)
	if err != nil {
		return nil, nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	taken, err := c.handOut(q, s, in, letters)
	if err != nil {
		return nil, nil, err
	}
	if until := c.waits(in); len(taken) == 0 && c.Now.Before(until) {
		return nil, q.wait(s, until), nil
	}
	m.received(q, len(taken))
	return taken, nil, nil
}

// handOut hands out what there is.
func (c *call) handOut(q *queue, s *stream, in *receiveInput, letters bool) ([]handout, *wire.Error) {
	if err := c.key(s); err != nil {
		return nil, err
	}
	if c.strict() && q.desk.flying.Len() >= mostInFlight {
		return nil, wire.Errorf(throttling, "Queue %s under account %s has %d records in flight, the limit.", q.name, s.home.account, mostInFlight)
	}
	seconds := orDefault(in.VisibilityTimeoutSeconds, q.rules.visibility)
	taken := q.take(s, letters, c.ms(), orDefault(in.Limit, mostReceived), seconds)
	if len(taken) > 0 {
		s.bell.ring() // who waits is to know when these are visible again
	}
	q.desk.settle(c.ms(), q.rules)
	return taken, nil
}

// waits is until when the request waits at most.
func (c *call) waits(in *receiveInput) time.Time {
	since := c.Since
	if since.IsZero() {
		since = c.Now
	}
	return since.Add(time.Duration(orDefault(in.WaitTimeSeconds, waitDefault)) * time.Second)
}

// wait waits until then, or until there may be something to receive.
func (q *queue) wait(s *stream, until time.Time) *wire.Wait {
	for _, at := range q.turns(s) {
		if t := time.UnixMilli(at); t.Before(until) {
			until = t
		}
	}
	return &wire.Wait{Until: until, Wake: s.bell.awaits()}
}

// turns are the instants at which something happens by itself.
func (q *queue) turns(s *stream) (all []int64) {
	if at, ok := q.desk.due(); ok {
		all = append(all, at)
	}
	if q.pending != nil {
		all = append(all, q.pending.at)
	}
	if s.pending != nil {
		all = append(all, s.pending.at)
	}
	return all
}

func orDefault(given *int64, otherwise int64) int64 {
	if given == nil {
		return otherwise
	}
	return *given
}

func shapesOf(taken []handout) []queueRecordShape {
	shapes := make([]queueRecordShape, len(taken))
	for i, t := range taken {
		shapes[i] = queueRecordShape{
			ReceiptHandle: t.handle, RecordId: recordID(t.shard, &t.record), PartitionKey: t.record.key, Data: t.record.data,
			ApproximateArrivalTimestamp: timestamp(t.record.arrived), FirstReceiveTimestamp: timestamp(t.loan.first), ReceiveCount: t.loan.receives,
		}
	}
	return shapes
}

// recordID is the same in every queue and at every delivery.
func recordID(sh *shard, r *record) string {
	sum := sha256.Sum256([]byte(sh.number(r.counter, r.arrived).String()))
	return hex.EncodeToString(sum[:16])
}
