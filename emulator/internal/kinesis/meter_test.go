package kinesis

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Subscriptions have metrics by consumer. What they bring is reported when asked for, not before.
//
// Broken by: a measure that is reported when it is made; successes without failures, whose average is
// always 1.
func TestSubscriptionsAreMeasuredByConsumer(t *testing.T) {
	var told []string
	service := &Service{Measures: func(traffic Traffic) {
		for _, m := range traffic.Measures {
			told = append(told, fmt.Sprintf("%s/%s/%s %s=%v %s", traffic.Account, traffic.Stream, m.Consumer, m.Metric, m.Value, m.Unit))
		}
	}}
	s := newStream(home{"000000000000", "us-east-1", "orders"}, 0)
	m := s.meter(service, time.UnixMilli(5000))
	m.subscribed("billing", true)
	m.pushed("billing", 3, 120, 250)
	m.broke("billing")
	m.subscribed("billing", false)
	if len(told) > 0 {
		t.Errorf("told before the report: %q", told)
	}
	m.report()
	want := `
000000000000/orders/billing SubscribeToShard.Success=1 Count
000000000000/orders/billing SubscribeToShard.RateExceeded=0 Count
000000000000/orders/billing SubscribeToShardEvent.Success=1 Count
000000000000/orders/billing SubscribeToShardEvent.Bytes=120 Bytes
000000000000/orders/billing SubscribeToShardEvent.Records=3 Count
000000000000/orders/billing SubscribeToShardEvent.MillisBehindLatest=250 Milliseconds
000000000000/orders/billing SubscribeToShardEvent.Success=0 Count
000000000000/orders/billing SubscribeToShard.Success=0 Count
000000000000/orders/billing SubscribeToShard.RateExceeded=1 Count`
	if got := "\n" + strings.Join(told, "\n"); got != want {
		t.Errorf("got%s\nwant%s", got, want)
	}
}

// What listens is told when the stream is free again: it may ask the service.
//
// Broken by: a report that is deferred after the unlock.
func TestListenersAreToldWithoutALock(t *testing.T) {
	var free []bool
	var s Service
	s.Measures = func(traffic Traffic) {
		p := s.place(home{traffic.Account, traffic.Region, traffic.Stream}, false)
		if p.TryLock() {
			p.Unlock()
			free = append(free, true)
		}
	}
	iterator := ""
	for _, c := range []struct{ operation, document string }{
		{"CreateStream", `{"StreamName":"orders","ShardCount":1}`},
		{"PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":""}`},
		{"PutRecords", `{"StreamName":"orders","Records":[{"PartitionKey":"k","Data":""}]}`},
		{"GetShardIterator", `{"StreamName":"orders","ShardId":"shardId-000000000000","ShardIteratorType":"TRIM_HORIZON"}`},
		{"GetRecords", `{"ShardIterator":%q}`},
	} {
		if c.operation == "GetRecords" {
			c.document = fmt.Sprintf(c.document, iterator)
		}
		out, err := s.Serve(wire.Request{Operation: c.operation, Account: "000000000000", Region: "us-east-1",
			Now: time.Unix(946_684_800, 0), Body: []byte(c.document)})
		if err != nil {
			t.Fatalf("%s: %v", c.operation, err)
		}
		wire.Members(wire.JSON, out.Document, func(name string, value wire.Value) bool {
			iterator = value.Text()
			return name != "ShardIterator"
		})
	}
	if len(free) != 3 {
		t.Errorf("the stream was free at %d reports, want at one each of PutRecord, PutRecords, GetRecords", len(free))
	}
}

// Broken by: a meter that is there without a listener.
func TestNothingIsMeasuredForNobody(t *testing.T) {
	m := newStream(home{}, 0).meter(&Service{}, time.Time{})
	if m != nil {
		t.Fatal("there is a meter, and nobody listens")
	}
	m.putRecord(nil, 1, true)
	m.putRecords(intakes{{}})
	m.getRecords(nil, nil, 0)
	m.throttledRead(nil)
	m.subscribed("billing", true)
	m.pushed("billing", 1, 1, 1)
	m.broke("billing")
	m.report()
}
