package awscbor_test

// One life of a stream, told to two emulators by the same client: to one in the SDK's JSON, to the
// other in CBOR.

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
)

const (
	orders = `"arn:aws:kinesis:us-east-1:000000000000:stream/orders"`
	clicks = `"arn:aws:kinesis:us-east-1:000000000000:stream/clicks"`
)

// life has every operation that is answered with a document, and some refusals. "$" is what an
// answer before said. Blobs are in base64, times as encoding/json has them.
var life = []struct{ operation, input string }{
	{"CreateStream", `{"StreamName":"orders","ShardCount":2,"Tags":{"team":"billing","ü":""}}`},
	{"CreateStream", `{"StreamName":"orders","ShardCount":0}`},
	{"CreateStream", `{"StreamName":"clicks","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`},
	{"PutRecord", `{"StreamName":"orders","PartitionKey":"a","Data":"AP/+"}`},
	{"PutRecords", `{"StreamARN":` + orders + `,"Records":[{"PartitionKey":"b","Data":""},{"PartitionKey":"ü","Data":"eA==","ExplicitHashKey":"0"}]}`},
	{"PutRecord", `{"StreamName":"orders","PartitionKey":"a","Data":"eA==","DryRun":true}`},
	{"GetShardIterator", `{"StreamName":"orders","ShardId":"shardId-000000000000","ShardIteratorType":"AT_TIMESTAMP","Timestamp":"2000-01-01T00:00:00.5Z"}`},
	{"GetRecords", `{"ShardIterator":"$ShardIterator","Limit":10}`},
	{"GetShardIterator", `{"StreamName":"orders","ShardId":"shardId-000000000001","ShardIteratorType":"TRIM_HORIZON"}`},
	{"GetRecords", `{"ShardIterator":"$ShardIterator"}`},
	{"GetRecords", `{"ShardIterator":"damaged"}`},
	{"DescribeStream", `{"StreamName":"orders","Limit":1}`},
	{"DescribeStreamSummary", `{"StreamName":"orders"}`},
	{"ListStreams", `{"Limit":1}`},
	{"ListStreams", `{"NextToken":"$NextToken"}`},
	{"SplitShard", `{"StreamName":"orders","ShardToSplit":"shardId-000000000000","NewStartingHashKey":"1000000"}`},
	{"MergeShards", `{"StreamName":"orders","ShardToMerge":"shardId-000000000003","AdjacentShardToMerge":"shardId-000000000001"}`},
	{"UpdateShardCount", `{"StreamName":"orders","TargetShardCount":3,"ScalingType":"UNIFORM_SCALING"}`},
	{"ListShards", `{"StreamName":"orders","MaxResults":3,"ShardFilter":{"Type":"FROM_TIMESTAMP","Timestamp":"2000-01-01T00:00:00.25Z"}}`},
	{"ListShards", `{"NextToken":"$NextToken"}`},
	{"GetShardIterator", `{"StreamName":"orders","ShardId":"shardId-000000000000","ShardIteratorType":"LATEST"}`},
	{"GetRecords", `{"ShardIterator":"$ShardIterator"}`}, // the end, with children
	{"IncreaseStreamRetentionPeriod", `{"StreamName":"orders","RetentionPeriodHours":48}`},
	{"DecreaseStreamRetentionPeriod", `{"StreamName":"orders","RetentionPeriodHours":24}`},
	{"AddTagsToStream", `{"StreamName":"orders","Tags":{"tier":"1"}}`},
	{"ListTagsForStream", `{"StreamName":"orders","Limit":1}`},
	{"RemoveTagsFromStream", `{"StreamName":"orders","TagKeys":["tier"]}`},
	{"TagResource", `{"ResourceARN":` + orders + `,"Tags":{"k":""}}`},
	{"UntagResource", `{"ResourceARN":` + orders + `,"TagKeys":["k"]}`},
	{"ListTagsForResource", `{"ResourceARN":` + orders + `}`},
	{"PutResourcePolicy", `{"ResourceARN":` + orders + `,"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}`},
	{"GetResourcePolicy", `{"ResourceARN":` + orders + `}`},
	{"DeleteResourcePolicy", `{"ResourceARN":` + orders + `}`},
	{"EnableEnhancedMonitoring", `{"StreamName":"orders","ShardLevelMetrics":["ALL"]}`},
	{"DisableEnhancedMonitoring", `{"StreamName":"orders","ShardLevelMetrics":["IncomingBytes"]}`},
	{"StartStreamEncryption", `{"StreamName":"orders","EncryptionType":"KMS","KeyId":"alias/orders"}`},
	{"StopStreamEncryption", `{"StreamName":"orders","EncryptionType":"KMS","KeyId":"alias/orders"}`},
	{"UpdateMaxRecordSize", `{"StreamARN":` + orders + `,"MaxRecordSizeInKiB":2048}`},
	{"RegisterStreamConsumer", `{"StreamARN":` + orders + `,"ConsumerName":"one"}`},
	{"RegisterStreamConsumer", `{"StreamARN":` + orders + `,"ConsumerName":"two"}`},
	{"ListStreamConsumers", `{"StreamARN":` + orders + `,"MaxResults":1}`},
	{"DescribeStreamConsumer", `{"StreamARN":` + orders + `,"ConsumerName":"one"}`},
	{"DeregisterStreamConsumer", `{"StreamARN":` + orders + `,"ConsumerName":"one"}`},
	{"DescribeLimits", `{}`},
	{"DescribeAccountSettings", `{}`},
	{"UpdateAccountSettings", `{"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}}`},
	{"UpdateStreamWarmThroughput", `{"StreamARN":` + clicks + `,"WarmThroughputMiBps":8}`},
	{"UpdateStreamRecordDistributionStrategy", `{"StreamARN":` + clicks + `,"RecordDistributionStrategy":"AUTO"}`},
	{"PutRecord", `{"StreamName":"clicks","Data":"eA=="}`},
	{"UpdateStreamMode", `{"StreamARN":` + orders + `,"StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`},
	{"CreateChannel", `{"ChannelName":"archive","ServiceExecutionRoleARN":"arn:aws:iam::000000000000:role/archive",
		"StreamConfigurationList":[{"StreamARN":` + clicks + `,"RecordConfiguration":{"RecordFormatType":"JSON"}}],
		"S3DestinationConfiguration":{"StorageConfiguration":{"BucketARN":"arn:aws:s3:::archive","ExpectedBucketOwner":"000000000000","CompressionType":"NONE"}}}`},
	{"ListChannels", `{}`},
	{"DescribeChannel", `{"ChannelARN":"$ChannelARN"}`},
	{"UpdateChannel", `{"ChannelARN":"$ChannelARN","LoggingConfiguration":{"CloudWatchLogs":{"Enabled":false}}}`},
	{"DeleteChannel", `{"ChannelARN":"$ChannelARN"}`},
	{"DeleteStream", `{"StreamName":"orders","EnforceConsumerDeletion":true}`},
	{"DescribeStream", `{"StreamName":"orders"}`},
}

