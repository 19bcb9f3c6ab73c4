package kinesis

// The operations, and the one way from a document to an operation and back.

import (
	"maps"
	"reflect"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// registry is every operation that the model has, by name.
func registry() map[string]*operation {
	all := map[string]*operation{}
	for _, op := range []*operation{
		define("AcknowledgeDeadLetterQueueRecords", unpaced(), (*call).acknowledgeDeadLetterQueueRecords),
		define("AcknowledgeQueueRecords", unpaced(), (*call).acknowledgeQueueRecords),
		define("AddTagsToStream", perAccount(5), (*call).addTagsToStream),
		define("CreateChannel", perAccount(5), (*call).createChannel),
		define("CreateQueue", perAccount(5), (*call).createQueue),
		define("CreateStream", perAccount(5), (*call).createStream),
		define("DecreaseStreamRetentionPeriod", perAccount(5), (*call).decreaseRetention),
		define("DeleteChannel", perAccount(5), (*call).deleteChannel),
		define("DeleteQueue", perAccount(5), (*call).deleteQueue),
		define("DeleteResourcePolicy", perAccount(5), (*call).deleteResourcePolicy),
		define("DeleteStream", perAccount(5), (*call).deleteStream),
		define("DeregisterStreamConsumer", perStream(5), (*call).deregisterStreamConsumer),
		define("DescribeAccountSettings", perAccount(5), (*call).describeAccountSettings),
		define("DescribeChannel", perAccount(5), (*call).describeChannel),
		define("DescribeLimits", perAccount(1), (*call).describeLimits),
		define("DescribeQueue", perAccount(5), (*call).describeQueue),
		define("DescribeStream", perAccount(10), (*call).describeStream),
		define("DescribeStreamConsumer", perStream(20), (*call).describeStreamConsumer),
		define("DescribeStreamSummary", perAccount(20), (*call).describeStreamSummary),
		define("DisableEnhancedMonitoring", perStream(5), (*call).disableMonitoring),
		define("EnableEnhancedMonitoring", perStream(5), (*call).enableMonitoring),
		define("GetRecords", unpaced(), (*call).getRecords),
		define("GetResourcePolicy", perAccount(5), (*call).getResourcePolicy),
		define("GetShardIterator", unpaced(), (*call).getShardIterator),
		define("IncreaseStreamRetentionPeriod", perAccount(5), (*call).increaseRetention),
		define("ListChannels", perAccount(5), (*call).listChannels),
		define("ListQueues", perAccount(5), (*call).listQueues),
		define("ListShards", perStream(1000), (*call).listShards),
		define("ListStreamConsumers", perStream(5), (*call).listStreamConsumers),
		define("ListStreams", perAccount(5), (*call).listStreams),
		define("ListTagsForResource", perAccount(5), (*call).listTagsForResource),
		define("ListTagsForStream", perAccount(5), (*call).listTagsForStream),
		define("MergeShards", perAccount(5), (*call).mergeShards),
		define("PutRecord", unpaced(), (*call).putRecord),
		define("PutRecords", unpaced(), (*call).putRecords),
		define("PutResourcePolicy", perAccount(5), (*call).putResourcePolicy),
		defineWait("ReceiveDeadLetterQueueRecords", (*call).receiveDeadLetterQueueRecords),
		defineWait("ReceiveQueueRecords", (*call).receiveQueueRecords),
		define("RegisterStreamConsumer", perAccount(5), (*call).registerStreamConsumer),
		define("RemoveTagsFromStream", perAccount(5), (*call).removeTagsFromStream),
		define("RestoreDeadLetterQueueRecords", unpaced(), (*call).restoreDeadLetterQueueRecords),
		define("SplitShard", perAccount(5), (*call).splitShard),
		define("StartStreamEncryption", unpaced(), (*call).startEncryption),
		define("StopStreamEncryption", unpaced(), (*call).stopEncryption),
		defineStream("SubscribeToShard", unpaced(), (*call).subscribeToShard),
		define("TagResource", perAccount(5), (*call).tagResource),
		define("UntagResource", perAccount(5), (*call).untagResource),
		define("UpdateAccountSettings", perAccount(5), (*call).updateAccountSettings),
		define("UpdateChannel", perAccount(5), (*call).updateChannel),
		define("UpdateDeadLetterQueueRecordsVisibility", unpaced(), (*call).updateDeadLetterQueueRecordsVisibility),
		define("UpdateMaxRecordSize", perStream(5), (*call).updateMaxRecordSize),
		define("UpdateQueue", perAccount(5), (*call).updateQueue),
		define("UpdateQueueRecordsVisibility", unpaced(), (*call).updateQueueRecordsVisibility),
		define("UpdateShardCount", perAccount(10), (*call).updateShardCount),
		define("UpdateStreamMode", perAccount(5), (*call).updateStreamMode),
		define("UpdateStreamRecordDistributionStrategy", perAccount(5), (*call).updateRecordDistribution),
		define("UpdateStreamWarmThroughput", perAccount(5), (*call).updateStreamWarmThroughput),
	} {
		all[op.name] = op
	}
	return all
}

// Operations lists the names of the operations that the model has, sorted.
func Operations() []string { return slices.Sorted(maps.Keys(registry())) }

// An operation is a name, how often it may be called, and what it does.
type operation struct {
	name  string
	pace  pace
	serve func(*call) (wire.Answer, *wire.Error)

	in, out reflect.Type // its shapes, which a test compares with the service's model; out is nil for events
}

// An input knows the constraints on its members.
type input[In any] interface {
	*In
	validate(*problems)
}

// define wraps a typed operation: read, validate, admit, run, write.
func define[In, Out any, P input[In]](name string, p pace, run func(*call, P) (*Out, *wire.Error)) *operation {
	return &operation{name: name, pace: p, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), serve: func(c *call) (wire.Answer, *wire.Error) {
		in := new(In)
		if err := c.accept(P(in)); err != nil {
			return wire.Answer{}, err
		}
		out, err := run(c, in)
		if err != nil {
			return wire.Answer{}, err
		}
		document, err := encode(c.Encoding, out)
		return wire.Answer{Document: document}, err
	}}
}

