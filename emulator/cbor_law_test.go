package emulator_test

// One life of a stream, told to two emulators, to one in JSON and to the other in CBOR. Every answer
// must be the same.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// life reads the requests of a life, which the tests of our client's CBOR tell as well.
func life(t *testing.T) (all []struct{ operation, request string }) {
	t.Helper()
	text, err := os.ReadFile("testdata/life.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if operation, request, ok := strings.Cut(strings.TrimSpace(line), " "); ok && operation != "#" {
			all = append(all, struct{ operation, request string }{operation, request})
		}
	}
	return all
}

// Broken by: a shape with a field that encoding/json and the encoder of CBOR call by different names;
// a time that is rounded in one of them; a nil list where the other has an empty one.
func TestEveryAnswerIsTheSameInJSONAndInCBOR(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		told := map[string]bool{}
		var inJSON, inCBOR speaker
		for _, c := range life(t) {
			told[c.operation] = true
			a := inJSON.tell(t, c.operation, c.request, false)
			b := inCBOR.tell(t, c.operation, c.request, true)
			if diff := cmp.Diff(a, b); diff != "" {
				t.Errorf("%s %s: JSON - and CBOR + differ:\n%s", c.operation, c.request, diff)
			}
			time.Sleep(1250 * time.Millisecond)
		}
		for _, operation := range kinesis.Operations() {
			if !told[operation] && operation != "SubscribeToShard" {
				t.Errorf("the life has no %s", operation)
			}
		}
	})
}

// A speaker is one of the two emulators, and what its answers said last.
type speaker struct {
	emu  emulator.Emulator
	last map[string]string // by member
}

// tell sends one request and answers what came back: the status, and the members.
func (e *speaker) tell(t *testing.T, operation, request string, inCBOR bool) map[string]any {
	t.Helper()
	for name, value := range e.last {
		request = strings.ReplaceAll(request, `"$`+name+`"`, `"`+value+`"`)
	}
	encoding, kind, body := wire.JSON, "application/x-amz-json-1.1", []byte(request)
	if inCBOR {
		encoding, kind, body = wire.CBOR, "application/x-amz-cbor-1.1", asCBOR(t, request)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://emulator.invalid", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "Kinesis_20131202."+operation)
	r.Header.Set("Content-Type", kind)
	out, err := e.emu.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	document, err := io.ReadAll(out.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer := map[string]any{"HTTP status": out.StatusCode}
	wire.Members(encoding, document, func(name string, value wire.Value) bool {
		var v any
		if err := json.Unmarshal(value.JSON(), &v); err != nil {
			t.Errorf("%s: %s: %v", operation, name, err)
		}
		answer[name] = v
		return true
	})
	e.remember(answer)
	return answer
}

// remember keeps what later requests refer to.
func (e *speaker) remember(answer map[string]any) {
	if e.last == nil {
		e.last = map[string]string{}
	}
	if channel, ok := answer["ChannelDescription"].(map[string]any); ok {
		e.last["ChannelARN"], _ = channel["ChannelARN"].(string)
	}
	if queue, ok := answer["QueueDescription"].(map[string]any); ok {
		e.last["QueueARN"], _ = queue["QueueARN"].(string)
	}
	if records, ok := answer["QueueRecords"].([]any); ok && len(records) > 0 {
		record, _ := records[0].(map[string]any)
		e.last["ReceiptHandle"], _ = record["ReceiptHandle"].(string)
	}
	for _, name := range []string{"ShardIterator", "NextToken"} {
		if value, ok := answer[name].(string); ok {
			e.last[name] = value
		}
	}
}

// asCBOR is a request as a client writes it in CBOR: data as bytes, times with their tag.
func asCBOR(t *testing.T, request string) []byte {
	t.Helper()
	var members map[string]any
	if err := json.Unmarshal([]byte(request), &members); err != nil {
		t.Fatal(err)
	}
	return document(t, typed(t, members))
}

func typed(t *testing.T, members map[string]any) map[string]any {
	t.Helper()
	out := map[string]any{}
	for name, value := range members {
		switch v := value.(type) {
		case map[string]any:
			value = typed(t, v)
		case []any:
			for i := range v {
				if m, ok := v[i].(map[string]any); ok {
					v[i] = typed(t, m)
				}
			}
		case float64:
			value = int64(v)
			if name == "Timestamp" {
				value = cbor.Tag{Number: 1, Content: int64(v * 1000)}
			}
		case string:
			if name == "Data" {
				data, err := base64.StdEncoding.DecodeString(v)
				if err != nil {
					t.Fatal(err)
				}
				value = data
			}
		}
		out[name] = value
	}
	return out
}
