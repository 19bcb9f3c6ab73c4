package page

// What a page costs, beside the SDK's own decoder. Compare those of one run, not times of two.

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// batch is what a worker makes of a page.
type batch []processor.Record

func (b *batch) Grow(n int) {
	if cap(*b)-len(*b) < n {
		*b = append(make([]processor.Record, 0, len(*b)+n), *b...)
	}
}

func (b *batch) Add(r *Record) {
	at, err := checkpoint.At(r.SequenceNumber, 0)
	if err != nil {
		return // seen by the number of records
	}
	*b = append(*b, processor.Record{Data: r.Data, PartitionKey: r.PartitionKey, Position: at, Arrived: r.Arrived})
}

// With "again" the slice of records is that of the page before, so that what is left is the decoder.
func BenchmarkPage(b *testing.B) {
	for _, c := range []struct{ records, size int }{{10_000, 200}, {2000, 1024}, {1000, 200}} {
		for _, e := range encodings() {
			document := e.write(sample(c.records, c.size))
			var all batch
			read := func(document []byte) (int, error) {
				_, err := e.read(document, &all)
				return len(all), err
			}
			b.Run(fmt.Sprintf("%dx%dB/%s", c.records, c.size, e.name), func(b *testing.B) {
				measure(b, document, c.records, func(document []byte) (int, error) { all = nil; return read(document) })
			})
			b.Run(fmt.Sprintf("%dx%dB/%s/again", c.records, c.size, e.name), func(b *testing.B) {
				measure(b, document, c.records, func(document []byte) (int, error) { all = all[:0]; return read(document) })
			})
		}
		document := inJSON("NextShardIterator", sample(c.records, c.size))
		b.Run(fmt.Sprintf("%dx%dB/SDK", c.records, c.size), func(b *testing.B) {
			measure(b, document, c.records, func(document []byte) (int, error) {
				var out kinesis.GetRecordsOutput
				err := readSDK(document, &out)
				return len(out.Records), err
			})
		})
		payload := inJSON("ContinuationSequenceNumber", sample(c.records, c.size))
		b.Run(fmt.Sprintf("%dx%dB/SDK-event", c.records, c.size), func(b *testing.B) {
			measure(b, payload, c.records, func(payload []byte) (int, error) {
				event, err := readEventSDK(payload) // with its frame
				if err != nil {
					return 0, err
				}
				return len(event.Records), nil
			})
		})
	}
}

// measure gives read a fresh copy of the document each time, which is not counted.
func measure(b *testing.B, document []byte, records int, read func([]byte) (int, error)) {
	b.ReportAllocs()
	b.SetBytes(int64(len(document)))
	fresh := make([]byte, len(document))
	for b.Loop() {
		b.StopTimer()
		copy(fresh, document)
		b.StartTimer()
		n, err := read(fresh)
		if err != nil || n != records {
			b.Fatalf("%d records, %v, want %d", n, err, records)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*records), "ns/record")
}
