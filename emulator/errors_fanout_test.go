package emulator_test

// How the exceptions of enhanced fan-out are provoked: of its operations, and within a subscription.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// registered registers a consumer of the stream orders, by the hands of the test.
func (w world) registered(name string) *string {
	w.Helper()
	return must[*kinesis.RegisterStreamConsumerOutput](w)(w.hands().RegisterStreamConsumer(w.Context(), register(name))).Consumer.ConsumerARN
}

func fanOutErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		riu = "ResourceInUseException"
	)
	return map[string]tried{
		"RegisterStreamConsumer": {
			request: func(world) any { return register("app") },
			refused: map[string]provocation{
				ia: with("invalid characters", func(_ world, in *kinesis.RegisterStreamConsumerInput) { in.Tags = map[string]string{"a!": ""} }),
			},
		},
		"DescribeStreamConsumer": {
			request: func(w world) any { return &kinesis.DescribeStreamConsumerInput{ConsumerARN: w.registered("app")} },
			refused: map[string]provocation{
				ia: with("ConsumerARN", func(_ world, in *kinesis.DescribeStreamConsumerInput) { in.ConsumerARN = nil }),
			},
		},
		"DeregisterStreamConsumer": {
			request: func(w world) any { return &kinesis.DeregisterStreamConsumerInput{ConsumerARN: w.registered("app")} },
			refused: map[string]provocation{
				ia: with("ConsumerARN", func(_ world, in *kinesis.DeregisterStreamConsumerInput) { in.ConsumerARN = nil }),
			},
		},
		"ListStreamConsumers": {
			request: func(w world) any {
				w.registered("app")
				w.registered("audit")
				return &kinesis.ListStreamConsumersInput{StreamARN: new(ordersARN)}
			},
			refused: map[string]provocation{
				ia: with("Invalid NextToken", func(_ world, in *kinesis.ListStreamConsumersInput) { in.NextToken = new("made up") }),
			},
		},
		"SubscribeToShard": {
			request: func(w world) any {
				return &kinesis.SubscribeToShardInput{ConsumerARN: w.registered("app"), ShardId: new(shard0), StartingPosition: fromLatest}
			},
			refused: map[string]provocation{
				ia: with("AT_TIMESTAMP", func(_ world, in *kinesis.SubscribeToShardInput) {
					in.StartingPosition = &types.StartingPosition{Type: types.ShardIteratorTypeAtTimestamp}
				}),
				riu: with("Another active subscription", func(w world, in *kinesis.SubscribeToShardInput) {
					if err := w.call(in); err != nil {
						w.Error(err)
					}
				}),
			},
		},
	}
}

// eventErrors is what ends a subscription with each of the exceptions that the model declares for its
// events.
func eventErrors() map[string]func(world, *kinesis.SubscribeToShardInput) {
	type in = *kinesis.SubscribeToShardInput
	key := func(state emulator.KeyState) func(world, in) {
		return func(w world, _ in) {
			must[*kinesis.StartStreamEncryptionOutput](w)(w.hands().StartStreamEncryption(w.Context(), encrypting()))
			w.emu.Key(errorKey, state)
		}
	}
	return map[string]func(world, in){
		"ResourceNotFoundException": func(w world, _ in) { w.delete("orders") },
		"ResourceInUseException": func(w world, in in) {
			time.Sleep(5 * time.Second)
			w.subscribe(*in.ConsumerARN, *in.ShardId, in.StartingPosition)
		},
		"InternalFailureException": func(w world, _ in) { w.emu.FailSubscriptions(emulator.InternalFailure) },
		"KMSAccessDeniedException": key(emulator.KeyAccessDenied),
		"KMSDisabledException":     key(emulator.KeyDisabled),
		"KMSInvalidStateException": key(emulator.KeyPendingDeletion),
		"KMSNotFoundException":     key(emulator.KeyNotFound),
		"KMSOptInRequired":         key(emulator.KeyOptInRequired),
		"KMSThrottlingException":   key(emulator.KeyThrottled),
	}
}

// Broken by: an exception's name that is wrong in a frame only.
func TestEveryExceptionWithinASubscriptionIsProvoked(t *testing.T) {
	for exception, provoke := range eventErrors() {
		t.Run(exception, func(t *testing.T) {
			inErrorBubble(t, false, func(t *testing.T, w world) {
				in := &kinesis.SubscribeToShardInput{ConsumerARN: w.registered("app"), ShardId: new(shard0), StartingPosition: fromLatest}
				sub := w.subscribe(*in.ConsumerARN, *in.ShardId, in.StartingPosition)
				sub.event()
				provoke(w, in)
				_, _, _, err := sub.end()
				w.wantException(err, exception, "")
			})
		})
	}
}
