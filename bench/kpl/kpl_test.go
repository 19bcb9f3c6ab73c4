package main

// Ours beside the protocol buffers of Google and the types of awslabs.

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/awslabs/kinesis-aggregation/go/v2/records"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
)

// Broken by: fields of a record in another order.
func TestTheAggregatorWritesWhatMarshalWrites(t *testing.T) {
	for _, s := range cases() {
		want, err := marshal(s.records)
		if err != nil || len(s.records) < 40 || !bytes.Equal(s.packed, want) {
			t.Errorf("%s: %d records in %d bytes, want those %d bytes; %v", s.name, len(s.records), len(s.packed), len(want), err)
		}
	}
}

func TestEveryWayWorks(t *testing.T) {
	for _, s := range cases() {
		for _, w := range slices.Concat(s.ways()...) {
			if err := w.run(); err != nil {
				t.Errorf("%s: %s: %v", s.name, w.name, err)
			}
		}
	}
}

// Whatever a message is: it is read as Google's library reads it, or refused as there; and refused besides
// where it names keys that it does not have, where it has no records, or groups a hundred deep.
func FuzzMessagesAreReadAsByProtobuf(f *testing.F) {
	s := newSetting("seed", 10, 3)
	f.Add(s.packed[4 : len(s.packed)-16][:40])
	f.Add([]byte("\x0a\x01a\x12\x0242\x1a\x0e\x08\x00\x10\x00\x1a\x02yo\x22\x04\x0a\x02\x6b\x6b"))
	f.Add([]byte("\x0a\x01a\x7b\x08\x01\x83\x01\x84\x01\x7c\x1a\x04\x08\x00\x1a\x00\x79\x01\x02\x03\x04\x05\x06\x07\x08\x7d\x01\x02\x03\x04"))
	at, err := checkpoint.At(sequence, 0)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		sum := md5.Sum(message)
		whole := processor.Record{Data: slices.Concat([]byte("\xf3\x89\x9a\xc2"), message, sum[:]), Position: at}
		got, _, damaged := kpl.Deaggregate([]processor.Record{whole}, kpl.Range{}, nil)
		want, sound := theirs(message)
		if len(damaged) > 0 {
			if sound && !strings.HasSuffix(damaged[0].Err.Error(), "nested too deep") {
				t.Fatalf("damaged: %v; want %q", damaged[0].Err, want)
			}
			return
		}
		if !sound || fmt.Sprint(ours(got)) != fmt.Sprint(want) {
			t.Fatalf("%q, want %q, sound: %t", ours(got), want, sound)
		}
	})
}

func ours(list []processor.Record) (texts []string) {
	for _, r := range list {
		texts = append(texts, fmt.Sprintf("%q %q %q %q", r.PartitionKey, r.ExplicitHashKey, r.Data, r.Tags()))
	}
	return texts
}

// theirs is what awslabs' types hold of a message, if it is one, and has all that its records name.
func theirs(message []byte) (texts []string, sound bool) {
	var m records.AggregatedRecord
	if err := proto.Unmarshal(message, protoadapt.MessageV2Of(&m)); err != nil || len(m.Records) == 0 {
		return nil, false
	}
	for _, r := range m.Records {
		var hash string
		if r.GetPartitionKeyIndex() >= uint64(len(m.PartitionKeyTable)) {
			return nil, false
		}
		if r.ExplicitHashKeyIndex != nil {
			if r.GetExplicitHashKeyIndex() >= uint64(len(m.ExplicitHashKeyTable)) {
				return nil, false
			}
			hash = m.ExplicitHashKeyTable[r.GetExplicitHashKeyIndex()]
		}
		var tags []processor.Tag
		for _, tag := range r.Tags {
			tags = append(tags, processor.Tag{Key: tag.GetKey(), Value: tag.GetValue()})
		}
		texts = append(texts, fmt.Sprintf("%q %q %q %q", m.PartitionKeyTable[r.GetPartitionKeyIndex()], hash, r.Data, tags))
	}
	return texts, true
}
