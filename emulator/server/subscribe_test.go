package server_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// Records are pushed over every protocol while the subscriptions are open, and a stop of the server
// ends them all.
//
// Broken by: requests whose context does not end with Run's.
func TestSubscriptionsArePushedOverEveryProtocolUntilTheStop(t *testing.T) {
	w := start(t, &server.Server{
		Streams: orders(), Emulator: &emulator.Emulator{Limits: emulator.Off}, StopTimeout: time.Hour, // far too long for what this test may take
	})
	var open []*kinesis.SubscribeToShardEventStream
	for i, by := range ways() {
		api, _ := w.client(by)
		stream := w.subscribe(api, fmt.Sprint("consumer-", i))
		defer stream.Close()
		open = append(open, stream)
	}
	api, _ := w.client(ways()[0])
	if _, err := api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: []byte("pushed")}); err != nil {
		t.Fatal(err)
	}
	for i, by := range ways() {
		if got := next(open[i]); got != "pushed" {
			t.Errorf("%s: the subscription brings %q, %v", by.name, got, open[i].Err())
		}
	}
	if err := w.stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	for i, by := range ways() {
		if got := next(open[i]); got != "" {
			t.Errorf("%s: after the stop the subscription brings %q", by.name, got)
		}
	}
}

// subscribe registers a consumer and subscribes it to what is put from now on.
func (w world) subscribe(api *kinesis.Client, name string) *kinesis.SubscribeToShardEventStream {
	w.Helper()
	made, err := api.RegisterStreamConsumer(w.Context(), &kinesis.RegisterStreamConsumerInput{
		ConsumerName: &name, StreamARN: new("arn:aws:kinesis:us-east-1:000000000000:stream/orders")})
	if err != nil {
		w.Fatal(err)
	}
	out, err := api.SubscribeToShard(w.Context(), &kinesis.SubscribeToShardInput{
		ConsumerARN: made.Consumer.ConsumerARN, ShardId: new(shard0),
		StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeLatest},
	})
	if err != nil {
		w.Fatal(err)
	}
	return out.GetStream()
}

// next is the data of the next record, "" if the subscription ends before one comes.
func next(stream *kinesis.SubscribeToShardEventStream) string {
	for event := range stream.Events() {
		if event, is := event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent); is && len(event.Value.Records) > 0 {
			return string(event.Value.Records[0].Data)
		}
	}
	return ""
}
