package emulator_test

// What the tests of enhanced fan-out stand on: consumers of the stream orders, and subscriptions whose
// events are taken one by one.

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func register(name string) *kinesis.RegisterStreamConsumerInput {
	return &kinesis.RegisterStreamConsumerInput{StreamARN: new(ordersARN), ConsumerName: &name}
}

// consumer registers a consumer and tells its ARN.
func (w world) consumer(name string) string {
	w.Helper()
	return *must[*kinesis.RegisterStreamConsumerOutput](w)(w.api.RegisterStreamConsumer(w.Context(), register(name))).Consumer.ConsumerARN
}

var (
	fromHorizon = &types.StartingPosition{Type: types.ShardIteratorTypeTrimHorizon}
	fromLatest  = &types.StartingPosition{Type: types.ShardIteratorTypeLatest}
)

// after is the position behind a sequence number.
func after(number *string) *types.StartingPosition {
	return &types.StartingPosition{Type: types.ShardIteratorTypeAfterSequenceNumber, SequenceNumber: number}
}

// trySubscribe subscribes and tells what the service answers.
func (w world) trySubscribe(arn, shard string, from *types.StartingPosition, set ...func(*kinesis.SubscribeToShardInput)) (*subscription, error) {
	w.Helper()
	in := &kinesis.SubscribeToShardInput{ConsumerARN: &arn, ShardId: &shard, StartingPosition: from}
	for _, f := range set {
		f(in)
	}
	out, err := subscriber(w.api).SubscribeToShard(w.Context(), in)
	if err != nil {
		return nil, err
	}
	w.Cleanup(func() { _ = out.GetStream().Close() }) // a stream that broke says so here too
	return &subscription{w, out.GetStream()}, nil
}

// subscriber is a client for one subscription: the events of two of one client go through a decoder that
// they share, which the race detector sees.
func subscriber(api *kinesis.Client) *kinesis.Client { return kinesis.New(api.Options()) }

// subscribe subscribes.
func (w world) subscribe(arn, shard string, from *types.StartingPosition) *subscription {
	w.Helper()
	return must[*subscription](w)(w.trySubscribe(arn, shard, from))
}

// A subscription is a client's end of one.
type subscription struct {
	world
	stream *kinesis.SubscribeToShardEventStream
}

// next waits for an event; nil is the end of the stream.
func (s *subscription) next() *types.SubscribeToShardEvent {
	event, ok := <-s.stream.Events()
	if !ok {
		return nil
	}
	return &event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent).Value
}

// event waits for an event, and ends the test if there is none.
func (s *subscription) event() *types.SubscribeToShardEvent {
	s.Helper()
	event := s.next()
	if event == nil {
		s.Fatalf("the subscription is over: %v", s.stream.Err())
	}
	return event
}

// end reads to the end: the data of every record and the number to go on from, which is nil at the
// end of a shard.
func (s *subscription) end() (data string, goOn *string, children []types.ChildShard, err error) {
	var all []string
	for event := s.next(); event != nil; event = s.next() {
		if d := said(event); d != "" {
			all = append(all, d)
		}
		goOn, children = event.ContinuationSequenceNumber, event.ChildShards
	}
	return strings.Join(all, " "), goOn, children, s.stream.Err()
}

// said is what the records of an event say, joined by blanks.
func said(event *types.SubscribeToShardEvent) string {
	return data(&kinesis.GetRecordsOutput{Records: event.Records})
}

// wantEnd reads to the end, which must be clean, or with the exception and a part of its message.
func (s *subscription) wantEnd(what, exception, part string) {
	s.Helper()
	_, _, _, err := s.end()
	s.wantRefusal(what, err, exception, part)
}

// took tells how long something takes.
func took(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
