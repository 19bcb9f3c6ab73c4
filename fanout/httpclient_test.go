package fanout

// The guard around HTTP clients: that it is needed, and that it helps.

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// A body behaves as the SDK's: closed, it answers io.EOF to whatever is asked of it. What net/http
// asks behind the last byte waits for Close, which otherwise only happens now and then.
type body struct {
	io.Reader
	once   sync.Once
	closed chan struct{}
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		<-b.closed
	}
	return n, err
}

func (b *body) WriteTo(io.Writer) (int64, error) {
	<-b.closed
	return 0, io.EOF
}

func (b *body) Close() error {
	b.once.Do(func() { close(b.closed) })
	return nil
}

// answerEarly begins to answer before it has read the request, as a quick server seems to. It
// goes on until the client says that it is enough, or is gone.
func answerEarly(enough <-chan struct{}) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		control := http.NewResponseController(w)
		if control.EnableFullDuplex() != nil || control.Flush() != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		for {
			if _, err := w.Write([]byte("answer ")); err != nil || control.Flush() != nil {
				return
			}
			select {
			case <-enough:
				return
			default:
			}
		}
	}
}

// send makes a request as the SDK does, and says how sending it ended and how the answer did.
func send(t *testing.T, client aws.HTTPClient) (sent, read error) {
	t.Helper()
	enough := make(chan struct{})
	server := httptest.NewServer(answerEarly(enough))
	defer server.Close()
	wrote := make(chan error, 1)
	ctx := httptrace.WithClientTrace(context.Background(), &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) { wrote <- info.Err },
	})
	const size = 1 << 16
	b := &body{Reader: strings.NewReader(strings.Repeat("x", size)), closed: make(chan struct{})}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, b)
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = size
	out, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	req.Body.Close()
	if sent = <-wrote; sent == nil {
		close(enough)
	}
	_, read = io.Copy(io.Discard, out.Body)
	if sent != nil {
		close(enough)
	}
	return sent, read
}

func TestAnswersOutliveTheirRequests(t *testing.T) {
	for range 20 {
		if sent, read := send(t, Client(new(http.Client))); sent != nil || read != nil { // Broken by: Do() with the request as it is.
			t.Fatalf("with the guard: sent %v, read %v", sent, read)
		}
	}
	if sent, read := send(t, new(http.Client)); sent == nil || read == nil {
		t.Errorf("without the guard: sent %v, read %v: net/http no longer needs it", sent, read)
	}
}

// It says when the guard may go: the SDK's bodies still have the WriteTo that answers io.EOF.
func TestTheSDKsBodiesStillNeedTheGuard(t *testing.T) {
	req, err := smithyhttp.NewStackRequest().(*smithyhttp.Request).SetStream(strings.NewReader("request"))
	if err != nil {
		t.Fatal(err)
	}
	built := req.Build(t.Context())
	to, ok := built.Body.(io.WriterTo)
	if !ok {
		t.Fatal("the body has no WriteTo any more")
	}
	built.Body.Close()
	if _, err := to.WriteTo(io.Discard); err != io.EOF {
		t.Errorf("WriteTo of a closed body: %v", err)
	}
}

// caught is an HTTP client that keeps what it is given.
type caught struct{ req *http.Request }

func (c *caught) Do(req *http.Request) (*http.Response, error) {
	c.req = req
	return &http.Response{Body: http.NoBody}, nil
}

func TestTheGuardHidesWriteToAndNothingElse(t *testing.T) {
	var base caught
	req, _ := http.NewRequest(http.MethodPost, "http://kinesis.invalid/", io.NopCloser(strings.NewReader("request")))
	req.ContentLength = 7
	before := req.Body
	if _, err := Client(&base).Do(req); err != nil {
		t.Fatal(err)
	}
	if _, ok := base.req.Body.(io.WriterTo); ok {
		t.Error("the body has a WriteTo")
	}
	if got, _ := io.ReadAll(base.req.Body); string(got) != "request" || base.req.ContentLength != 7 {
		t.Errorf("sent %q of length %d", got, base.req.ContentLength)
	}
	if req.Body != before {
		t.Error("the caller's request has another body")
	}
	empty, _ := http.NewRequest(http.MethodPost, "http://kinesis.invalid/", nil)
	if Client(&base).Do(empty); base.req != empty {
		t.Error("a request without a body was copied")
	}
}
