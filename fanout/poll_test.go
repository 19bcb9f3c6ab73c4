package fanout

// Polling through the SDK and the emulator: where reading begins, and how it asks.

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
)

func TestRecordsArriveOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(100)
		s := w.open(From{})
		w.wants(s, 0)
		time.Sleep(10 * time.Second)
		w.Put(100)
		w.wants(s, 100)
	})
}

func TestAStoredPositionComesAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(5)
		_, number := w.orders.Put("k", "5")
		w.put++
		w.Put(5)
		for _, sub := range []uint64{0, 3} {
			at, err := checkpoint.At(number, sub)
			if err != nil {
				t.Fatal(err)
			}
			s := w.open(From{Position: at})
			w.wants(s, 5) // Broken by: AFTER_SEQUENCE_NUMBER, which loses what is behind the third of an aggregate.
			s.Close()
		}
	})
}

func TestLatestIsOnePlaceHoweverOftenItIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, from := range []checkpoint.Position{checkpoint.Latest(), checkpoint.AtTimestamp()} {
			w := newWorld(t)
			w.orders.Put("k", "too early")
			time.Sleep(time.Second)
			at := time.Now()
			time.Sleep(time.Minute)
			w.Put(3)
			w.wants(w.open(From{Position: from, At: at}), 0) // Broken by: an iterator of type LATEST.
			w.wants(w.open(From{Position: from, At: at}), 0)
			w.orders.Delete()
		}
	})
}

func TestAReaderBehindAsksForFullPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for range 40 {
			in := &kinesis.PutRecordsInput{StreamName: &w.StreamName}
			for range 500 {
				in.Records = append(in.Records, entry(w.put))
				w.put++
			}
			if _, err := kinesis.NewFromConfig(w.Backstage()).PutRecords(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		began := time.Now()
		s := w.open(From{})
		for next := 0; next < w.put; {
			next += len(w.page(s).Records)
		}
		// Broken by: a DefaultLimit of 100 (50 s).
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%d records took %v", w.put, took)
		}
	})
}

func TestOnlyOneCallASecondWhenCaughtUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var calls atomic.Int32
		w.Emulator.Observe("GetRecords", func(emulator.Call) { calls.Add(1) })
		s := w.open(From{})
		go func() {
			for {
				if _, err := s.Next(t.Context()); err != nil {
					return
				}
			}
		}()
		time.Sleep(time.Minute)
		if n := calls.Load(); n < 55 || n > 62 { // Broken by: answered without the interval (240).
			t.Errorf("%d calls in a minute, want 60", n)
		}
	})
}

func TestCaughtUpIsAnAnswerWithNothingBehindIt(t *testing.T) {
	for _, c := range []struct {
		answer
		want bool
	}{
		{answer{}, true},
		{answer{count: 7}, true},
		{answer{behind: time.Millisecond}, false},
		{answer{full: true}, false}, // Broken by: caughtUp() that believes a full page; some emulators never say that there is more.
		{paged(new(kinesis.GetRecordsOutput), &intake{records: make([]processor.Record, 3)}, 3, epoch, epoch), false}, // Broken by: a page that is never full.
		{event{records: make([]processor.Record, DefaultLimit)}.answer(), false},                                      // Broken by: an event that is never full.
		{event{records: make([]processor.Record, DefaultLimit-1)}.answer(), true},
	} {
		if got := c.caughtUp(); got != c.want {
			t.Errorf("%d records, %v behind, full = %t: caught up = %t, want %t", c.count, c.behind, c.full, got, c.want)
		}
	}
}

func TestAnARNIsOnEveryCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(3)
		arn := "arn:aws:kinesis:us-east-1:000000000000:stream/orders"
		for _, operation := range []string{"GetShardIterator", "GetRecords"} {
			w.Emulator.Observe(operation, func(c emulator.Call) {
				var got string
				if json.Unmarshal(c.Member("StreamARN"), &got); got != arn { // Broken by: a GetRecords without it.
					t.Errorf("%s: StreamARN is %q", operation, got)
				}
			})
		}
		w.Retriever.StreamARN, w.Retriever.StreamName = arn, ""
		// Another account's reader has nothing but the ARN to go by.
		w.Retriever.Client = kinesis.NewFromConfig(w.ConfigFor("111111111111"))
		w.wants(w.open(From{}), 0)
	})
}

func TestValidateReportsAllMistakes(t *testing.T) {
	got := (&Retriever{Interval: time.Millisecond, Limit: 10_001, Attempt: -1}).Validate()
	if n := len(got.(interface{ Unwrap() []error }).Unwrap()); n != 5 {
		t.Errorf("%d mistakes, want 5: %v", n, got)
	}
	if err := (&Retriever{Client: new(kinesis.Client), StreamName: "orders"}).Validate(); err != nil {
		t.Errorf("a reader with defaults: %v", err)
	}
}
