package emulator_test

// The handler behind a socket, and how a client over plain HTTP/1.1 must be wrapped.

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// A plainBody hides every method of a request body but Read and Close. The SDK closes its body as
// soon as the answer's header is there, and the WriteTo of a closed body makes net/http cut the
// connection under a large answer.
type plainBody struct{ next http.RoundTripper }

func (p plainBody) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		r = r.Clone(r.Context())
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return p.next.RoundTrip(r)
}

func TestTheSameEmulatorAnswersOverASocket(t *testing.T) {
	var emu emulator.Emulator
	emu.Limits = emulator.Off
	server := httptest.NewServer(&emu)
	defer server.Close()
	cfg := emu.Config()
	cfg.BaseEndpoint, cfg.HTTPClient = &server.URL, &http.Client{Transport: plainBody{http.DefaultTransport}}
	api, near := client(cfg), client(emu.Config())
	if _, err := api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))}); err != nil {
		t.Fatal(err)
	}
	in := &kinesis.PutRecordsInput{StreamName: new("orders")}
	for range 500 {
		in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), Data: []byte(strings.Repeat("x", 200))})
	}
	for range 10 {
		if _, err := api.PutRecords(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	it, err := near.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: "TRIM_HORIZON"})
	if err != nil {
		t.Fatal(err)
	}
	out, err := api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: it.ShardIterator})
	if err != nil || len(out.Records) != 5000 {
		t.Errorf("read %d records, %v, want 5000", len(out.Records), err)
	}

	emu.DropAnswer("CreateStream")
	_, err = api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("lost"), ShardCount: new(int32(1))})
	if err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("CreateStream with a lost answer: %v", err)
	}
	if tree := emu.Tree("lost"); !strings.Contains(tree, "ACTIVE") {
		t.Errorf("its effect is lost too: %s", tree)
	}
}

func TestADroppedAnswerResetsAStreamOfHTTP2(t *testing.T) {
	var emu emulator.Emulator
	server := httptest.NewUnstartedServer(&emu)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	cfg := emu.Config()
	cfg.BaseEndpoint, cfg.HTTPClient = &server.URL, server.Client()
	api := client(cfg)
	emu.DropAnswer("CreateStream")
	if _, err := api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("lost"), ShardCount: new(int32(1))}); err == nil || refusal(err) != err.Error() {
		t.Errorf("CreateStream with a lost answer: %v", err)
	}
	if _, err := api.DescribeStreamSummary(t.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("lost")}); err != nil {
		t.Error(err)
	}
}

func TestWhatIsNoAWSRequestIsToldSo(t *testing.T) {
	var emu emulator.Emulator
	for _, c := range []struct {
		method string
		header map[string]string
		body   string
		status int
		part   string
	}{
		{"GET", nil, "", 400, `this was a \"GET\"`},
		{"POST", nil, "{}", 400, "X-Amz-Target"},
		{"POST", map[string]string{"X-Amz-Target": "AmazonSQS.SendMessage"}, "{}", 501, `no service \"AmazonSQS\"`},
		{"POST", map[string]string{"Authorization": signedFor("lambda")}, "{}", 501, `no service \"lambda\"`},
		{"POST", map[string]string{"Authorization": signedFor("sis")}, "{}", 501, `no service \"sis\"`}, // a part of a name is none
		{"POST", map[string]string{"X-Amz-Target": "Kinesis_20131202.Frob"}, "{}", 400, "Frob"},
		{"POST", map[string]string{"X-Amz-Target": "Kinesis_20131202.ListStreams", "Content-Encoding": "gzip"}, "{}", 400, "could not be read"},
	} {
		r := httptest.NewRequest(c.method, "/", strings.NewReader(c.body))
		for name, value := range c.header {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		emu.ServeHTTP(w, r)
		var out struct {
			Type string `json:"__type"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != c.status || out.Type == "" || !strings.Contains(w.Body.String(), c.part) {
			t.Errorf("%s %v: %d %s", c.method, c.header, w.Code, w.Body)
		}
		if len(w.Header().Get("X-Amzn-Requestid")) != 36 || w.Header().Get("X-Amz-Id-2") == "" || w.Header().Get("Date") == "" {
			t.Errorf("the header is %v", w.Header())
		}
	}
}

// An answer in an encoding that its header does not name cannot be read by anybody.
//
// Broken by: DynamoDB asked whatever the encoding is: it answers JSON under the name of CBOR.
func TestAServiceIsNotAskedInAnEncodingThatItDoesNotRead(t *testing.T) {
	var emu emulator.Emulator
	for kind, target := range map[string]string{
		"application/x-amz-cbor-1.1": "DynamoDB_20120810.ListTables",
		"application/x-amz-json-1.1": "2011-06-15.GetCallerIdentity",
	} {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(""))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Amz-Target", target)
		w := httptest.NewRecorder()
		emu.ServeHTTP(w, r)
		if err := readable(kind, w.Body.Bytes()); err != nil || w.Code != 400 || !strings.Contains(w.Body.String(), "does not read requests in") {
			t.Errorf("%s in %s: %d %q (%v)", target, kind, w.Code, w.Body, err)
		}
	}
}

// Broken by: S3's clients told in JSON, which they cannot read.
func TestClientsOfS3AreToldInXML(t *testing.T) {
	var emu emulator.Emulator
	r := httptest.NewRequest(http.MethodGet, "/bucket", nil)
	r.Header.Set("Authorization", signedFor("s3"))
	w := httptest.NewRecorder()
	emu.ServeHTTP(w, r)
	var out struct {
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != 501 || !strings.Contains(out.Message, `"s3"`) {
		t.Errorf("%d %s (%v)", w.Code, w.Body, err)
	}
}

// What curl -d sends without a Content-Type.
//
// Broken by: the words for a request without X-Amz-Target, which this one has.
func TestATargetOnAFormIsToldWhichContentTypeItNeeds(t *testing.T) {
	var emu emulator.Emulator
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Amz-Target", "Kinesis_20131202.ListStreams")
	w := httptest.NewRecorder()
	emu.ServeHTTP(w, r)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "Content-Type application/x-amz-json-1.1") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func signedFor(service string) string {
	return "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=0"
}

func TestARequestThatCannotBeReadIsNotServed(t *testing.T) {
	var emu emulator.Emulator
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://emulator.invalid", errorReader{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := emu.Client().Do(r); !errors.Is(err, errUnreadable) {
		t.Errorf("Do: %v, want %v", err, errUnreadable)
	}
	if n := len(emu.Calls()); n != 0 {
		t.Errorf("%d calls were served", n)
	}
}

var errUnreadable = errors.New("unreadable")

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, errUnreadable }
