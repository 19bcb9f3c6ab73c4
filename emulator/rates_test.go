package emulator_test

// How often each operation may be called, one table for all of them.

import (
	"strings"
	"testing"
	"time"

	model "github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// A rated operation is one that may be called so often in a second, with a request that is valid. Most
// requests are about a stream that does not exist: a refused call is counted too.
type rated struct {
	rate      int
	request   string
	exception string // over the rate; "": LimitExceededException
	elsewhere string // where it is tested instead, and why
}

const (
	ofNone   = `"StreamName":"none"`
	ofSome   = `"StreamName":"orders"`
	noneARN  = `arn:aws:kinesis:us-east-1:000000000000:stream/none`
	someARN  = `arn:aws:kinesis:us-east-1:000000000000:stream/orders`
	atNone   = `"StreamARN":"` + noneARN + `"`
	atSome   = `"StreamARN":"` + someARN + `"`
	resource = `"ResourceARN":"` + noneARN + `"`
	queue    = `"QueueARN":"arn:aws:kinesis:us-east-1:000000000000:queue/none"`
	channel  = `"ChannelARN":"arn:aws:kinesis:us-east-1:000000000000:channel/none"`
	notPaced = "no rate is documented: the throughput of a queue has no limit but that of its records in flight"
	over     = "ProvisionedThroughputExceededException"
)

var rates = map[string]rated{
	"AddTagsToStream":                        {rate: 5, request: `{` + ofNone + `,"Tags":{"a":"b"}}`},
	"CreateQueue":                            {rate: 5, request: `{"QueueName":"q","StreamConfigurationList":[{` + atNone + `}]}`},
	"CreateStream":                           {rate: 5, request: `{"StreamName":"orders","ShardCount":1}`},
	"DecreaseStreamRetentionPeriod":          {rate: 5, request: `{` + ofNone + `,"RetentionPeriodHours":24}`},
	"DeleteChannel":                          {rate: 5, request: `{` + channel + `}`},
	"DeleteQueue":                            {rate: 5, request: `{` + queue + `}`},
	"DeleteResourcePolicy":                   {rate: 5, request: `{` + resource + `}`},
	"DeleteStream":                           {rate: 5, request: `{` + ofNone + `}`},
	"DeregisterStreamConsumer":               {rate: 5, request: `{` + atSome + `,"ConsumerName":"none"}`},
	"DescribeAccountSettings":                {rate: 5, request: `{}`},
	"DescribeChannel":                        {rate: 5, request: `{` + channel + `}`},
	"DescribeLimits":                         {rate: 1, request: `{}`},
	"DescribeQueue":                          {rate: 5, request: `{` + queue + `}`},
	"DescribeStream":                         {rate: 10, request: `{` + ofNone + `}`},
	"DescribeStreamConsumer":                 {rate: 20, request: `{` + atSome + `,"ConsumerName":"none"}`},
	"DescribeStreamSummary":                  {rate: 20, request: `{` + ofNone + `}`},
	"DisableEnhancedMonitoring":              {rate: 5, request: `{` + ofSome + `,"ShardLevelMetrics":["ALL"]}`},
	"EnableEnhancedMonitoring":               {rate: 5, request: `{` + ofSome + `,"ShardLevelMetrics":["ALL"]}`},
	"GetRecords":                             {rate: 5, request: `{"ShardIterator":"ITERATOR"}`, exception: over},
	"GetResourcePolicy":                      {rate: 5, request: `{` + resource + `}`},
	"GetShardIterator":                       {rate: 5, request: `{"StreamName":"orders","ShardId":"0","ShardIteratorType":"LATEST"}`, exception: over},
	"IncreaseStreamRetentionPeriod":          {rate: 5, request: `{` + ofNone + `,"RetentionPeriodHours":24}`},
	"ListChannels":                           {rate: 5, request: `{}`},
	"ListQueues":                             {rate: 5, request: `{}`},
	"ListShards":                             {rate: 1000, request: `{"StreamName":"orders"}`},
	"ListStreamConsumers":                    {rate: 5, request: `{` + atSome + `}`},
	"ListStreams":                            {rate: 5, request: `{}`},
	"ListTagsForResource":                    {rate: 5, request: `{` + resource + `}`},
	"ListTagsForStream":                      {rate: 5, request: `{` + ofNone + `}`},
	"MergeShards":                            {rate: 5, request: `{` + ofNone + `,"ShardToMerge":"0","AdjacentShardToMerge":"1"}`},
	"PutRecord":                              {rate: 1000, request: `{"StreamName":"orders","PartitionKey":"k","Data":""}`, exception: over},
	"PutResourcePolicy":                      {rate: 5, request: `{` + resource + `,"Policy":"{}"}`},
	"RegisterStreamConsumer":                 {rate: 5, request: `{` + atNone + `,"ConsumerName":"c"}`},
	"RemoveTagsFromStream":                   {rate: 5, request: `{` + ofNone + `,"TagKeys":["a"]}`},
	"SplitShard":                             {rate: 5, request: `{` + ofNone + `,"ShardToSplit":"0","NewStartingHashKey":"9"}`},
	"TagResource":                            {rate: 5, request: `{` + resource + `,"Tags":{"a":"b"}}`},
	"UntagResource":                          {rate: 5, request: `{` + resource + `,"TagKeys":["a"]}`},
	"UpdateAccountSettings":                  {rate: 5, request: `{"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}}`},
	"UpdateChannel":                          {rate: 5, request: `{` + channel + `}`},
	"UpdateMaxRecordSize":                    {rate: 5, request: `{` + atSome + `,"MaxRecordSizeInKiB":2048}`},
	"UpdateQueue":                            {rate: 5, request: `{` + queue + `,"QueueAttributes":{}}`},
	"UpdateShardCount":                       {rate: 10, request: `{` + ofNone + `,"TargetShardCount":2,"ScalingType":"UNIFORM_SCALING"}`},
	"UpdateStreamMode":                       {rate: 5, request: `{` + atNone + `,"StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`},
	"UpdateStreamRecordDistributionStrategy": {rate: 5, request: `{` + atNone + `,"RecordDistributionStrategy":"AUTO"}`},
	"UpdateStreamWarmThroughput":             {rate: 5, request: `{` + ofNone + `,"WarmThroughputMiBps":9}`},

	"CreateChannel":                          {elsewhere: "with the channels: a valid request is long"},
	"PutRecords":                             {elsewhere: "TestAShardTakesAThousandRecordsAndOneMebibyteASecond: it refuses records, not calls"},
	"AcknowledgeDeadLetterQueueRecords":      {elsewhere: notPaced},
	"AcknowledgeQueueRecords":                {elsewhere: notPaced},
	"ReceiveDeadLetterQueueRecords":          {elsewhere: notPaced},
	"ReceiveQueueRecords":                    {elsewhere: notPaced},
	"RestoreDeadLetterQueueRecords":          {elsewhere: notPaced},
	"UpdateDeadLetterQueueRecordsVisibility": {elsewhere: notPaced},
	"UpdateQueueRecordsVisibility":           {elsewhere: notPaced},
	"StartStreamEncryption":                  {elsewhere: "with the encryption: it has a count in 24 hours, no rate"},
	"StopStreamEncryption":                   {elsewhere: "no rate is documented"},
	"SubscribeToShard":                       {elsewhere: "with the subscriptions: it is limited per consumer and shard, and answers with events"},
}

// Broken by: a registry without a pace for one of them; a pace that forgets to count refused calls.
func TestEveryOperationHasItsRateUnderStrict(t *testing.T) {
	for _, name := range model.Operations() {
		op, ok := rates[name]
		switch {
		case !ok:
			t.Errorf("%s has no rate in this table", name)
		case op.elsewhere == "":
			t.Run(name, func(t *testing.T) {
				inBubble(t, func(t *testing.T, w world) {
					w.emu.Limits = emulator.Strict
					w.overdrive(name, op)
				})
			})
		}
	}
}

// overdrive calls an operation as often as it may be called, once more, and again a second later.
func (w world) overdrive(name string, op rated) {
	w.Helper()
	request := w.prepare(op)
	for second := range 2 {
		for i := range op.rate {
			if exception, message := w.ask(name, request); exceeded(message) || exception == "ValidationException" {
				w.Fatalf("call %d in second %d: %s: %s", i+1, second+1, exception, message)
			}
		}
		want := op.exception
		if want == "" {
			want = "LimitExceededException"
		}
		if exception, message := w.ask(name, request); exception != want || !exceeded(message) {
			w.Errorf("call %d in second %d: %s: %s, want %s", op.rate+1, second+1, exception, message, want)
		}
		time.Sleep(time.Second)
	}
}

func (w world) prepare(op rated) (request string) {
	w.Helper()
	w.emu.Stream("orders", 1)
	if !strings.Contains(op.request, "ITERATOR") {
		return op.request
	}
	iterator := w.iterator(shard0, types.ShardIteratorTypeLatest)
	time.Sleep(time.Second) // it was counted
	return strings.ReplaceAll(op.request, "ITERATOR", iterator)
}

func (w world) ask(name, request string) (exception, message string) {
	w.Helper()
	exception, message, _ = w.raw(name, request)
	return exception, message
}

func exceeded(message string) bool { return strings.HasPrefix(message, "Rate exceeded") }

// Broken by: counts that hold in every mode.
func TestLenientCountsNoCallsButAShards(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for _, name := range model.Operations() {
			op := rates[name]
			if op.elsewhere != "" || op.exception != "" {
				continue
			}
			for range op.rate + 1 {
				if exception, message := w.ask(name, op.request); exceeded(message) {
					t.Errorf("%s: %s: %s", name, exception, message)
				}
			}
		}
	})
}

// Accounts have rates of their own, and so have regions.
//
// Broken by: a rate that is kept per operation only.
func TestARateIsOneAccountsInOneRegion(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		for range 5 {
			if exception, message := w.ask("ListStreams", `{}`); exception != "" {
				t.Fatal(message)
			}
		}
		elsewhere := w.emu.Config()
		elsewhere.Region = "eu-west-1"
		if _, err := client(elsewhere).ListStreams(t.Context(), nil); err != nil {
			t.Error(err)
		}
		_, err := w.api.ListStreams(t.Context(), nil)
		w.wantRefusal("a sixth ListStreams", err, "LimitExceededException", "Rate exceeded for account 000000000000")
	})
}
