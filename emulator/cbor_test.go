package emulator_test

// Kinesis in CBOR, as Java clients speak it: the same operations, other bytes.

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// speak sends one operation in CBOR.
func speak(t *testing.T, emu *emulator.Emulator, operation string, document []byte) (status int, members map[string]any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://emulator.invalid", bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "Kinesis_20131202."+operation)
	r.Header.Set("Content-Type", "application/x-amz-cbor-1.1")
	out, err := emu.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(out.Body); err != nil {
		t.Fatal(err)
	}
	if kind := out.Header.Get("Content-Type"); kind != "application/x-amz-cbor-1.1" {
		t.Errorf("%s is answered in %s", operation, kind)
	}
	if err := cbor.Unmarshal(body.Bytes(), &members); err != nil {
		t.Fatalf("%s: %v: %x", operation, err, body.Bytes())
	}
	return out.StatusCode, members
}

func document(t *testing.T, members map[string]any) []byte {
	t.Helper()
	out, err := cbor.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// millis is a time as Kinesis writes it: the tag of seconds around milliseconds.
func millis(at time.Time) cbor.Tag { return cbor.Tag{Number: 1, Content: at.UnixMilli()} }

// Broken by: seconds instead of milliseconds; blobs in base64; answers in JSON.
func TestRecordsGoThroughCBOR(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		emu := w.emu.Emulator
		speak(t, emu, "CreateStream", document(t, map[string]any{"StreamName": "orders", "ShardCount": 1}))
		time.Sleep(1500 * time.Millisecond)
		put := time.Now()
		if status, out := speak(t, emu, "PutRecord", document(t, map[string]any{
			"StreamName": "orders", "PartitionKey": "a", "Data": []byte("\x00\xff"),
		})); status != 200 || out["ShardId"] != shard0 {
			t.Errorf("PutRecord: %d %v", status, out)
		}
		time.Sleep(time.Second)
		_, out := speak(t, emu, "GetShardIterator", document(t, map[string]any{
			"StreamName": "orders", "ShardId": shard0, "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": millis(put),
		}))
		_, out = speak(t, emu, "GetRecords", document(t, map[string]any{"ShardIterator": out["ShardIterator"]}))
		records, _ := out["Records"].([]any)
		if len(records) != 1 {
			t.Fatalf("GetRecords: %v", out)
		}
		record, _ := records[0].(map[any]any)
		data, _ := record["Data"].([]byte)
		// The decoder takes the number for seconds, as everyone else means it.
		arrived, _ := record["ApproximateArrivalTimestamp"].(time.Time)
		if string(data) != "\x00\xff" || arrived.Unix() != put.UnixMilli() {
			t.Errorf("record = %v, want its two bytes, arrived %d", record, put.UnixMilli())
		}
	})
}

// Java's encoder writes maps and arrays of indefinite length, and null for what is absent.
//
// Broken by: timestamps that take null for a number.
func TestEveryFormOfCBORIsRead(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		emu := w.emu.Emulator
		speak(t, emu, "CreateStream", []byte("\xbf\x6aStreamName\x66orders\x6aShardCount\x1b\x00\x00\x00\x00\x00\x00\x00\x02\xff"))
		status, out := speak(t, emu, "PutRecords", []byte("\xbf\x6aStreamName\x66orders\x67Records\x9f"+
			"\xbf\x64Data\x5f\x41a\x41b\xff\x6cPartitionKey\x7f\x61k\x61e\xff\x6fExplicitHashKey\xf6\xff\xff\xff"))
		if failed, _ := out["FailedRecordCount"].(uint64); status != 200 || failed != 0 {
			t.Errorf("PutRecords: %d %v", status, out)
		}
		status, out = speak(t, emu, "ListShards", []byte("\xbf\x6aStreamName\x66orders\x77StreamCreationTimestamp\xf6\x6aMaxResults\xf7\xff"))
		if shards, _ := out["Shards"].([]any); status != 200 || len(shards) != 2 {
			t.Errorf("ListShards: %d %v", status, out)
		}
	})
}

// Broken by: refusals in JSON.
func TestRefusalsAreCBORToo(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		status, out := speak(t, w.emu.Emulator, "DescribeStream", document(t, map[string]any{"StreamName": "gone"}))
		message, _ := out["message"].(string)
		if status != 400 || out["__type"] != "ResourceNotFoundException" || !strings.Contains(message, "gone") {
			t.Errorf("DescribeStream: %d %v", status, out)
		}
		if status, out = speak(t, w.emu.Emulator, "DescribeStream", []byte("\xbf")); status != 400 || out["__type"] != "SerializationException" {
			t.Errorf("half a document: %d %v", status, out)
		}
	})
}

// Broken by: hooks that look for members in JSON only.
func TestHooksSeeWhatAStreamIsCalledInCBOR(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Fail("DescribeStream", emulator.LimitExceeded, emulator.OnStream("orders"))
		if _, out := speak(t, w.emu.Emulator, "DescribeStream", document(t, map[string]any{"StreamName": "orders"})); out["__type"] != "LimitExceededException" {
			t.Errorf("DescribeStream: %v", out)
		}
	})
}
