package sink_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
	"github.com/shardkeeper/shardkeeper/processor/sink"
)

func letter(data string) *processor.Letter {
	r := processortest.Records(data)[0]
	r.ExplicitHashKey = "7"
	r = r.Tagged([]processor.Tag{{Key: "from", Value: "till"}})
	return &processor.Letter{
		Shard: processor.Shard{Stream: "orders", ID: "shardId-000000000001", Token: 9}, Record: r,
		Err: errors.New("no such account"), Attempts: 3,
		First: processortest.Start.Add(time.Minute), Last: processortest.Start.Add(time.Hour),
	}
}

func decode(t *testing.T, line []byte) (l sink.Line) {
	t.Helper()
	if err := json.Unmarshal(line, &l); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return l
}

// Broken by: LineOf that leaves any field out.
func TestALineHasAllOfALetter(t *testing.T) {
	line, err := sink.Encode(letter("\x00\xffbytes"), 0, false)
	if err != nil {
		t.Fatal(err)
	}
	want := sink.Line{
		Stream: "orders", Shard: "shardId-000000000001", Sequence: "1", PartitionKey: "key", ExplicitHashKey: "7",
		Arrived: processortest.Start, Data: []byte("\x00\xffbytes"), Tags: map[string]string{"from": "till"},
		Error: "no such account", Attempts: 3, Token: 9,
		First: processortest.Start.Add(time.Minute), Last: processortest.Start.Add(time.Hour),
	}
	if diff := cmp.Diff(want, decode(t, line)); diff != "" {
		t.Errorf("line (-want +got):\n%s", diff)
	}
	if bytes.ContainsRune(line, '\n') {
		t.Errorf("%q is more than one line", line)
	}
}

// Broken by: Encode that counts the data before base64; that omits it though told not to; with an error
// that is not final.
func TestALetterThatDoesNotFitIsRefusedOrSentWithoutItsData(t *testing.T) {
	big := letter(strings.Repeat("x", 900))
	if _, err := sink.Encode(big, 1000, false); !errors.Is(err, sink.ErrTooLarge) || !processor.IsFinal(err) || strings.Contains(err.Error(), "xx") {
		t.Errorf("%v, want a final ErrTooLarge without payload", err)
	}
	line, err := sink.Encode(big, 1000, true)
	if err != nil || len(line) > 1000 {
		t.Fatalf("%d bytes, %v; want at most 1000", len(line), err)
	}
	if got := decode(t, line); got.Data != nil || got.Omitted != 900 || got.Sequence != "1" {
		t.Errorf("%+v, want no data, 900 bytes omitted, at 1", got)
	}
	whole, _ := sink.Encode(big, 0, false)
	if fitting, err := sink.Encode(big, len(whole), false); err != nil || !bytes.Equal(fitting, whole) {
		t.Errorf("a letter as large as the limit: %v, want it whole", err)
	}
	if _, err := sink.Encode(big, len(whole)-1, false); err == nil {
		t.Error("a letter one byte larger than the limit is written, want a refusal")
	}
}

// panicked is the error of user code that panicked.
func panicked(t *testing.T) error {
	t.Helper()
	p := processor.Each(func(context.Context, *processor.Record) error { panic("bad") })(processor.Shard{})
	return p.ProcessRecords(t.Context(), &processor.Batch{Records: processortest.Records("a")})
}

// Broken by: Encode that gives the data up before the stack.
func TestTheStackOfAPanicGoesBeforeTheData(t *testing.T) {
	l := letter("data")
	l.Err = panicked(t)
	whole, _ := sink.Encode(l, 0, false)
	if !strings.Contains(decode(t, whole).Panic, "goroutine") {
		t.Fatalf("%s has no stack", whole)
	}
	cut, err := sink.Encode(l, len(whole)-1, true)
	if got := decode(t, cut); err != nil || got.Panic != "" || string(got.Data) != "data" {
		t.Errorf("%s, %v; want the data and no stack", cut, err)
	}
}

// Broken by: Put that writes the end of a line in another call.
func TestLinesOfManyShardsDoNotMix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dead.jsonl")
	var wg sync.WaitGroup
	var files []*sink.JSONLines
	for range 2 { // as two processes would
		file, err := sink.OpenJSONLines(path, sink.NoSync())
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		files = append(files, file)
	}
	for _, file := range files {
		for range 8 {
			wg.Go(func() {
				for range 20 {
					if err := file.Put(t.Context(), letter(strings.Repeat("x", 5000))); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	lines := read(t, path)
	for _, line := range lines {
		if got := decode(t, line); len(got.Data) != 5000 {
			t.Fatalf("a line has %d bytes of data, want 5000", len(got.Data))
		}
	}
	if len(lines) != 2*8*20 {
		t.Errorf("%d lines, want %d", len(lines), 2*8*20)
	}
}

func read(t *testing.T, path string) [][]byte {
	t.Helper()
	all, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSuffix(all, []byte("\n")), []byte("\n"))
}

// Broken by: OpenJSONLines without tornAt.
func TestALineThatACrashCutIsNotContinued(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dead.jsonl")
	if err := os.WriteFile(path, []byte(`{"stream":"ord`), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := sink.OpenJSONLines(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := file.Put(t.Context(), letter("a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	lines := read(t, path)
	if len(lines) != 3 || decode(t, lines[1]).Sequence != "1" || decode(t, lines[2]).Sequence != "1" {
		t.Errorf("lines = %q, want the one that was cut and two whole ones", lines)
	}
	if err := file.Put(t.Context(), letter("a")); err == nil {
		t.Error("Put into a closed file: nil, want an error")
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, want 0600", info.Mode())
	}
}
