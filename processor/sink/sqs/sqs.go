// Package sqs sends records that were given up to a queue of Amazon SQS, as messages of JSON (sink.Line).
//
// It needs sqs:SendMessage on the queue, and kms:GenerateDataKey and kms:Decrypt where that is encrypted
// with a key of one's own.
//
// A message holds at most 1 MiB with its attributes (service limit), and data is base64 in it: a record of
// more than about 780 kB does not fit. It is refused with sink.ErrTooLarge, which halts the shard or lets a
// DeadLetter further out take it: nothing is lost by itself. OmitData sends such a record's place in its
// place.
//
// What is not promised: that a message comes once (SQS by itself may deliver a message twice), or in order.
// Into a queue of type FIFO letters go with their shard as the group, so each shard's stay in order, and a
// repeat within five minutes is dropped by SQS.
package sqs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/sink"
)

// MaxMessage is how large a message may be, in bytes (service limit since August 2025; queues may be
// set lower).
const MaxMessage = 1 << 20

// A Client is what of the SDK's client is called.
type Client interface {
	SendMessage(context.Context, *sqs.SendMessageInput, ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// A Queue is a processor.Sink that sends letters to a queue. Client and URL are needed.
type Queue struct {
	Client Client
	URL    string // of the queue; one that ends in .fifo is of type FIFO

	MaxBytes int  // of a message; 0: MaxMessage. For a queue whose MaximumMessageSize is set lower
	OmitData bool // a record that does not fit is sent without its data, as its place in the stream: it can be read there while the stream keeps it
}

// Put sends letter.
func (q *Queue) Put(ctx context.Context, letter *processor.Letter) error {
	limit := MaxMessage
	if q.MaxBytes > 0 {
		limit = min(q.MaxBytes, MaxMessage)
	}
	body, err := sink.Encode(letter, limit, q.OmitData)
	if err != nil {
		return fmt.Errorf("sqs: send a dead letter to %s: %w", q.URL, err)
	}
	in := &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: aws.String(string(body))}
	if strings.HasSuffix(q.URL, ".fifo") {
		in.MessageGroupId = &letter.Shard.ID
		in.MessageDeduplicationId = aws.String(deduplication(letter))
	}
	if _, err := q.Client.SendMessage(ctx, in); err != nil {
		return fmt.Errorf("sqs: send a dead letter to %s: %w", q.URL, err)
	}
	return nil
}

// deduplication is the same for each repeat of a letter, in the 128 characters that SQS takes.
func deduplication(l *processor.Letter) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%v", l.Shard.Stream, l.Shard.ID, l.Record.Position))
	return hex.EncodeToString(sum[:])
}
