package fanout

// How a subscription's bytes are had of the SDK: a protocol for one call, which takes the body of the
// answer for itself. What the SDK would do with it costs two goroutines, reads ahead of what there is
// room for, knows no silence, takes a connection that was cut for an end, and goes through a decoder
// that all subscriptions of a client share without a lock.

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	eventStream = "application/vnd.amazon.eventstream"
	mostRefusal = 1 << 20 // bytes that are read of an answer that is no stream
)

// A takeover is the protocol of one SubscribeToShard.
type takeover struct {
	smithyhttp.ClientProtocol               // the client's: it writes the request, and reads refusals
	body                      io.ReadCloser // nil: there is none
}

// use is an option of the call.
func (t *takeover) use(o *kinesis.Options) { t.ClientProtocol, o.Protocol = o.Protocol, t }

// DeserializeResponse takes the body if it is a stream of events, and closes it if it is not, which
// the SDK leaves to whoever reads the events.
func (t *takeover) DeserializeResponse(ctx context.Context, op *smithy.OperationSchema, types *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable) error {
	body := resp.Body
	resp.Body = io.NopCloser(io.LimitReader(body, mostRefusal))
	err := t.ClientProtocol.DeserializeResponse(ctx, op, types, resp, out)
	resp.Body = http.NoBody
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil && kind != eventStream {
		err = fmt.Errorf("%w: %q", errNoEvents, kind)
	}
	if err != nil {
		_ = body.Close() // what it says is not wanted any more
		return err
	}
	t.body = body
	return nil
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
