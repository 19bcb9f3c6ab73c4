package page

// The SDK's own decoders, whose answers are what is right.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/schemas"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/eventstream"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// readSDK reads an answer of GetRecords by the SDK's own protocol.
func readSDK(document []byte, out *kinesis.GetRecordsOutput) error {
	op := smithy.NewOperationSchema(schemas.GetRecords, schemas.GetRecordsInput, schemas.GetRecordsOutput)
	resp := &http.Response{StatusCode: 200, Body: io.NopCloser(bytes.NewReader(document))}
	return awsjson.New11(schemas.Kinesis_20131202).DeserializeResponse(context.Background(), op, kinesis.TypeRegistry, &smithyhttp.Response{Response: resp}, out)
}

// readEventSDK reads an event in its frame.
func readEventSDK(payload []byte) (*types.SubscribeToShardEvent, error) {
	var framed bytes.Buffer
	message := eventstream.Message{Payload: payload}
	message.Headers.Set(eventstream.MessageTypeHeader, eventstream.StringValue(eventstream.EventMessageType))
	message.Headers.Set(eventstream.EventTypeHeader, eventstream.StringValue("SubscribeToShardEvent"))
	message.Headers.Set(eventstream.ContentTypeHeader, eventstream.StringValue("application/json"))
	if err := eventstream.NewEncoder().Encode(&framed, message); err != nil {
		return nil, err
	}
	event, err := awsjson.New11(schemas.Kinesis_20131202).DeserializeEventMessage(schemas.SubscribeToShardEventStream, kinesis.TypeRegistry, &framed)
	if err != nil {
		return nil, err
	}
	switch event := event.(type) {
	case *types.SubscribeToShardEvent:
		return event, nil
	case *types.SubscribeToShardEventStreamMemberSubscribeToShardEvent:
		return &event.Value, nil
	}
	return nil, fmt.Errorf("an event of type %T", event)
}

// pageOf is what the SDK read, as what ours must read.
func pageOf(records []types.Record, children []types.ChildShard, next *string, behind *int64) (Page, []Record) {
	p := Page{Records: len(records)}
	if records != nil {
		p.Has |= HasRecords
	}
	p.Next = had(&p.Has, HasNext, next)
	if behind != nil {
		p.Has |= HasBehind
		p.Behind = time.Duration(*behind) * time.Millisecond
	}
	if children != nil {
		p.Children = []Child{}
	}
	for _, c := range children {
		out := Child{Parents: texts(c.ParentShards)}
		out.ID = had(&out.Has, HasID, c.ShardId)
		if r := c.HashKeyRange; r != nil {
			out.Has |= HasRange
			out.StartingHashKey = had(&out.Has, HasStartingHashKey, r.StartingHashKey)
			out.EndingHashKey = had(&out.Has, HasEndingHashKey, r.EndingHashKey)
		}
		p.Children = append(p.Children, out)
	}
	var all []Record
	for _, r := range records {
		out := Record{Data: r.Data, EncryptionType: text(string(r.EncryptionType))}
		out.SequenceNumber = had(&out.Has, HasSequenceNumber, r.SequenceNumber)
		out.PartitionKey = had(&out.Has, HasPartitionKey, r.PartitionKey)
		if r.ApproximateArrivalTimestamp != nil {
			out.Has |= HasArrived
			out.Arrived = *r.ApproximateArrivalTimestamp
		}
		all = append(all, out)
	}
	return p, all
}

func had(has *Has, member Has, value *string) string {
	if value == nil {
		return ""
	}
	*has |= member
	return text(*value)
}

// text is a string as encoding/json would read it. The SDK leaves one without escapes as it stands.
func text(s string) string { return string([]rune(s)) }

func texts(all []string) []string {
	for i := range all {
		all[i] = text(all[i])
	}
	return all
}

// wantPage compares. The SDK's times went through floats, which far from now are not exact.
func wantPage(t *testing.T, what string, got Page, gotRecords []Record, want Page, wantRecords []Record) {
	t.Helper()
	near := cmp.Comparer(func(a, b time.Time) bool {
		return a.Sub(b).Abs() <= time.Millisecond || max(a.Unix(), -a.Unix()) > 1<<32
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: want -, got +:\n%s", what, diff)
	}
	if diff := cmp.Diff(wantRecords, gotRecords, near, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: want -, got +:\n%s", what, diff)
	}
	for i := range min(len(gotRecords), len(wantRecords)) {
		if (gotRecords[i].Data == nil) != (wantRecords[i].Data == nil) {
			t.Errorf("%s: record %d has Data of %v, want %v", what, i, gotRecords[i].Data, wantRecords[i].Data)
		}
	}
}
