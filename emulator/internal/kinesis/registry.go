package kinesis

// The operations, and the one way in which a document becomes a request and an answer a document.

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// registry is every operation that the model has, by name.
func registry() map[string]*operation {
	all := map[string]*operation{}
	for _, op := range []*operation{
		define("CreateStream", perAccount(5), (*call).createStream),
		define("DecreaseStreamRetentionPeriod", perAccount(5), (*call).decreaseRetention),
		define("DeleteStream", perAccount(5), (*call).deleteStream),
		define("DescribeStream", perAccount(10), (*call).describeStream),
		define("DescribeStreamSummary", perAccount(20), (*call).describeStreamSummary),
		define("GetRecords", unpaced(), (*call).getRecords),
		define("GetShardIterator", unpaced(), (*call).getShardIterator),
		define("IncreaseStreamRetentionPeriod", perAccount(5), (*call).increaseRetention),
		define("ListShards", perStream(1000), (*call).listShards),
		define("ListStreams", perAccount(5), (*call).listStreams),
		define("MergeShards", perAccount(5), (*call).mergeShards),
		define("PutRecord", unpaced(), (*call).putRecord),
		define("PutRecords", unpaced(), (*call).putRecords),
		define("SplitShard", perAccount(5), (*call).splitShard),
		define("UpdateShardCount", perAccount(10), (*call).updateShardCount),
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
	serve func(*call) ([]byte, *wire.Error)
}

// An input knows the constraints on its members.
type input[In any] interface {
	*In
	validate(*problems)
}

// define wraps a typed operation: read, validate, admit, run, write.
func define[In, Out any, P input[In]](name string, p pace, run func(*call, P) (*Out, *wire.Error)) *operation {
	return &operation{name: name, pace: p, serve: func(c *call) ([]byte, *wire.Error) {
		in := new(In)
		if err := decode(c.Body, in); err != nil {
			return nil, wire.Errorf("SerializationException", "The request could not be read: %v.", err)
		}
		var wrong problems
		if P(in).validate(&wrong); len(wrong.Problems) > 0 {
			return nil, wrong.Err()
		}
		if err := c.admitAccount(); err != nil {
			return nil, err
		}
		out, err := run(c, in)
		if err != nil {
			return nil, err
		}
		document, failure := json.Marshal(out)
		if failure != nil {
			return nil, &wire.Error{Type: "InternalFailureException", Message: failure.Error(), Status: 500}
		}
		return document, nil
	}}
}
