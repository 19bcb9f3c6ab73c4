package kinesis

// Which limits there are, and which of them are kept. They are rates (limits_rate.go), numbers of calls
// in a day (limits_day.go) and quotas of an account (limits_quotas.go).
//
// Calls a second, under Strict (registry.go has each operation's):
//
//	per account 1    DescribeLimits
//	            5    AddTagsToStream CreateChannel CreateQueue CreateStream
//	                 DecreaseStreamRetentionPeriod DeleteChannel DeleteQueue DeleteResourcePolicy
//	                 DeleteStream DescribeAccountSettings DescribeChannel DescribeQueue
//	                 GetResourcePolicy IncreaseStreamRetentionPeriod ListChannels ListQueues
//	                 ListStreams ListTagsForResource ListTagsForStream MergeShards
//	                 PutResourcePolicy RegisterStreamConsumer RemoveTagsFromStream SplitShard
//	                 TagResource UntagResource UpdateAccountSettings UpdateChannel UpdateQueue
//	                 UpdateStreamMode UpdateStreamRecordDistributionStrategy
//	                 UpdateStreamWarmThroughput
//	            10   DescribeStream UpdateShardCount
//	            20   DescribeStreamSummary
//	per stream  5    DeregisterStreamConsumer DisableEnhancedMonitoring
//	                 EnableEnhancedMonitoring ListStreamConsumers UpdateMaxRecordSize
//	            20   DescribeStreamConsumer
//	            1000 ListShards
//	per consumer and shard 1 SubscribeToShard
//
// Per shard: 5 GetShardIterator; and under Lenient too 5 GetRecords, 1,000 records and 1 MiB a second
// in, 2 MiB a second out; a consumer has 2 MiB a second of its own.
//
// In 24 hours, under Strict, per stream: 10 UpdateShardCount, 2 changes of the mode, 25
// StartStreamEncryption, 25 StopStreamEncryption.
//
// A call over a limit of calls answers LimitExceeded, one over a shard's rate
// ProvisionedThroughputExceeded, within PutRecords for the record alone.

import (
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Limits is which of the service's limits are kept.
type Limits int

const (
	Lenient Limits = iota // per-shard throughput and sizes
	Strict                // all: also calls per second and per day, shards per account
	Off                   // sizes only
)

// Per shard, service limits.
const (
	readsPerSecond     = 5
	iteratorsPerSecond = 5
	readBytes          = 2 << 20 // a second
	writeBytes         = 1 << 20 // a second
	writeRecords       = 1000    // a second
	pageBytes          = 10 << 20
	requestBytes       = 10 << 20
)

// A pace is how often an operation may be called in a second, under Strict.
type pace struct {
	calls     int
	perStream bool // otherwise per account
}

func perAccount(calls int) pace { return pace{calls: calls} }
func perStream(calls int) pace  { return pace{calls: calls, perStream: true} }

// unpaced operations are limited per shard, or not at all.
func unpaced() pace { return pace{} }

func (p pace) cost() time.Duration { return time.Second / time.Duration(p.calls) }

// strict: do limits of calls and quotas of the account hold for this request?
func (c *call) strict() bool { return c.service.Limits == Strict && !c.Unlimited }

// counts: are calls counted for this request?
func (c *call) counts() bool {
	return c.strict() && c.op.pace.calls > 0
}

// throttles: do per-shard rates hold for this request?
func (c *call) throttles() bool { return c.service.Limits != Off && !c.Unlimited }

// admitAccount applies a limit of calls per account.
func (c *call) admitAccount() *wire.Error {
	if !c.counts() || c.op.pace.perStream {
		return nil
	}
	if c.service.admit(c.Account, c.Region, c.op, c.Now.UnixNano()) {
		return nil
	}
	return wire.Errorf(limitExceeded, "Rate exceeded for account %s.", c.Account)
}

// admitStream applies a limit of calls per stream; p is locked.
func (c *call) admitStream(p *place, h home) *wire.Error {
	if !c.counts() || !c.op.pace.perStream {
		return nil
	}
	if p.paces == nil {
		p.paces = map[string]*rate{}
	}
	r := p.paces[c.op.name]
	if r == nil {
		r = &rate{}
		p.paces[c.op.name] = r
	}
	if r.admit(c.Now.UnixNano(), c.op.pace.cost()) {
		return nil
	}
	return wire.Errorf(limitExceeded, "Rate exceeded for stream %s under account %s.", h.name, h.account)
}
