package stream_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
	"github.com/shardkeeper/shardkeeper/processor/sink"
	"github.com/shardkeeper/shardkeeper/processor/sink/stream"
)

func letter(data string) *processor.Letter {
	r := processortest.Records(data)[0]
	r.ExplicitHashKey = "170141183460469231731687303715884105728" // the second of two shards
	return &processor.Letter{
		Shard: processor.Shard{Stream: "orders", ID: "shardId-000000000000"}, Record: r,
		Err: errors.New("no such account"), Attempts: 3,
	}
}

// Broken by: Put without ExplicitHashKey; with the shard as the key.
func TestALetterIsARecordUnderItsKey(t *testing.T) {
	emu := emulatortest.New(t)
	emu.Stream("dead", 2)
	client := kinesis.NewFromConfig(emu.Config())
	if err := (&stream.Stream{Client: client, Name: "dead"}).Put(t.Context(), letter("pay")); err != nil {
		t.Fatal(err)
	}
	records := in(t, client, "shardId-000000000001")
	if len(records) != 1 || *records[0].PartitionKey != "key" {
		t.Fatalf("%d records in the second shard, want 1 under its key", len(records))
	}
	var line sink.Line
	if err := json.Unmarshal(records[0].Data, &line); err != nil || string(line.Data) != "pay" || line.Error != "no such account" {
		t.Errorf("%s, %v; want the line of the letter", records[0].Data, err)
	}
}

func in(t *testing.T, client *kinesis.Client, shard string) []types.Record {
	t.Helper()
	it, err := client.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{StreamName: aws.String("dead"), ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon})
	if err != nil {
		t.Fatal(err)
	}
	out, err := client.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: it.ShardIterator})
	if err != nil {
		t.Fatal(err)
	}
	return out.Records
}

// Broken by: Put whose limit leaves no room for the partition key.
func TestTheLargestLetterFitsAndALargerOneIsRefused(t *testing.T) {
	emu := emulatortest.New(t)
	emu.Stream("dead", 2)
	s := &stream.Stream{Client: kinesis.NewFromConfig(emu.Config()), Name: "dead"}
	bare, err := sink.Encode(letter(""), 0, false)
	if err != nil {
		t.Fatal(err)
	}
	// `,"data":"` and `"` around a base64 of four bytes for three.
	most := (stream.MaxRecord - len("key") - len(bare) - len(`,"data":""`)) / 4 * 3
	if err := s.Put(t.Context(), letter(strings.Repeat("x", most))); err != nil {
		t.Errorf("%d bytes: %v, want them put", most, err)
	}
	err = s.Put(t.Context(), letter(strings.Repeat("x", most+1)))
	if !errors.Is(err, sink.ErrTooLarge) || !processor.IsFinal(err) {
		t.Errorf("%d bytes: %v, want a final ErrTooLarge", most+1, err)
	}
	s.OmitData = true
	if err := s.Put(t.Context(), letter(strings.Repeat("x", most+1))); err != nil {
		t.Errorf("without its data: %v, want it put", err)
	}
}

// Broken by: Put that hides what the service says.
func TestAStreamThatIsNotThereIsTriedAgain(t *testing.T) {
	emu := emulatortest.New(t)
	s := &stream.Stream{Client: kinesis.NewFromConfig(emu.Config()), Name: "dead"}
	err := s.Put(t.Context(), letter("pay"))
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); !gone || processor.IsFinal(err) {
		t.Errorf("%v, want ResourceNotFoundException, not final", err)
	}
}
