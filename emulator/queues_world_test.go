package emulator_test

// What the tests of queues stand on: documents as they go over the wire, since the SDK has none of the
// operations yet.

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

type queueDescription struct {
	QueueName, QueueARN, QueueStatus string
	QueueCreationTimestamp           float64
	StreamConfigurationList          []struct {
		StreamARN        string
		StartingPosition struct {
			Type      string
			Timestamp float64
		}
	}
	QueueAttributes struct {
		VisibilityTimeoutSeconds int
		DeadLetterConfiguration  struct {
			TargetType      string
			MaxReceiveCount int
		}
	}
}

type queueRecord struct {
	ReceiptHandle, RecordId, PartitionKey              string
	Data                                               []byte
	ApproximateArrivalTimestamp, FirstReceiveTimestamp float64
	ReceiveCount                                       int
}

type receipts struct {
	Successful []struct{ ReceiptHandle string }
	Failed     []struct{ ReceiptHandle, ErrorCode, ErrorMessage string }
}

// told sends a document that is to be accepted.
func told[Out any](w world, operation, document string) (out Out) {
	w.Helper()
	exception, message, answer := w.raw(operation, document)
	if exception != "" {
		w.Fatalf("%s %s: %s: %s", operation, document, exception, message)
	}
	text, err := json.Marshal(answer)
	if err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		w.Fatalf("%s: %v in %s", operation, err, text)
	}
	return out
}

// queue creates a queue on orders, with more members of the request; its ARN.
func (w world) queue(name string, more string) string {
	w.Helper()
	return w.queueOf(name, `{"StreamARN":"`+someARN+`"}`, more).QueueARN
}

func (w world) queueOf(name, stream, more string) queueDescription {
	w.Helper()
	return told[struct{ QueueDescription queueDescription }](w, "CreateQueue",
		fmt.Sprintf(`{"QueueName":%q,"StreamConfigurationList":[%s]%s}`, name, stream, more)).QueueDescription
}

func (w world) describeQueue(arn string) queueDescription {
	w.Helper()
	return told[struct{ QueueDescription queueDescription }](w, "DescribeQueue", ofQueue(arn)).QueueDescription
}

// ofQueue is a document that names a queue, with more members.
func ofQueue(arn string, more ...string) string {
	return `{"QueueARN":"` + arn + `"` + strings.Join(more, "") + `}`
}

// enqueue puts records onto orders, each with itself as its key.
func (w world) enqueue(records ...string) {
	w.Helper()
	for _, r := range records {
		must[*kinesis.PutRecordOutput](w)(w.hands().PutRecord(w.Context(), &kinesis.PutRecordInput{
			StreamName: new("orders"), PartitionKey: &r, Data: []byte(r)}))
	}
}

// receive receives records by what they say.
func (w world) receive(arn string, more ...string) map[string]queueRecord {
	w.Helper()
	return w.receiveBy("ReceiveQueueRecords", arn, more...)
}

func (w world) receiveBy(operation, arn string, more ...string) map[string]queueRecord {
	w.Helper()
	got := map[string]queueRecord{}
	for _, r := range told[struct{ QueueRecords []queueRecord }](w, operation, ofQueue(arn, more...)).QueueRecords {
		got[string(r.Data)] = r
	}
	return got
}

// entries is the member of that name, with the handles of records and more members in each.
func entries(records map[string]queueRecord, more string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(records)) {
		all = append(all, fmt.Sprintf(`{"ReceiptHandle":%q%s}`, records[name].ReceiptHandle, more))
	}
	return `,"Entries":[` + strings.Join(all, ",") + `]`
}

// names is what records say, sorted.
func names(records map[string]queueRecord) string {
	return strings.Join(slices.Sorted(maps.Keys(records)), " ")
}

// wantFailed checks how each entry failed.
func (w world) wantFailed(what string, got receipts, codes ...string) {
	w.Helper()
	var failed []string
	for _, f := range got.Failed {
		failed = append(failed, f.ErrorCode)
		if f.ErrorMessage == "" || f.ReceiptHandle == "" {
			w.Errorf("%s: an entry fails without a message or a handle: %+v", what, f)
		}
	}
	if !slices.Equal(failed, codes) {
		w.Errorf("%s: failed %v, succeeded %d, want failures %v", what, failed, len(got.Successful), codes)
	}
}

// onDemand is inBubble with an on-demand stream orders.
func onDemand(t *testing.T, test func(*testing.T, world)) {
	t.Helper()
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		test(t, w)
	})
}
