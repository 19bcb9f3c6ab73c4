package kinesis

// ListQueues
//
// Behaviour: the queues of the account and region by name, of the streams in the filter if there is one.
// A filter with a creation time is for that incarnation of the stream. A token goes with the filter of
// the call that gave it, which is sent again.
//
// Limits: at most and by default 100 a page. 5 calls a second per account under Strict. A token is good
// for 5 minutes.
//
// Errors: Validation, InvalidArgument (a damaged token), ExpiredNextToken, LimitExceeded. AccessDenied
// and InternalFailure are for faults.

import (
	"cmp"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listQueuesInput struct{ listChannelsInput }

type listQueuesOutput struct {
	QueueSummaries []queueSummary
	NextToken      *string `json:",omitempty"`
}

type queueSummary struct {
	QueueName, QueueARN, QueueStatus string
	QueueCreationTimestamp           timestamp
	Streams                          []streamIdentifierShape
}

const listedQueues = 100 // a page

func (c *call) listQueues(in *listQueuesInput) (*listQueuesOutput, *wire.Error) {
	after, err := c.nameOf(listQueuesToken, in.NextToken)
	if err != nil {
		return nil, err
	}
	found := []queueSummary{}
	c.queues(func(q *queue, s *stream) {
		if q.name > after && in.shows(s) {
			found = append(found, q.summary(s))
		}
	})
	slices.SortFunc(found, func(a, b queueSummary) int { return cmp.Compare(a.QueueName, b.QueueName) })
	limit := pageOf(listedQueues, in.MaxResults)
	if len(found) <= limit {
		return &listQueuesOutput{QueueSummaries: found}, nil
	}
	return &listQueuesOutput{found[:limit], new(c.tokenOf(listQueuesToken, found[limit-1].QueueName))}, nil
}

func (q *queue) summary(s *stream) queueSummary {
	return queueSummary{
		QueueName: q.name, QueueARN: q.arn(s.home), QueueStatus: q.status, QueueCreationTimestamp: timestamp(q.created),
		Streams: []streamIdentifierShape{{s.home.arn(), timestamp(s.created * 1000)}},
	}
}
