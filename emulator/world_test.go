package emulator_test

// What the tests of this package stand on: an emulator, a client of it in a bubble, and the two
// ways in which a request is refused.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

const shard0, shard1, shard2 = "shardId-000000000000", "shardId-000000000001", "shardId-000000000002"

type world struct {
	*testing.T
	emu *emulatortest.Emulator
	api *kinesis.Client // does not retry
}

// inBubble runs a test in virtual time.
func inBubble(t *testing.T, test func(*testing.T, world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		test(t, world{t, emu, client(emu.Config())})
	})
}

func client(cfg aws.Config) *kinesis.Client {
	return kinesis.NewFromConfig(cfg, func(o *kinesis.Options) { o.Retryer = aws.NopRetryer{} })
}

// refusal is the exception's name, "" if there is none.
func refusal(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// wantRefusal checks the exception and a part of its message.
func (w world) wantRefusal(what string, err error, exception, part string) {
	w.Helper()
	if refusal(err) != exception || !strings.Contains(fmt.Sprint(err), part) {
		w.Errorf("%s: %v, want %s with %q", what, err, exception, part)
	}
}

// must ends the test at an error.
func must[T any](w world) func(T, error) T {
	return func(v T, err error) T {
		w.Helper()
		if err != nil {
			w.Fatal(err)
		}
		return v
	}
}

// raw posts a document as it is, past the SDK's own validation.
func (w world) raw(operation, document string) (exception, message string, out map[string]any) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, "http://emulator.invalid/", strings.NewReader(document))
	if err != nil {
		w.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "Kinesis_20131202."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	answer, err := w.emu.Client().Do(r)
	if err != nil {
		w.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		w.Fatal(err)
	}
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&out); err != nil {
		w.Fatalf("%s: %v in %s", operation, err, body)
	}
	if answer.StatusCode == http.StatusOK {
		return "", "", out
	}
	return fmt.Sprint(out["__type"]), fmt.Sprint(out["message"]), out
}

// iterator makes a shard iterator on the stream orders.
func (w world) iterator(shard string, kind types.ShardIteratorType, set ...func(*kinesis.GetShardIteratorInput)) string {
	w.Helper()
	in := &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: &shard, ShardIteratorType: kind}
	for _, f := range set {
		f(in)
	}
	return *must[*kinesis.GetShardIteratorOutput](w)(w.api.GetShardIterator(w.Context(), in)).ShardIterator
}

// read gets one page.
func (w world) read(iterator string) *kinesis.GetRecordsOutput {
	w.Helper()
	return must[*kinesis.GetRecordsOutput](w)(w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &iterator}))
}

// data is what the records of a page say, joined by blanks.
func data(out *kinesis.GetRecordsOutput) string {
	var all []string
	for _, r := range out.Records {
		all = append(all, string(r.Data))
	}
	return strings.Join(all, " ")
}

func ids(shards []types.Shard) string {
	var all []string
	for _, s := range shards {
		all = append(all, strings.TrimLeft((*s.ShardId)[len("shardId-"):], "0"))
		if all[len(all)-1] == "" {
			all[len(all)-1] = "0"
		}
	}
	return strings.Join(all, " ")
}

var _ http.Handler = (*emulator.Emulator)(nil)

const day = 24 * time.Hour
