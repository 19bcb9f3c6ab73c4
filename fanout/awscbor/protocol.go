package awscbor

// The protocol: which bytes go out, and who reads what comes back.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/schemas"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/shardkeeper/shardkeeper/fanout/internal/cbor"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
)

const contentType = "application/x-amz-cbor-1.1"

// Protocol speaks CBOR to Kinesis. It is made by Use or New, and serves any number of calls at once.
type Protocol struct {
	// ClientProtocol has the event stream, and answers that are in JSON all the same.
	smithyhttp.ClientProtocol
}

var _ smithyhttp.ClientProtocol = (*Protocol)(nil)

// Use is an option of kinesis.New, kinesis.NewFromConfig and of each call. What is not in CBOR stays
// with the protocol that the client had until then.
func Use(o *kinesis.Options) {
	if _, already := o.Protocol.(*Protocol); !already {
		o.Protocol = &Protocol{o.Protocol}
	}
}

// New is a Protocol for an option function of your own; Use suffices nearly always. The field
// kinesis.Options.Protocol must be set by a function: kinesis.New overwrites what it finds there.
func New() *Protocol {
	return &Protocol{awsjson.New11(schemas.Kinesis_20131202)}
}

// ID names the protocol. The name is ours: AWS published no model of it.
func (p *Protocol) ID() smithy.ShapeID {
	return smithy.ShapeID{Namespace: "aws.protocols", Name: "awsCbor1_1"}
}

// SerializeRequest writes the input as a CBOR map. A subscription is asked for in JSON.
func (p *Protocol) SerializeRequest(ctx context.Context, op *smithy.OperationSchema, in smithy.Serializable, req *smithyhttp.Request) error {
	if op.IsOutputEventStream() {
		return p.ClientProtocol.SerializeRequest(ctx, op, in, req)
	}
	document, err := encode(in)
	if err != nil {
		return fmt.Errorf("awscbor: write input of %s: %w", op.ID().Name, err)
	}
	withBody, err := req.SetStream(bytes.NewReader(document))
	if err != nil {
		return fmt.Errorf("awscbor: write input of %s: %w", op.ID().Name, err)
	}
	*req = *withBody
	req.Method = http.MethodPost
	if req.URL.Path == "" {
		req.URL.Path = "/"
	}
	req.Header.Set("X-Amz-Target", schemas.Kinesis_20131202.ID().Name+"."+op.ID().Name)
	req.Header.Set("Content-Type", contentType)
	return nil
}

// DeserializeResponse reads an answer into out, or the refusal that it is into an error of package
// types, or a *smithy.GenericAPIError if the model does not know it.
func (p *Protocol) DeserializeResponse(ctx context.Context, op *smithy.OperationSchema, types *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable) error {
	if op.IsOutputEventStream() {
		return p.ClientProtocol.DeserializeResponse(ctx, op, types, resp, out)
	}
	body, err := page.ReadBody(resp.Body, resp.ContentLength, nil)
	if err != nil {
		return broken(op, err)
	}
	_, isPage := out.(*kinesis.GetRecordsOutput)
	refused := resp.StatusCode < 200 || resp.StatusCode >= 300
	switch {
	case refused && !inCBOR(body), inJSON(body) && !isPage:
		return p.ClientProtocol.DeserializeResponse(ctx, op, types, again(resp, body), out)
	case refused:
		return refusal(op, types, resp.Header, body)
	case len(body) == 0 || op.Output == nil:
		return nil
	}
	if err := decode(body, out); err != nil {
		return broken(op, err)
	}
	return nil
}

// decode reads a document by the schemas of what it is read into; a page of records has its own way.
func decode(body []byte, out smithy.Deserializable) error {
	if records, is := out.(*kinesis.GetRecordsOutput); is {
		return decodePage(body, records)
	}
	return out.Deserialize(newDeserializer(body))
}

// broken is an answer that could not be read. The SDK's own protocols use the same type.
func broken(op *smithy.OperationSchema, err error) error {
	return &smithy.DeserializationError{Err: fmt.Errorf("awscbor: read answer of %s: %w", op.ID().Name, err)}
}

// inJSON tells a JSON object by its brace, which in CBOR begins a text and never an answer.
func inJSON(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{"))
}

// inCBOR tells a map, or one under a tag.
func inCBOR(body []byte) bool {
	return len(body) > 0 && (body[0]>>5 == cbor.Map || body[0]>>5 == cbor.Tag)
}

// again is the response with its body to be read once more.
func again(resp *smithyhttp.Response, body []byte) *smithyhttp.Response {
	fresh := *resp.Response
	fresh.Body = io.NopCloser(bytes.NewReader(body)) // the SDK closes the first one
	return &smithyhttp.Response{Response: &fresh}
}
