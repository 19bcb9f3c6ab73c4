package fanout

// A guard against a fault between the SDK and net/http that loses whole answers.

import (
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Client is base with request bodies that net/http only reads. It belongs around every HTTP client
// that the SDK is given for requests over sockets:
//
//	cfg.HTTPClient = fanout.Client(awshttp.NewBuildableClient())
//
// The SDK closes a request's body as soon as the header of the answer is there. net/http may then
// still look whether the body has more to send; through the body's WriteTo it is told io.EOF as an
// error, takes the request for broken and closes the connection, under an answer that is still
// being read ("use of closed network connection"). The larger the page and the quicker the server,
// the more often: several percent of large pages from a server on the same host. Each costs the
// page, which is read again out of the shard's 2 MB a second; a write is made twice. A body
// without WriteTo is read instead, where io.EOF is an end as any other.
//
// The SDK recognizes a client of its own type and tunes its timeouts; behind this one it does
// not, so set them on base.
func Client(base aws.HTTPClient) aws.HTTPClient { return client{base} }

type client struct{ base aws.HTTPClient }

// Do sends a copy of the request, whose body has nothing but Read and Close.
func (c client) Do(req *http.Request) (*http.Response, error) {
	if _, ok := req.Body.(io.WriterTo); ok {
		req = req.WithContext(req.Context()) // a shallow copy: the request is the caller's
		req.Body = struct{ io.ReadCloser }{req.Body}
	}
	return c.base.Do(req)
}
