package kinesis

// Whatever comes as a document, in either encoding, every operation answers it: with a document that
// can be read, or with a refusal that is the client's own fault.

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	account = "000000000000"
	region  = "us-east-1"
)

// begin is when the fuzzed worlds begin.
func begin() time.Time { return time.Unix(946_684_800, 0) }

// A rig is a service with something of everything, and what requests to it may say.
type rig struct {
	Service
	now   time.Time
	words map[string]any // by the name of a member
}

// newRig has a provisioned stream orders of two shards with a record, a consumer and tags, and an
// on-demand stream clicks with a channel.
func newRig(t testing.TB) *rig {
	r := &rig{now: begin(), words: map[string]any{}}
	r.Creating, r.Updating, r.Deleting = 0, time.Second, time.Second
	r.Limits, r.Measures = Strict, func(Traffic) {}
	orders := home{account, region, "orders"}
	maps.Copy(r.words, map[string]any{
		"StreamName": "orders", "StreamARN": orders.arn(), "ResourceARN": orders.arn(), "ConsumerName": "billing",
		"ShardId": shardID(0), "ShardToSplit": shardID(0), "ShardToMerge": shardID(0), "AdjacentShardToMerge": shardID(1),
		"ShardIteratorType": "TRIM_HORIZON", "PartitionKey": "k", "KeyId": "alias/orders", "EncryptionType": "KMS",
		"NewStartingHashKey": "1000", "ExplicitHashKey": "1", "Policy": `{"Statement":[]}`, "ScalingType": "UNIFORM_SCALING",
		"StreamMode": "PROVISIONED", "TargetShardCount": 3, "RetentionPeriodHours": 48, "MaxRecordSizeInKiB": 2048,
		"RecordDistributionStrategy": "AUTO", "Type": "TRIM_HORIZON", "ChannelName": "lake", "Status": "ENABLED",
		"ServiceExecutionRoleARN": "arn:aws:iam::000000000000:role/lake", "BucketARN": "arn:aws:s3:::lake", "ExpectedBucketOwner": account,
		"TableBucketARN": "arn:aws:s3tables:us-east-1:000000000000:bucket/lake", "Namespace": "n", "TableName": "t",
		"CompressionType": "NONE", "RecordFormatType": "JSON", "GSRSchemaARN": "arn:aws:glue:us-east-1:000000000000:schema/r/s",
		"DataFreshnessInSeconds": 300, "StorageClass": "STANDARD", "OutputKeyTemplate": "!{stream-name}", "ErrorOutputPrefix": "bad/",
		"Transform": "TIME_HOUR", "SourceName": "at", "ShardLevelMetrics": []string{"ALL"}, "TagKeys": []string{"team"},
		"Tags": map[string]string{"team": "a"}, "Data": []byte("x"), "Enabled": true, "LogGroupName": "g", "LogStreamName": "s",
	})
	must := func(operation, document string) []byte {
		out, err := r.Serve(r.request(operation, wire.JSON, []byte(document)))
		if err != nil {
			t.Fatalf("%s %s: %v", operation, document, err)
		}
		r.now = r.now.Add(time.Second)
		return out.Document
	}
	must("UpdateAccountSettings", `{"MinimumThroughputBillingCommitment":{"Status":"ENABLED"}}`)
	must("CreateStream", `{"StreamName":"orders","ShardCount":2}`)
	must("CreateStream", `{"StreamName":"clicks","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`)
	must("PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":"eA==","ExplicitHashKey":"0"}`)
	must("PutRecord", `{"StreamName":"clicks","PartitionKey":"k","Data":"eA=="}`)
	r.learn(must("RegisterStreamConsumer", `{"StreamARN":"`+orders.arn()+`","ConsumerName":"billing"}`))
	r.learn(must("CreateChannel", `{"ChannelName":"lake","ServiceExecutionRoleARN":"arn:aws:iam::000000000000:role/lake",
		"StreamConfigurationList":[{"RecordConfiguration":{"RecordFormatType":"JSON"},"StreamARN":"`+home{account, region, "clicks"}.arn()+`"}],
		"S3DestinationConfiguration":{"StorageConfiguration":{"BucketARN":"arn:aws:s3:::lake","CompressionType":"GZIP","ExpectedBucketOwner":"000000000000"}}}`))
	r.learn(must("GetShardIterator", `{"StreamName":"orders","ShardId":"shardId-000000000000","ShardIteratorType":"TRIM_HORIZON"}`))
	r.learn(must("ListShards", `{"StreamName":"orders","MaxResults":1}`))
	return r
}

// learn takes words for requests from an answer.
func (r *rig) learn(document []byte) {
	for _, name := range []string{"ConsumerARN", "ChannelARN", "ShardIterator", "NextToken"} {
		if _, rest, found := strings.Cut(string(document), `"`+name+`":"`); found {
			r.words[name], _, _ = strings.Cut(rest, `"`)
		}
	}
}

