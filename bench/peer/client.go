package peer

// The HTTP client of all but the worker, which has one of its own.

import (
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// Tuned is Config without two faults of a client's surroundings, which are not what is compared. The
// SDK loses several percent of large answers on loopback and reads those pages twice; and it keeps ten
// idle connections, so with more shards than that it makes most of them anew.
func (w Work) Tuned() aws.Config {
	cfg := w.Config()
	cfg.HTTPClient = patched{awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, 1024
	})}
	return cfg
}

// patched hides of a request's body that it can write itself: closed by then, it would tell net/http of
// an error, and the connection would be cut under the answer.
type patched struct{ base aws.HTTPClient }

func (p patched) Do(r *http.Request) (*http.Response, error) {
	if _, ok := r.Body.(io.WriterTo); ok {
		r = r.WithContext(r.Context())
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return p.base.Do(r)
}
