package page

// Events of a subscription as the emulator sends them, read by the SDK's client and by ours.

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go/eventstream"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// Broken by: a Next that is the iterator's; children of an event that are left out; a record that keeps
// what the one before had.
func TestEventsAreReadAsTheSDKsClientReadsThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		orders := emu.Stream("orders", 1)
		cfg, heard := emu.Config(), new(tape)
		cfg.HTTPClient = recorder{cfg.HTTPClient, heard}
		api := kinesis.NewFromConfig(cfg)
		registered, err := api.RegisterStreamConsumer(t.Context(), &kinesis.RegisterStreamConsumerInput{
			StreamARN: new("arn:aws:kinesis:us-east-1:000000000000:stream/orders"), ConsumerName: new("one"),
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		for _, data := range []string{"a", "ab", "abc", "\x00\xff\xfe", "a longer one than a word of eight, with many \x80\x81\x82"} {
			orders.Put("ключ \"\\\n 😀 </>&", data)
		}
		heard.Reset()
		want := subscribe(t, api, *registered.Consumer.ConsumerARN, func() {
			time.Sleep(10 * time.Second)
			orders.Put("b", "behind the first")
			orders.Split("shardId-000000000000")
		})
		got := payloads(t, heard)
		if len(got) != len(want) {
			t.Fatalf("%d events, and the SDK has %d", len(got), len(want))
		}
		children, records := 0, 0
		for i, event := range want {
			k := new(kept)
			p, err := ReadEvent(got[i], k)
			if err != nil {
				t.Fatal(err)
			}
			wantPageOf, wantRecords := pageOf(event.Records, event.ChildShards, event.ContinuationSequenceNumber, event.MillisBehindLatest)
			wantPage(t, "event", p, k.records, wantPageOf, wantRecords)
			children += len(p.Children)
			records += p.Records
		}
		if records != 6 || children != 2 {
			t.Errorf("%d records and %d children, want 6 and 2", records, children)
		}
	})
}

// subscribe reads a shard to its end by the SDK; meanwhile happens.
func subscribe(t *testing.T, api *kinesis.Client, consumer string, meanwhile func()) (all []types.SubscribeToShardEvent) {
	t.Helper()
	out, err := api.SubscribeToShard(t.Context(), &kinesis.SubscribeToShardInput{
		ConsumerARN: &consumer, ShardId: new("shardId-000000000000"),
		StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeTrimHorizon},
	})
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(meanwhile)
	for event := range out.GetStream().Events() {
		all = append(all, event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent).Value)
	}
	running.Wait()
	if err := errors.Join(out.GetStream().Err(), out.GetStream().Close()); err != nil {
		t.Error(err)
	}
	return all
}

// A tape has what was answered.
type tape struct {
	sync.Mutex
	bytes.Buffer
}

func (t *tape) Write(p []byte) (int, error) {
	t.Lock()
	defer t.Unlock()
	return t.Buffer.Write(p)
}

type recorder struct {
	next aws.HTTPClient
	tape *tape
}

func (r recorder) Do(req *http.Request) (*http.Response, error) {
	resp, err := r.next.Do(req)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(resp.Body, r.tape), resp.Body}
	}
	return resp, err
}

// payloads are those of the events on a tape.
func payloads(t *testing.T, from *tape) (all [][]byte) {
	t.Helper()
	from.Lock()
	defer from.Unlock()
	decoder := eventstream.NewDecoder()
	for {
		message, err := decoder.Decode(&from.Buffer, nil)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if kind := message.Headers.Get(eventstream.EventTypeHeader); kind != nil && kind.String() == "SubscribeToShardEvent" {
			all = append(all, message.Payload)
		}
	}
}
