package emulator_test

// How much a subscription is sent, and how often one may be made.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: no rate; one that holds when limits are off; a page that is counted as sent when the rate
// puts it off.
func TestAConsumerIsSentTwoMebibytesASecondOfAShard(t *testing.T) {
	for limits, consumers := range map[emulator.Limits][]string{emulator.Lenient: {"billing", "shipping"}, emulator.Off: {"billing"}} {
		inBubble(t, func(t *testing.T, w world) {
			w.emu.Limits = limits
			orders := w.emu.Stream("orders", 1)
			const records = 14
			for i := range records {
				orders.Put("k", fmt.Sprintf("%-1048575d", i)) // a mebibyte with its key
			}
			done := make(chan string)
			for _, name := range consumers {
				arn := w.consumer(name)
				go func() { done <- w.drain(arn, limits, records) }()
			}
			for range consumers {
				if wrong := <-done; wrong != "" {
					t.Errorf("limits %d: %s", limits, wrong)
				}
			}
		})
	}
}

// drain reads so many records of a mebibyte, subscribing again after five seconds, and tells what is
// wrong with their pace.
func (w world) drain(arn string, limits emulator.Limits, records int) string {
	start, read, from := time.Now(), 0, fromHorizon
	for read < records {
		sub, err := w.trySubscribe(arn, shard0, from)
		if err != nil {
			return err.Error()
		}
		for begin := time.Now(); read < records && time.Since(begin) < 5*time.Second; {
			event := sub.next()
			if event == nil {
				return "the subscription is over"
			}
			read += len(event.Records)
			from = after(event.ContinuationSequenceNumber)
			if passed := time.Since(start).Seconds(); limits != emulator.Off && float64(read) > 2*passed+2 {
				return fmt.Sprintf("%d MiB after %v s", read, passed)
			} else if passed > 60 {
				return fmt.Sprintf("only %d records came", read)
			}
		}
		_ = sub.stream.Close()
	}
	took, want := time.Since(start), time.Duration(records)*time.Second/2
	if limits == emulator.Off {
		want = 0
	}
	if took > want {
		return fmt.Sprintf("%d MiB took %v, want %v at most", records, took, want)
	}
	return ""
}

// Broken by: a page of one MiB at most, whatever the record; a page without a bound.
func TestAnEventIsAsLargeAsClientsCanTake(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		must[*kinesis.CreateStreamOutput](w)(w.api.CreateStream(t.Context(), &kinesis.CreateStreamInput{
			StreamName: new("orders"), ShardCount: new(int32(1)), MaxRecordSizeInKiB: new(int32(10240))}))
		put := func(n int, data string) {
			in := &kinesis.PutRecordsInput{StreamName: new("orders")}
			for range n {
				in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), Data: []byte(data)})
			}
			must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(t.Context(), in))
		}
		for range 20 {
			put(500, "small")
		}
		put(1, strings.Repeat("x", 10<<20-1))
		put(1, "last")
		sub := w.subscribe(w.consumer("billing"), shard0, fromHorizon)
		var sizes []int
		for read := 0; read < 10_002; {
			event := sub.event()
			sizes, read = append(sizes, len(event.Records)), read+len(event.Records)
			if len(event.Records) > 5000 {
				t.Errorf("an event has %d records", len(event.Records))
			}
			if len(event.Records[0].Data) > 1<<20 && len(event.Records) > 1 {
				t.Error("a large record came in company")
			}
		}
		if len(sizes) > 12 {
			t.Errorf("10,002 records came in %v", sizes)
		}
	})
}

// Broken by: a call a second in any mode; a rate that shards share.
func TestStrictLimitsASubscriptionToOneCallASecond(t *testing.T) {
	for _, limits := range []emulator.Limits{emulator.Strict, emulator.Lenient} {
		inBubble(t, func(t *testing.T, w world) {
			w.emu.Limits = limits
			w.emu.Stream("orders", 2)
			arn := w.consumer("billing")
			w.subscribe(arn, shard0, fromHorizon)
			w.subscribe(arn, shard1, fromHorizon)
			time.Sleep(time.Second - time.Millisecond)
			_, err := w.trySubscribe(arn, shard0, fromHorizon)
			if limits == emulator.Strict {
				w.wantRefusal("within a second", err, "LimitExceededException", "billing")
			} else {
				w.wantRefusal("within a second", err, "ResourceInUseException", "billing")
			}
			time.Sleep(time.Millisecond)
			_, err = w.trySubscribe(arn, shard0, fromHorizon)
			w.wantRefusal("after a second", err, "ResourceInUseException", "billing")
		})
	}
}
