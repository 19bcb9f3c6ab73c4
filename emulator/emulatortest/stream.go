package emulatortest

// One stream in the hands of a test. Its calls pass no hook, use up no rate and are in no report:
// they are the world, not what is tested. A call that fails marks the test as failed and gives zero
// values, so it may come from any goroutine.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// A Stream is a stream of an Emulator.
type Stream struct {
	Name   string
	shards int // as created, unless on demand
	t      testing.TB
	api    *kinesis.Client
	emu    *Emulator

	onDemand bool
}

// Put puts one record and tells where it went.
func (s *Stream) Put(key, data string) (shard, sequence string) {
	s.t.Helper()
	return s.put(&kinesis.PutRecordInput{PartitionKey: &key, Data: []byte(data)})
}

// PutAt puts one record at a place of the hash line, whatever its key.
func (s *Stream) PutAt(hashKey, key, data string) (shard, sequence string) {
	s.t.Helper()
	return s.put(&kinesis.PutRecordInput{PartitionKey: &key, ExplicitHashKey: &hashKey, Data: []byte(data)})
}

// PutTo puts one record into an open shard, whatever its key.
func (s *Stream) PutTo(shardID, key, data string) (sequence string) {
	s.t.Helper()
	shard := s.Shard(shardID)
	if shard == nil {
		return ""
	}
	went, sequence := s.PutAt(*shard.HashKeyRange.StartingHashKey, key, data)
	if went != shardID {
		s.t.Errorf("emulatortest: put to %s: it is closed, the record went to %s", shardID, went)
	}
	return sequence
}

func (s *Stream) put(in *kinesis.PutRecordInput) (shard, sequence string) {
	s.t.Helper()
	in.StreamName = &s.Name
	out, err := s.api.PutRecord(ctx(s.t), in)
	if s.failed("put to", err) {
		return "", ""
	}
	return *out.ShardId, *out.SequenceNumber
}

// Shards lists all shards, open and closed.
func (s *Stream) Shards() []types.Shard {
	s.t.Helper()
	var all []types.Shard
	in := &kinesis.ListShardsInput{StreamName: &s.Name}
	for {
		out, err := s.api.ListShards(ctx(s.t), in)
		if s.failed("list shards of", err) {
			return nil
		}
		all = append(all, out.Shards...)
		if out.NextToken == nil {
			return all
		}
		in = &kinesis.ListShardsInput{NextToken: out.NextToken}
	}
}

// Shard finds one shard by its ID, nil (and a failed test) if it is not listed.
func (s *Stream) Shard(id string) *types.Shard {
	s.t.Helper()
	for _, shard := range s.Shards() {
		if *shard.ShardId == id {
			return &shard
		}
	}
	s.t.Errorf("emulatortest: stream %s has no shard %s", s.Name, id)
	return nil
}

// Delete deletes the stream and waits until it is gone.
func (s *Stream) Delete() {
	s.t.Helper()
	_, err := s.api.DeleteStream(ctx(s.t), &kinesis.DeleteStreamInput{StreamName: &s.Name})
	if !s.failed("delete", err) {
		s.wait()
	}
}

// Recreate deletes the stream and creates it anew, with as many shards as it had at first. Its
// creation time is at least a second later.
func (s *Stream) Recreate() {
	s.t.Helper()
	s.Delete()
	s.create()
}

func (s *Stream) create() {
	s.t.Helper()
	_, err := s.api.CreateStream(ctx(s.t), s.shape())
	if !s.failed("create", err) {
		s.wait()
	}
}

// wait until the stream is ACTIVE or gone: at once, unless the emulator's states take time.
func (s *Stream) wait() {
	s.t.Helper()
	for {
		out, err := s.api.DescribeStreamSummary(ctx(s.t), &kinesis.DescribeStreamSummaryInput{StreamName: &s.Name})
		if err != nil || out.StreamDescriptionSummary.StreamStatus == types.StreamStatusActive {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *Stream) failed(what string, err error) bool {
	s.t.Helper()
	if err != nil {
		s.t.Errorf("emulatortest: %s stream %s: %v", what, s.Name, err)
	}
	return err != nil
}
