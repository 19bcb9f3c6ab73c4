// Package stream puts records that were given up into another Kinesis stream, as JSON (sink.Line), under
// the partition key that they had: those of one key stay together, and in order.
//
// It needs kinesis:PutRecord on that stream.
//
// A record holds at most 1 MiB of data and partition key (service limit), up to 10 MiB where the stream's
// MaxRecordSizeInKiB says so, and data is base64 in it: a record of more than about 780 kB does not fit
// into a stream that is set as most are. It is refused with sink.ErrTooLarge, which halts the shard or lets
// a DeadLetter further out take it: nothing is lost by itself. OmitData puts such a record's place in its
// place.
//
// What is not promised: that a letter comes once. Do not put letters into the stream that they come from:
// a worker there would read them as records.
package stream

import (
	"cmp"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/sink"
)

// MaxRecord is how large a record may be in a stream whose MaxRecordSizeInKiB was not changed, in bytes of
// data and partition key (service limit).
const MaxRecord = 1 << 20

// A Client is what of the SDK's client is called.
type Client interface {
	PutRecord(context.Context, *kinesis.PutRecordInput, ...func(*kinesis.Options)) (*kinesis.PutRecordOutput, error)
}

// A Stream is a processor.Sink that puts letters into a stream. Client and one of Name and ARN are needed.
type Stream struct {
	Client Client
	Name   string
	ARN    string // needed for a stream of another account

	MaxBytes int  // of data and partition key; 0: MaxRecord. For a stream whose MaxRecordSizeInKiB is larger
	OmitData bool // a record that does not fit is put without its data, as its place in the stream it came from: it can be read there while that keeps it
}

// Put puts letter.
func (s *Stream) Put(ctx context.Context, letter *processor.Letter) error {
	limit := cmp.Or(s.MaxBytes, MaxRecord) - len(letter.Record.PartitionKey)
	data, err := sink.Encode(letter, limit, s.OmitData)
	if err != nil {
		return fmt.Errorf("stream: put a dead letter to %s: %w", cmp.Or(s.ARN, s.Name), err)
	}
	in := &kinesis.PutRecordInput{
		StreamName:      orNil(s.Name),
		StreamARN:       orNil(s.ARN),
		PartitionKey:    &letter.Record.PartitionKey,
		ExplicitHashKey: orNil(letter.Record.ExplicitHashKey),
		Data:            data,
	}
	if _, err := s.Client.PutRecord(ctx, in); err != nil {
		return fmt.Errorf("stream: put a dead letter to %s: %w", cmp.Or(s.ARN, s.Name), err)
	}
	return nil
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
