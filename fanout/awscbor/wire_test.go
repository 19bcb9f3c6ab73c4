package awscbor_test

// What goes over the wire, and what comes back from endpoints of other habits.

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout/awscbor"
)

// Broken by: a Use that does nothing; a subscription asked for in CBOR.
func TestAllButSubscriptionsIsAskedForInCBOR(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var emu emulator.Emulator
		cfg, sent := emu.Config(), map[string]string{}
		cfg.HTTPClient = tap{cfg.HTTPClient, sent}
		api := kinesis.NewFromConfig(cfg, awscbor.Use, awscbor.Use)
		must(t)(api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))}))
		must(t)(api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("a"), Data: []byte("\x00\xff")}))
		consumer, err := api.RegisterStreamConsumer(t.Context(), &kinesis.RegisterStreamConsumerInput{
			StreamARN: new("arn:aws:kinesis:us-east-1:000000000000:stream/orders"), ConsumerName: new("one"),
		})
		if err != nil {
			t.Fatal(err)
		}
		out, err := api.SubscribeToShard(t.Context(), &kinesis.SubscribeToShardInput{
			ConsumerARN: consumer.Consumer.ConsumerARN, ShardId: new("shardId-000000000000"),
			StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeTrimHorizon},
		})
		if err != nil {
			t.Fatal(err)
		}
		event, _ := (<-out.GetStream().Events()).(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent)
		if event == nil || len(event.Value.Records) != 1 || string(event.Value.Records[0].Data) != "\x00\xff" {
			t.Errorf("event = %+v, want one record", event)
		}
		if err := out.GetStream().Close(); err != nil {
			t.Error(err)
		}
		for target, kind := range sent {
			want := "application/x-amz-cbor-1.1"
			if strings.HasSuffix(target, ".SubscribeToShard") {
				want = "application/x-amz-json-1.1"
			}
			if kind != want {
				t.Errorf("%s is asked for in %q, want %q", target, kind, want)
			}
		}
		if len(sent) != 4 {
			t.Errorf("sent %v, want four operations", sent)
		}
	})
}

// Broken by: an option that only the client takes.
func TestOneCallSpeaksCBORBesideOthersInJSON(t *testing.T) {
	var emu emulator.Emulator
	cfg, sent := emu.Config(), map[string]string{}
	cfg.HTTPClient = tap{cfg.HTTPClient, sent}
	api := kinesis.NewFromConfig(cfg)
	must(t)(api.ListStreams(t.Context(), &kinesis.ListStreamsInput{}, awscbor.Use))
	must(t)(api.DescribeLimits(t.Context(), &kinesis.DescribeLimitsInput{}))
	mine := awscbor.New()
	must(t)(api.DescribeAccountSettings(t.Context(), &kinesis.DescribeAccountSettingsInput{}, func(o *kinesis.Options) { o.Protocol = mine }))
	for operation, want := range map[string]string{"ListStreams": "cbor", "DescribeLimits": "json", "DescribeAccountSettings": "cbor"} {
		if got := sent["Kinesis_20131202."+operation]; !strings.Contains(got, want) {
			t.Errorf("%s is asked for in %q, want %s", operation, got, want)
		}
	}
}