// Broken by: times in seconds, either way; blobs as text; a false or a zero that is left out; an
// empty list that becomes nil; a refusal's message under its other spelling only.
func TestEveryOperationAnswersTheSameInJSONAndInCBOR(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var one, other emulator.Emulator
		a, b := teller{api: inJSON(&one)}, teller{api: inCBOR(&other)}
		told := map[string]int{}
		for _, c := range life {
			want, wantErr := a.tell(t, c.operation, c.input)
			got, gotErr := b.tell(t, c.operation, c.input)
			wantSame(t, c.operation+" "+c.input, got, want)
			wantName, wantMessage := refusal(wantErr)
			if name, message := refusal(gotErr); name != wantName || message != wantMessage || reflect.TypeOf(gotErr) != reflect.TypeOf(wantErr) {
				t.Errorf("%s %s: %v, want %v", c.operation, c.input, gotErr, wantErr)
			}
			if gotErr == nil {
				told[c.operation]++
			}
			time.Sleep(1250 * time.Millisecond)
		}
		for _, operation := range operations() {
			if told[operation] == 0 {
				t.Errorf("the life has no %s that is answered", operation)
			}
		}
	})
}

// operations are the client's methods that answer with a document.
func operations() (all []string) {
	client := reflect.TypeFor[*kinesis.Client]()
	for method := range client.Methods() {
		if method.Type.IsVariadic() && method.Type.NumOut() == 2 && method.Name != "SubscribeToShard" {
			all = append(all, method.Name)
		}
	}
	return all
}

// A teller calls operations by name, and remembers what later inputs refer to.
type teller struct {
	api  *kinesis.Client
	last map[string]string
}

func (e *teller) tell(t *testing.T, operation, input string) (any, error) {
	t.Helper()
	for name, value := range e.last {
		input = strings.ReplaceAll(input, `"$`+name+`"`, `"`+value+`"`)
	}
	method := reflect.ValueOf(e.api).MethodByName(operation)
	in := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal([]byte(input), in.Interface()); err != nil {
		t.Fatal(err)
	}
	result := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
	err, _ := result[1].Interface().(error)
	if err == nil {
		e.remember(result[0].Elem())
	}
	return result[0].Interface(), err
}

func (e *teller) remember(out reflect.Value) {
	if e.last == nil {
		e.last = map[string]string{}
	}
	if description := out.FieldByName("ChannelDescription"); description.IsValid() && !description.IsNil() {
		e.remember(description.Elem())
	}
	for _, name := range []string{"ShardIterator", "NextToken", "ChannelARN"} {
		if value, is := out.FieldByName(name), out.FieldByName(name).IsValid(); is {
			if text, is := value.Interface().(*string); is && text != nil {
				e.last[name] = *text
			}
		}
	}
}
