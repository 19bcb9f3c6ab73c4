package kinesis

// Receipts: what a receiver shows to do something about a record. A receipt is good from the receive that
// gave it until the visibility timeout is over, or the record is acknowledged or restored. The entries of
// a request succeed or fail one by one.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	mostHandle  = 1024
	mostEntries = 10
)

type receiptEntry struct{ ReceiptHandle *string }

// receiptsInput is the request of operations that need no more than receipts.
type receiptsInput struct {
	namedQueue
	Entries []receiptEntry
}

type receiptsOutput struct {
	Successful []receiptShape
	Failed     []failedReceiptShape
}

type receiptShape struct{ ReceiptHandle string }

type failedReceiptShape struct {
	ReceiptHandle, ErrorCode string
	ErrorMessage             *string `json:",omitempty"`
}

func (in *receiptsInput) validate(p *problems) {
	in.namedQueue.validate(p)
	p.list("entries", in.Entries != nil, len(in.Entries), mostEntries)
	for i, e := range in.Entries {
		p.handle(memberAt("entries", i)+"receiptHandle", e.ReceiptHandle)
	}
}

func (p *problems) handle(member string, value *string) {
	p.required(member, value != nil)
	p.length(member, value, 1, mostHandle)
}

func (in *receiptsInput) handles() []string {
	all := make([]string, len(in.Entries))
	for i, e := range in.Entries {
		all[i] = *e.ReceiptHandle
	}
	return all
}

// handle is the receipt of a loan as its receiver gets it.
func (q *queue) handle(h home, l *loan) string {
	return seal(receiptToken, new(tokenWriter).text(q.arn(h)).int(int64(l.shard)).int(int64(l.counter)).int(int64(l.receipt)))
}

// receipts does something for each receipt, by its index, that is good.
func (c *call) receipts(arn string, letters bool, handles []string, do func(q *queue, i int, l *loan)) (*receiptsOutput, *wire.Error) {
	q, s, unlock, err := c.delivering(arn)
	if err != nil {
		return nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	before := len(q.desk.loans)
	out := &receiptsOutput{Successful: []receiptShape{}, Failed: []failedReceiptShape{}}
	for i, handle := range handles {
		l, err := q.loan(s.home, handle, letters)
		if err != nil {
			out.Failed = append(out.Failed, failedReceiptShape{handle, err.Type, new(err.Message)})
			continue
		}
		do(q, i, l)
		out.Successful = append(out.Successful, receiptShape{handle})
	}
	q.desk.settle(c.ms(), q.rules)
	m.acknowledged(q, before-len(q.desk.loans))
	s.bell.ring()
	return out, nil
}

// loan finds what a receipt is for, if it is good.
func (q *queue) loan(h home, handle string, letters bool) (*loan, *wire.Error) {
	r, ok := open(receiptToken, handle)
	if !ok {
		return nil, wire.Errorf(invalidArgument, "The receipt handle is not valid.")
	}
	arn, at, number := r.text(), origin{int(r.int()), uint64(r.int())}, uint64(r.int())
	if !r.done() || arn != q.arn(h) {
		return nil, wire.Errorf(invalidArgument, "The receipt handle is not valid for queue %s.", q.name)
	}
	l := q.desk.loans[at]
	switch {
	case l == nil:
		return nil, wire.Errorf(resourceNotFound, "The record of the receipt handle is no longer in queue %s.", q.name)
	case l.receipt != number || l.pile != &q.desk.flying:
		return nil, wire.Errorf(invalidArgument, "The receipt handle has expired.")
	case l.dead && !letters:
		return nil, wire.Errorf(invalidArgument, "The receipt handle is that of a dead-letter record.")
	case !l.dead && letters:
		return nil, wire.Errorf(invalidArgument, "The receipt handle is not that of a dead-letter record.")
	}
	return l, nil
}