func (r *rig) request(operation string, as wire.Encoding, document []byte) wire.Request {
	return wire.Request{Operation: operation, Account: account, Region: region, Now: r.now, Body: document, Encoding: as}
}

// example is a value for a member: what the rig has a word for, or something of its type.
func (r *rig) example(name string, of reflect.Type) any {
	if word, ok := r.words[name]; ok {
		return word
	}
	switch of.Kind() {
	case reflect.Pointer:
		return r.example(name, of.Elem())
	case reflect.Slice:
		return []any{r.example("", of.Elem())}
	case reflect.Struct:
		members := map[string]any{}
		for field := range of.Fields() {
			switch {
			case field.Anonymous:
				maps.Copy(members, r.example("", field.Type).(map[string]any))
			case field.IsExported():
				members[field.Name] = r.example(field.Name, field.Type)
			}
		}
		return members
	case reflect.Bool:
		return false
	case reflect.Int64:
		return 5
	}
	return "1"
}

// without is a document and each of the documents that lack one of its members.
func without(members map[string]any) []map[string]any {
	all := []map[string]any{members}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		less := maps.Clone(members)
		delete(less, name)
		all = append(all, less)
	}
	return all
}

// hostile are documents that no client writes.
func hostile() [][]byte {
	notANumber, _ := cbor.Marshal(map[string]any{"StreamName": "orders", "StreamCreationTimestamp": cbor.Tag{Number: 1, Content: math.NaN()}})
	return [][]byte{
		nil, []byte("null"), []byte("[]"), []byte(`{"Records":[null],"StreamName":null}`), []byte(`{"Tags":{"a":null},"StreamName":1}`),
		[]byte(strings.Repeat("[", 20_000)), []byte(`{"Records":` + strings.Repeat("[", 9_000)), []byte(`{"StreamName":"\ud800"}`),
		[]byte(`{"StreamName":"orders","StreamName":"clicks","streamname":"x"}`), []byte(`{"Timestamp":1e400}`),
		{0xf6}, {0x80}, {0xbf, 0xff}, {0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		[]byte("\xa1gRecords\x81\xf6"), []byte("\xa1gRecords\x9a\x7f\xff\xff\xff"), []byte("\xa1dTags\xa1aa\xf6"),
		[]byte("\xa1jStreamName\x62\xff\xfe"), []byte("\xa2jStreamNameaxjStreamNameay"), []byte(strings.Repeat("\x81", 5_000)),
		[]byte("\xa1dData" + strings.Repeat("\xc2", 5_000)), notANumber,
	}
}

// Broken by: an operation that reads a member which it does not require; an answer in JSON whatever the
// request was written in.
func FuzzServe(f *testing.F) {
	operations, ops := Operations(), registry()
	like := newRig(f)
	for i, name := range operations {
		for _, members := range without(like.example("", ops[name].in).(map[string]any)) {
			inJSON, err := json.Marshal(members)
			if err != nil {
				f.Fatal(err)
			}
			inCBOR, err := cbor.Marshal(members)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), false, inJSON)
			f.Add(uint8(i), true, inCBOR)
		}
		for _, document := range hostile() {
			f.Add(uint8(i), false, document)
			f.Add(uint8(i), true, document)
		}
	}
	f.Fuzz(func(t *testing.T, operation uint8, binary bool, document []byte) {
		r, as := newRig(t), wire.JSON
		if binary {
			as = wire.CBOR
		}
		name := operations[int(operation)%len(operations)]
		r.serves(t, name, as, document)
		r.now = r.now.Add(2 * time.Second) // what was begun has ended
		r.serves(t, name, as, document)
		r.serves(t, "ListStreams", as, nil)
		for _, family := range r.Families(r.now) {
			if family.Name == "" || len(family.Shards) == 0 {
				t.Errorf("%s left the stream %+v", name, family)
			}
		}
	})
}

// serves checks one answer.
func (r *rig) serves(t *testing.T, operation string, as wire.Encoding, document []byte) {
	t.Helper()
	out, err := r.Serve(r.request(operation, as, document))
	switch {
	case err != nil && (err.Status >= 500 || err.Type == "" || err.Message == "" || !utf8.ValidString(err.Message)):
		t.Errorf("%s was refused with %d %s: %q", operation, err.Status, err.Type, err.Message)
	case err != nil, out.Wait != nil:
	case out.Events != nil:
		for range 3 {
			step := out.Events.Next(r.now)
			for _, frame := range step.Frames {
				r.readable(t, operation, wire.JSON, frame.Payload)
			}
			r.now = r.now.Add(time.Second)
		}
		out.Events.Leave(r.now)
	default:
		r.readable(t, operation, as, out.Document)
	}
}

func (r *rig) readable(t *testing.T, operation string, as wire.Encoding, document []byte) {
	t.Helper()
	var members map[string]any
	read := json.Unmarshal
	if as == wire.CBOR {
		read = cbor.Unmarshal
	}
	if err := read(document, &members); err != nil || members == nil {
		t.Errorf("%s answered %q: %v", operation, document, err)
	}
}
