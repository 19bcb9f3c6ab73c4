package fanout

// How a subscription's bytes are had of the SDK: a protocol for one call, which takes the body of the
// answer for itself. What the SDK would do with it costs three goroutines, reads ahead of what there is
// room for, knows no silence, takes a connection that was cut for an end, and goes through a decoder
// that all subscriptions of a client share without a lock.

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const mostRefusal = 1 << 20 // bytes that are read of an answer that is no stream

// A subscribeAPI is what fan-out calls of a *kinesis.Client, beside the calls for its consumer.
type subscribeAPI interface {
	SubscribeToShard(context.Context, *kinesis.SubscribeToShardInput, ...func(*kinesis.Options)) (*kinesis.SubscribeToShardOutput, error)
}

// subscribeInput is what is asked for.
func subscribeInput(arn, shard string, at place) *kinesis.SubscribeToShardInput {
	from := &types.StartingPosition{Type: at.kind}
	if at.number != "" {
		from.SequenceNumber = &at.number
	}
	if !at.time.IsZero() {
		from.Timestamp = &at.time
	}
	return &kinesis.SubscribeToShardInput{ConsumerARN: &arn, ShardId: &shard, StartingPosition: from}
}

// abandon closes the stream that a client kept for itself.
func abandon(out *kinesis.SubscribeToShardOutput) {
	if stream := out.GetStream(); stream != nil {
		_ = stream.Close() // nothing of it is wanted
	}
}

// A takeover is the protocol of one SubscribeToShard.
type takeover struct {
	smithyhttp.ClientProtocol               // the client's: it writes the request, and reads refusals
	body                      io.ReadCloser // nil: there is none
}

// use is an option of the call.
func (t *takeover) use(o *kinesis.Options) { t.ClientProtocol, o.Protocol = o.Protocol, t }

// DeserializeResponse takes the body if it is a stream of events, and closes it if it is not, which
// the SDK leaves to whoever reads the events.
func (t *takeover) DeserializeResponse(ctx context.Context, op *smithy.OperationSchema, registry *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable) error {
	body := resp.Body
	resp.Body = io.NopCloser(io.LimitReader(body, mostRefusal))
	err := t.ClientProtocol.DeserializeResponse(ctx, op, registry, resp, out)
	resp.Body = http.NoBody
	if kind := resp.Header.Get("Content-Type"); err == nil && isDocument(kind) {
		err = fmt.Errorf("%w: %q", errNoEvents, kind)
	}
	if err != nil {
		_ = body.Close() // what it says is not wanted any more
		return err
	}
	t.body = body
	return nil
}

// isDocument tells whether a Content-Type is that of an answer of another kind. The service's own is
// not insisted on: some emulators send none, or text/plain.
func isDocument(kind string) bool {
	return slices.ContainsFunc([]string{"json", "cbor", "html", "xml"}, func(word string) bool { return strings.Contains(kind, word) })
}

// HasInitialEventMessage is false: the SDK is to read nothing. The first message is read with the rest.
func (t *takeover) HasInitialEventMessage() bool { return false }

// DeserializeEventMessage ends the SDK's own reader of events at once.
func (t *takeover) DeserializeEventMessage(*smithy.Schema, *smithy.TypeRegistry, io.Reader) (smithy.Deserializable, error) {
	return nil, io.EOF
}

// close closes what was taken.
func (t *takeover) close() {
	if t.body != nil {
		_ = t.body.Close() // nothing of it was read
	}
}