func must(t *testing.T) func(any, error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Broken by: JSON that is read as CBOR; the header's name that is passed over; a namespace that
// stays; "Message" that nobody looks for.
func TestRefusalsAreReadHoweverTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		what, body, header string
		name, message      string
	}{
		{"the service's", "\xbf\x66__type\x78\x18ExpiredIteratorException\x67message\x64late\xff", "", "ExpiredIteratorException", "late"},
		{"definite", "\xa2\x66__type\x78\x18ExpiredIteratorException\x67Message\x64late", "", "ExpiredIteratorException", "late"},
		{"with a namespace", "\xa2\x66__type\x78\x1aa#ExpiredIteratorException\x67message\x64late", "", "ExpiredIteratorException", "late"},
		{"named by the header", "\xa1\x67message\x64late", "ExpiredIteratorException:http://a", "ExpiredIteratorException", "late"},
		{"with more in it", "\xa3\x66__type\x78\x18ExpiredIteratorException\x61x\x82\x01\xf6\x67message\x64late", "", "ExpiredIteratorException", "late"},
		{"in JSON", `{"__type":"ExpiredIteratorException","message":"late"}`, "", "ExpiredIteratorException", "late"},
		{"unknown to the model", "\xa2\x66__type\x63New\x67message\x64late", "", "New", "late"},
		{"without anything", "\xa0", "", "UnknownError", "UnknownError"},
		{"empty", "", "", "UnknownError", "UnknownError"},
	} {
		header := http.Header{}
		if c.header != "" {
			header.Set("X-Amzn-ErrorType", c.header)
		}
		_, err := canned{400, header, c.body}.client().GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: new("a")})
		if name, message := refusal(err); name != c.name || message != c.message {
			t.Errorf("%s: %v, want %s: %s", c.what, err, c.name, c.message)
		}
	}
}

// Broken by: a decoder that takes the end of the bytes for the end of the map.
func TestABrokenAnswerIsAnErrorThatNamesTheCall(t *testing.T) {
	for status, body := range map[int]string{200: "\xbf\x67Records\x9f\xa0", 400: "\xbf\x66__type"} {
		_, err := canned{status, nil, body}.client().GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: new("a")})
		if _, is := errors.AsType[*smithy.DeserializationError](err); !is || !strings.Contains(err.Error(), "awscbor: read answer of GetRecords") {
			t.Errorf("%d: %v, want a DeserializationError that names the call", status, err)
		}
	}
}

// Broken by: nothing but CBOR taken for an answer.
func TestAnAnswerInJSONIsUnderstood(t *testing.T) {
	out, err := canned{200, nil, ` {"Records":[{"Data":"eA==","PartitionKey":"k","SequenceNumber":"1"}]}`}.client().
		GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: new("a")})
	if err != nil || len(out.Records) != 1 || string(out.Records[0].Data) != "x" {
		t.Errorf("GetRecords: %v, %v, want the record x", out, err)
	}
}

// Some servers answer with nothing where there is nothing to say.
//
// Broken by: an empty body that is an error.
func TestNothingIsAnAnswerToo(t *testing.T) {
	for _, body := range []string{"", "\xa0", "\xbf\xff"} {
		api := canned{200, nil, body}.client()
		if _, err := api.DeleteStream(t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders")}); err != nil {
			t.Errorf("DeleteStream answered with %x: %v", body, err)
		}
		if _, err := api.ListTagsForStream(t.Context(), &kinesis.ListTagsForStreamInput{StreamName: new("orders")}); err != nil {
			t.Errorf("ListTagsForStream answered with %x: %v", body, err)
		}
	}
}

// Broken by: a number that is cut to the width of its member.
func TestANumberTooWideIsRefused(t *testing.T) {
	_, err := canned{200, nil, "\xa1\x6aShardLimit\x1b\x00\x00\x01\x00\x00\x00\x00\x01"}.client().
		DescribeLimits(t.Context(), &kinesis.DescribeLimitsInput{})
	if err == nil {
		t.Error("2^40+1 shards fit into 32 bits")
	}
}

// Broken by: a body that cannot be read from its beginning again.
func TestARetrySendsTheWholeInputAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var emu emulator.Emulator
		api := kinesis.NewFromConfig(emu.Config(), awscbor.Use)
		must(t)(api.CreateStream(t.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))}))
		emu.Fail("PutRecord", emulator.Throttled, emulator.Times(1))
		must(t)(api.PutRecord(t.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("a"), Data: []byte("+1")}))
		from, err := api.GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{
			StreamName: new("orders"), ShardId: new("shardId-000000000000"), ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			t.Fatal(err)
		}
		page, err := api.GetRecords(t.Context(), &kinesis.GetRecordsInput{ShardIterator: from.ShardIterator})
		if err != nil || len(page.Records) != 1 || string(page.Records[0].Data) != "+1" {
			t.Errorf("GetRecords: %+v, %v, want the record once", page, err)
		}
	})
}
