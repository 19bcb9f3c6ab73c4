package kinesis

// How much a queue hands out, and how long it remembers it.

import (
	"runtime"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// newQueued is an idler with an on-demand stream orders, and the only queue on it.
func newQueued(t *testing.T) (*idler, *queue) {
	i := newIdler(t)
	i.ask("CreateStream", `{"StreamName":"orders","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`)
	h := home{"000000000000", "us-east-1", "orders"}
	i.ask("CreateQueue", `{"QueueName":"work","StreamConfigurationList":[{"StreamARN":"`+h.arn()+`"}]}`)
	return i, i.place(h, false).stream.queues[0]
}

// Broken by: a limit that is kept in every mode; one that counts what is visible again.
func TestAQueueHasOnlySoManyRecordsInFlight(t *testing.T) {
	i, q := newQueued(t)
	for range mostInFlight {
		q.desk.hide(&loan{}, i.now.UnixMilli(), 60) // of records before the first
	}
	i.ask("PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":"eHg="}`)
	receive := func() (wire.Answer, *wire.Error) {
		return i.Serve(wire.Request{Operation: "ReceiveQueueRecords", Account: "000000000000", Region: "us-east-1", Now: i.now,
			Body: []byte(`{"QueueARN":"` + q.arn(home{"000000000000", "us-east-1", "orders"}) + `"}`)})
	}
	i.Limits = Strict
	if _, err := receive(); err == nil || err.Type != throttling {
		t.Errorf("refused with %v, want %s", err, throttling)
	}
	i.now = i.now.Add(time.Minute)
	if _, err := receive(); err != nil {
		t.Errorf("after a minute: %v", err)
	}
}

// Broken by: a take that counts records only; one that gives none if the first is too large.
func TestAReceiveGivesTenMebibytesAtMost(t *testing.T) {
	i, q := newQueued(t)
	s := i.place(home{"000000000000", "us-east-1", "orders"}, false).stream
	for _, size := range []int{6 << 20, 4 << 20, 1, 11 << 20, 1} {
		i.now = i.now.Add(time.Millisecond)
		s.open[0].log.append(i.now.UnixMilli(), "", make([]byte, size))
	}
	for _, want := range []int{2, 1, 1, 1, 0} {
		if got := q.take(s, false, i.now.UnixMilli(), mostReceived, 60); len(got) != want {
			t.Errorf("received %d records, want %d", len(got), want)
		}
	}
}

// Broken by: a sweep that leaves letters, or what is visible, for somebody to ask for.
func TestLoansOfRecordsThatAreGoneAreForgotten(t *testing.T) {
	i, q := newQueued(t)
	for range 20 {
		i.ask("PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":"eHg="}`)
	}
	s := i.place(home{"000000000000", "us-east-1", "orders"}, false).stream
	q.take(s, false, i.now.UnixMilli(), mostReceived, 1)
	q.rules.most = 1 // these are letters, the next ones are not
	i.now = i.now.Add(time.Second)
	q.desk.settle(i.now.UnixMilli(), q.rules)
	q.rules.most = 2
	q.take(s, false, i.now.UnixMilli(), mostReceived, 1)
	i.now = i.now.Add(25 * time.Hour)
	i.ask("DescribeAccountSettings", `{}`) // looks at no stream
	if n := len(q.desk.loans) + q.desk.letters.Len() + q.desk.visible.Len() + q.desk.flying.Len(); n > 0 {
		t.Errorf("%d loans are kept of records that are not", n)
	}
	runtime.KeepAlive(i)
}
