package fanout

// Between the SDK's call and a page of ours: the answer of GetRecords is decoded once, straight into
// the records that user code gets.

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/fanout/awscbor"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
	"github.com/shardkeeper/shardkeeper/processor"
)

// An intake takes in one document: a page, or an event.
type intake struct {
	page    page.Page
	records []processor.Record
	payload int     // bytes of data and partition keys
	body    []byte  // the document, which records point into
	memory  *memory // that it is read into; nil: memory of its own
	taken   bool    // the document came by
	bad     error   // about the first record that is none
}

func newIntake(m *memory) *intake {
	in := &intake{memory: m}
	if m != nil {
		in.records = m.records[:0]
	}
	return in
}

// buffer is what the document is read into; nil: one of its own.
func (in *intake) buffer() []byte {
	if in.memory == nil {
		return nil
	}
	return in.memory.body
}

// release gives the memory with all that was read into it.
func (in *intake) release() *memory {
	if in.memory != nil {
		in.memory.body, in.memory.records = in.body, in.records
	}
	return in.memory
}

// spared is the memory of an intake that no page came into. Of one that a page came half into nothing
// is sure, and it is left to the garbage collector.
func (in *intake) spared() *memory {
	if in.taken || len(in.records) > 0 {
		return nil
	}
	return in.memory
}

// Grow makes room for about n more records.
func (in *intake) Grow(n int) {
	if cap(in.records)-len(in.records) >= n {
		return
	}
	in.records = append(make([]processor.Record, 0, len(in.records)+n), in.records...)
}

// Add takes one record.
func (in *intake) Add(r *page.Record) {
	sequence := r.SequenceNumber
	if in.memory != nil && in.memory.reuse {
		sequence = in.memory.keep(sequence)
	}
	at, err := checkpoint.At(sequence, 0)
	if err != nil && in.bad == nil {
		in.bad = fmt.Errorf("record %d: %w", len(in.records), err)
	}
	in.Grow(1)
	in.records = in.records[:len(in.records)+1] // filled in where it lies: moving it there costs as much
	into := &in.records[len(in.records)-1]
	into.Data, into.PartitionKey, into.ExplicitHashKey, into.Position, into.Arrived = r.Data, r.PartitionKey, "", at, r.Arrived
	in.payload += len(r.Data) + len(r.PartitionKey)
}

// size is the bytes of memory that the records point into.
func (in *intake) size() int64 { return int64(max(len(in.body), in.payload)) }

// read takes in a page, in whichever encoding it is. A client that tries again by itself may have had
// half of one before.
func (in *intake) read(body []byte) (err error) {
	in.taken, in.body = true, body
	in.records, in.payload, in.bad = in.records[:0], 0, nil
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) { // of CBOR that begins a text, which no page is
		in.page, err = page.ReadJSON(body, in)
	} else {
		in.page, err = page.ReadCBOR(body, in)
	}
	if err == nil {
		err = in.bad
	}
	return err
}

// copied takes in what a client decoded that does not use the protocol that it was asked to.
func (in *intake) copied(out *kinesis.GetRecordsOutput) error {
	in.page.Next = aws.ToString(out.NextShardIterator)
	in.page.Behind = time.Duration(aws.ToInt64(out.MillisBehindLatest)) * time.Millisecond
	for _, c := range out.ChildShards {
		child := page.Child{ID: aws.ToString(c.ShardId), Parents: c.ParentShards}
		if r := c.HashKeyRange; r != nil {
			child.StartingHashKey, child.EndingHashKey = aws.ToString(r.StartingHashKey), aws.ToString(r.EndingHashKey)
		}
		in.page.Children = append(in.page.Children, child)
	}
	in.Grow(len(out.Records))
	for i := range out.Records {
		r := &out.Records[i]
		in.Add(&page.Record{Data: r.Data, PartitionKey: aws.ToString(r.PartitionKey), SequenceNumber: aws.ToString(r.SequenceNumber), Arrived: aws.ToTime(r.ApproximateArrivalTimestamp)})
	}
	return in.bad
}

// pages is the protocol of one call of GetRecords: base's, but for the answer that into takes in. The
// SDK's output keeps only what the headers say.
type pages struct {
	smithyhttp.ClientProtocol
	into     *intake
	bound    *time.Timer // of the call, which does not bound the decoding
	decoders *decoders
}

// use is the option of such a call, which asks in JSON or in CBOR.
func (p pages) use(inJSON bool) func(*kinesis.Options) {
	return func(o *kinesis.Options) {
		cbor, is := o.Protocol.(*awscbor.Protocol)
		switch {
		case !inJSON:
			awscbor.Use(o)
		case is:
			o.Protocol = cbor.ClientProtocol
		}
		p.ClientProtocol = o.Protocol
		o.Protocol = p
	}
}

// DeserializeResponse takes a good answer in, and leaves all others to the protocol.
func (p pages) DeserializeResponse(ctx context.Context, op *smithy.OperationSchema, types *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable) error {
	if _, is := out.(*kinesis.GetRecordsOutput); !is || resp.StatusCode < 200 || resp.StatusCode >= 300 {
		return p.ClientProtocol.DeserializeResponse(ctx, op, types, resp, out)
	}
	body, err := page.ReadBody(resp.Body, resp.ContentLength, p.into.buffer())
	if err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("fanout: read a page: %w", err)}
	}
	p.bound.Stop() // all of the answer is here
	defer p.decoders.enter()()
	if err := p.into.read(body); err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("fanout: read a page: %w: %w", errUnreadable, err)}
	}
	return nil
}
