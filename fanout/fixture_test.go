package fanout

// What the tests share: a stream of one shard, a reader on it, and what it said.

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
)

const shard0 = "shardId-000000000000"

type world struct {
	*emulatortest.Emulator
	*Retriever
	orders *emulatortest.Stream
	said   *journal
	put    int
	t      *testing.T
}

func newWorld(t *testing.T) *world { return newLimitedWorld(t, emulator.Lenient) }

func newLimitedWorld(t *testing.T, limits emulator.Limits) *world {
	emu := emulatortest.New(t)
	emu.Limits = limits
	w := &world{Emulator: emu, said: new(journal), t: t}
	w.orders = emu.Stream("orders", 1)
	w.Retriever = &Retriever{Client: kinesis.NewFromConfig(emu.Config()), StreamName: "orders", Observe: w.said.note}
	return w
}

// newFanOutWorld is one whose consumer of enhanced fan-out is looked after.
func newFanOutWorld(t *testing.T) *world {
	w := newWorld(t)
	client := kinesis.NewFromConfig(w.Config())
	w.Consumer = &Consumer{Client: client, StreamARN: w.arn(), Name: "billing", Observe: w.said.note}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var run sync.WaitGroup
	run.Go(func() { w.Run(ctx) })
	t.Cleanup(func() { stop(); run.Wait() })
	return w
}

// arn is the stream's.
func (w *world) arn() string {
	w.t.Helper()
	out, err := kinesis.NewFromConfig(w.Backstage()).DescribeStreamSummary(w.t.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")})
	if err != nil {
		w.t.Fatal(err)
	}
	return *out.StreamDescriptionSummary.StreamARN
}

// Put puts n records, which bear the numbers from 0 on.
func (w *world) Put(n int) {
	for range n {
		w.orders.Put("k", fmt.Sprint(w.put))
		w.put++
	}
}

// open opens the shard for the length of the test.
func (w *world) open(from From) *Source {
	s := w.Open(shard0, from)
	w.t.Cleanup(s.Close)
	return s
}

// wants reads until all records that were put have come, in their order, each once.
func (w *world) wants(s *Source, from int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Hour)
	defer cancel()
	for next := from; next < w.put; {
		p, err := s.Next(ctx)
		if err != nil {
			w.t.Fatalf("record %d of %d has not come: %v", next, w.put, err)
		}
		for _, r := range p.Records {
			if got, want := string(r.Data), fmt.Sprint(next); got != want {
				w.t.Fatalf("got record %s, want %s", got, want)
			}
			next++
		}
	}
	// Whatever is still on its way must not bear a record a second time.
	for range 3 {
		if p := w.page(s); len(p.Records) > 0 || p.End {
			w.t.Fatalf("behind the last record: %d records, end = %t", len(p.Records), p.End)
		}
	}
}

// page is the next page.
func (w *world) page(s *Source) processor.Page {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), time.Hour)
	defer cancel()
	p, err := s.Next(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// A journal keeps what was observed.
type journal struct {
	sync.Mutex
	events []Event
}

func (j *journal) note(e Event) {
	j.Lock()
	defer j.Unlock()
	j.events = append(j.events, e)
}

// of are the events of one kind.
func of[E Event](j *journal) (all []E) {
	j.Lock()
	defer j.Unlock()
	for _, e := range j.events {
		if e, ok := e.(E); ok {
			all = append(all, e)
		}
	}
	return all
}

// entry is a record that bears a number.
func entry(n int) types.PutRecordsRequestEntry {
	return types.PutRecordsRequestEntry{Data: fmt.Append(nil, n), PartitionKey: new("k")}
}

// iterator is one of the shard's beginning.
func (w *world) iterator() *string {
	w.t.Helper()
	out, err := kinesis.NewFromConfig(w.Backstage()).GetShardIterator(w.t.Context(), &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.ShardIterator
}

// dated is a service whose clock says something else.
type dated struct {
	aws.HTTPClient
	now time.Time
}

func (d dated) Do(req *http.Request) (*http.Response, error) {
	out, err := d.HTTPClient.Do(req)
	if err == nil {
		out.Header.Set("Date", d.now.UTC().Format(http.TimeFormat))
	}
	return out, err
}
