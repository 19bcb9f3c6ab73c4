package sqs_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	api "github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
	"github.com/shardkeeper/shardkeeper/processor/sink"
	"github.com/shardkeeper/shardkeeper/processor/sink/sqs"
)

// A service answers what the real client sends, in process: SQS as far as one operation goes.
type service struct {
	status   int
	answer   string
	messages []message
}

type message struct{ QueueUrl, MessageBody, MessageGroupId, MessageDeduplicationId string }

func (s *service) Do(r *http.Request) (*http.Response, error) {
	var m message
	if r.Header.Get("X-Amz-Target") != "AmazonSQS.SendMessage" {
		return nil, errors.New("not SendMessage")
	}
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		return nil, err
	}
	s.messages = append(s.messages, m)
	head := http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
	return &http.Response{StatusCode: s.status, Header: head, Body: io.NopCloser(strings.NewReader(s.answer)), Request: r}, nil
}

func (s *service) client() *api.Client {
	return api.New(api.Options{
		Region:                           "us-east-1",
		Credentials:                      aws.AnonymousCredentials{},
		HTTPClient:                       s,
		Retryer:                          aws.NopRetryer{},
		DisableMessageChecksumValidation: true,
	})
}

const queue = "https://sqs.us-east-1.amazonaws.com/123456789012/dead"

func letter(data string) *processor.Letter {
	return &processor.Letter{
		Shard:  processor.Shard{Stream: "orders", ID: "shardId-000000000001"},
		Record: processortest.Records(data)[0], Err: errors.New("no such account"), Attempts: 3,
	}
}

// Broken by: Put without the body, or with another URL.
func TestALetterIsAMessage(t *testing.T) {
	s := &service{status: 200, answer: `{"MessageId":"1"}`}
	if err := (&sqs.Queue{Client: s.client(), URL: queue}).Put(t.Context(), letter("pay")); err != nil {
		t.Fatal(err)
	}
	m := s.messages[0]
	var line sink.Line
	if err := json.Unmarshal([]byte(m.MessageBody), &line); err != nil || string(line.Data) != "pay" || line.Sequence != "1" {
		t.Errorf("body %q, %v; want the line of the letter", m.MessageBody, err)
	}
	if m.QueueUrl != queue || m.MessageGroupId != "" || m.MessageDeduplicationId != "" {
		t.Errorf("message = %+v, want it to the queue, without a group", m)
	}
}

// Broken by: a deduplication ID of the time, or of the shard alone.
func TestARepeatIsKnownToAFIFOQueue(t *testing.T) {
	s := &service{status: 200, answer: `{"MessageId":"1"}`}
	q := &sqs.Queue{Client: s.client(), URL: queue + ".fifo"}
	other := letter("pay")
	other.Record.Position = processortest.At(2)
	for _, l := range []*processor.Letter{letter("pay"), letter("pay"), other} {
		if err := q.Put(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	ids := []string{s.messages[0].MessageDeduplicationId, s.messages[1].MessageDeduplicationId, s.messages[2].MessageDeduplicationId}
	if ids[0] == "" || len(ids[0]) > 128 || ids[0] != ids[1] || ids[0] == ids[2] || s.messages[0].MessageGroupId != "shardId-000000000001" {
		t.Errorf("IDs = %q in group %q; want the first two the same, of at most 128 characters, by shard", ids, s.messages[0].MessageGroupId)
	}
}

// Broken by: Put that takes whatever the service answers for good; that calls it with what is too large.
func TestARefusalIsAnErrorAndWhatIsTooLargeIsNotSent(t *testing.T) {
	s := &service{status: 400, answer: `{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}`}
	q := &sqs.Queue{Client: s.client(), URL: queue}
	if err := q.Put(t.Context(), letter("pay")); err == nil || processor.IsFinal(err) {
		t.Errorf("%v, want an error that is tried again", err)
	}
	err := q.Put(t.Context(), letter(strings.Repeat("x", 900_000)))
	if !errors.Is(err, sink.ErrTooLarge) || !processor.IsFinal(err) || len(s.messages) != 1 {
		t.Errorf("%v after %d calls, want a final ErrTooLarge and no second call", err, len(s.messages))
	}
	q.OmitData, s.status, s.answer = true, 200, `{"MessageId":"1"}`
	if err := q.Put(t.Context(), letter(strings.Repeat("x", 900_000))); err != nil || len(s.messages[1].MessageBody) > 1000 {
		t.Errorf("%v, %d bytes; want the place alone", err, len(s.messages[1].MessageBody))
	}
	q.OmitData, q.MaxBytes = false, 1000
	if err := q.Put(t.Context(), letter(strings.Repeat("x", 1000))); !errors.Is(err, sink.ErrTooLarge) {
		t.Errorf("%v with a lower limit, want ErrTooLarge", err)
	}
}

// What SQS takes: tab, line feed, carriage return, and U+0020 to U+FFFD without the surrogates, and above.
// Broken by: marshal without its two replacements.
func TestAMessageHasOnlyCharactersThatTheServiceTakes(t *testing.T) {
	s := &service{status: 200, answer: `{"MessageId":"1"}`}
	l := letter("\x00\x01")
	l.Record.PartitionKey = "a\x00b\ufffe\uffffc\x7f\U0010ffff"
	l.Err = errors.New("bad \xff\x0b")
	if err := (&sqs.Queue{Client: s.client(), URL: queue}).Put(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	body := s.messages[0].MessageBody
	if bad := regexp.MustCompile(`[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]`).FindAllString(body, -1); len(bad) > 0 {
		t.Errorf("%q has characters %q", body, bad)
	}
	var line sink.Line
	if err := json.Unmarshal([]byte(body), &line); err != nil || line.PartitionKey != l.Record.PartitionKey {
		t.Errorf("partition key %q, %v; want %q", line.PartitionKey, err, l.Record.PartitionKey)
	}
}