// defineStream wraps a typed operation that answers with events.
func defineStream[In any, P input[In]](name string, p pace, run func(*call, P) (wire.Events, *wire.Error)) *operation {
	return &operation{name: name, pace: p, in: reflect.TypeFor[In](), serve: func(c *call) (wire.Answer, *wire.Error) {
		in := new(In)
		if err := c.accept(P(in)); err != nil {
			return wire.Answer{}, err
		}
		events, err := run(c, in)
		return wire.Answer{Events: events}, err
	}}
}

// defineWait wraps a typed operation that waits for its answer. It has no pace: it is asked again and
// again for one call.
func defineWait[In, Out any, P input[In]](name string, run func(*call, P) (*Out, *wire.Wait, *wire.Error)) *operation {
	return &operation{name: name, pace: unpaced(), in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), serve: func(c *call) (wire.Answer, *wire.Error) {
		in := new(In)
		if err := c.accept(P(in)); err != nil {
			return wire.Answer{}, err
		}
		out, wait, err := run(c, in)
		if err != nil || wait != nil {
			return wire.Answer{Wait: wait}, err
		}
		document, err := encode(c.Encoding, out)
		return wire.Answer{Document: document}, err
	}}
}

// accept makes a request of a document, and admits it.
func (c *call) accept(in interface{ validate(*problems) }) *wire.Error {
	if err := decode(c.Encoding, c.Body, in); err != nil {
		return misread(c.Body, err)
	}
	var wrong problems
	in.validate(&wrong)
	if err := wrong.Err(); err != nil {
		return err
	}
	return c.admitAccount()
}
