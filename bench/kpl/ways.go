package main

// The ways to do it.

import (
	"crypto/md5"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/awslabs/kinesis-aggregation/go/v2/deaggregator"
	"github.com/awslabs/kinesis-aggregation/go/v2/records"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
)

const sequence = "49590338271490256608559692538361571095921575989136588898"

// A way is one of them, with how many records it handles at a time.
type way struct {
	name    string
	records int
	run     func() error
}

// ways of unpacking and of packing. The first of each group is what the others are compared with.
func (s setting) ways() [][]way {
	return [][]way{
		{
			{"unpack: awslabs/kinesis-aggregation", pages * len(s.records), s.unpackAWSLabs()},
			{"unpack: kpl.Deaggregate", pages * len(s.records), s.unpackOurs(kpl.Range{}, false)},
			{"unpack: kpl.Deaggregate, room used again", pages * len(s.records), s.unpackOurs(kpl.Range{}, true)},
			{"unpack: the same, and half of the keys filtered", pages * len(s.records), s.unpackOurs(half(), true)},
		},
		{
			{"pack: awslabs' records, proto.Marshal", len(s.records), s.packAWSLabs},
			{"pack: kpl.Aggregator", len(s.records), s.packOurs()},
		},
	}
}

// half is a range that filters, so that each key is looked at.
func half() kpl.Range {
	r, err := kpl.ParseRange("0", "170141183460469231731687303715884105727")
	if err != nil {
		return kpl.Range{}
	}
	return r
}

func (s setting) unpackAWSLabs() func() error {
	in := slices.Repeat([]types.Record{{
		Data: s.packed, PartitionKey: new("a"), SequenceNumber: new(sequence), ApproximateArrivalTimestamp: new(time.Now()),
	}}, pages)
	return func() error {
		out, err := deaggregator.DeaggregateRecords(in)
		if err == nil && len(out) != pages*len(s.records) {
			err = fmt.Errorf("kpl: awslabs gives %d records", len(out))
		}
		return err
	}
}

// unpackOurs has a slice of its own each time, as the other way, or uses one again, as a worker does.
func (s setting) unpackOurs(shard kpl.Range, again bool) func() error {
	at, err := checkpoint.At(sequence, 0)
	in := slices.Repeat([]processor.Record{{Data: s.packed, PartitionKey: "a", Position: at, Arrived: time.Now()}}, pages)
	var into []processor.Record
	return func() error {
		out, dropped, damaged := kpl.Deaggregate(in, shard, into)
		if again {
			into = out[:0]
		}
		if len(out)+dropped != pages*len(s.records) || len(damaged) > 0 {
			return fmt.Errorf("kpl: ours gives %d records, %d dropped, %v", len(out), dropped, damaged)
		}
		return err
	}
}

// packAWSLabs is what one writes who has awslabs' types of the format: it has no aggregator.
func (s setting) packAWSLabs() error {
	_, err := marshal(s.records)
	return err
}

func marshal(list []kpl.UserRecord) ([]byte, error) {
	var message records.AggregatedRecord
	places := map[string]uint64{}
	for _, r := range list {
		place, known := places[r.PartitionKey]
		if !known {
			place = uint64(len(places))
			places[r.PartitionKey] = place
			message.PartitionKeyTable = append(message.PartitionKeyTable, r.PartitionKey)
		}
		message.Records = append(message.Records, &records.Record{PartitionKeyIndex: &place, Data: r.Data})
	}
	body, err := proto.Marshal(protoadapt.MessageV2Of(&message))
	if err != nil {
		return nil, err
	}
	sum := md5.Sum(body)
	return slices.Concat([]byte("\xf3\x89\x9a\xc2"), body, sum[:]), nil
}

// packOurs keeps its Aggregator, as a producer does; it finds the shard of each record besides.
func (s setting) packOurs() func() error {
	var a kpl.Aggregator
	m, failed := everything()
	entries := a.Use(m, nil)
	return func() error {
		entries = entries[:0]
		for _, r := range s.records {
			var err error
			if entries, err = a.Add(r, entries); err != nil {
				return err
			}
		}
		if entries = a.Flush(entries); len(entries) != 1 {
			return fmt.Errorf("kpl: ours packs %d aggregates", len(entries))
		}
		return failed
	}
}

// rows measures the ways of s, round by round.
func (s setting) rows(rounds int) (rows [][]string) {
	for _, group := range s.ways() {
		results := make([][]testing.BenchmarkResult, len(group))
		for range rounds {
			for i, w := range group {
				results[i] = append(results[i], w.measure())
			}
		}
		first := median(results[0])
		for i, w := range group {
			rows = append(rows, w.row(s.name, median(results[i]), first))
		}
	}
	return rows
}

func (w way) measure() testing.BenchmarkResult {
	return testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := w.run(); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func (w way) row(setting string, r, first testing.BenchmarkResult) []string {
	n := float64(w.records)
	return []string{
		setting, w.name, fmt.Sprintf("%.2f", float64(r.NsPerOp())/float64(first.NsPerOp())), fmt.Sprintf("%.0f", float64(r.NsPerOp())/n),
		fmt.Sprintf("%.0f", float64(r.AllocedBytesPerOp())/n), fmt.Sprintf("%.3f", float64(r.AllocsPerOp())/n),
	}
}

func median(results []testing.BenchmarkResult) testing.BenchmarkResult {
	sorted := slices.SortedFunc(slices.Values(results), func(a, b testing.BenchmarkResult) int { return int(a.NsPerOp() - b.NsPerOp()) })
	return sorted[len(sorted)/2]
}
