package kinesis

// UpdateQueueRecordsVisibility
//
// Behaviour: the records are in flight for so many seconds from now, under the same handles. 0 makes
// them visible at once, which ends their handles; one that was received as often as may be is a dead
// letter then.
//
// Limits: 10 entries; 0 to 43,200 seconds.
//
// Errors: as AcknowledgeQueueRecords has them.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

// visibilityInput is what the two operations on visibility take.
type visibilityInput struct {
	namedQueue
	Entries []visibilityEntry
}

type visibilityEntry struct {
	ReceiptHandle            *string
	VisibilityTimeoutSeconds *int64
}

func (in *visibilityInput) validate(p *problems) {
	in.namedQueue.validate(p)
	p.list("entries", in.Entries != nil, len(in.Entries), mostEntries)
	for i, e := range in.Entries {
		path := memberAt("entries", i)
		p.handle(path+"receiptHandle", e.ReceiptHandle)
		p.required(path+"visibilityTimeoutSeconds", e.VisibilityTimeoutSeconds != nil)
		p.between(path+"visibilityTimeoutSeconds", e.VisibilityTimeoutSeconds, 0, visibilityMost)
	}
}

func (c *call) updateQueueRecordsVisibility(in *visibilityInput) (*receiptsOutput, *wire.Error) {
	return c.updateVisibility(in, false)
}

// updateVisibility hides the records, or the letters, that a request names.
func (c *call) updateVisibility(in *visibilityInput, letters bool) (*receiptsOutput, *wire.Error) {
	handles := make([]string, len(in.Entries))
	for i, e := range in.Entries {
		handles[i] = *e.ReceiptHandle
	}
	return c.receipts(*in.QueueARN, letters, handles, func(q *queue, i int, l *loan) {
		q.desk.hide(l, c.ms(), *in.Entries[i].VisibilityTimeoutSeconds)
	})
}
