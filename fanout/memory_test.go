package fanout

// The memory of pages: whose it is, and what of it outlives them.

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
	"weak"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
	"github.com/shardkeeper/shardkeeper/processor"
)

// number is the sequence number of the nth record.
func number(n int) string { return fmt.Sprintf("4959033827149025660855969253836157109592%016d", n) }

// document is a page in JSON of n records from the first on.
func document(first, n int) string {
	var records []string
	for i := first; i < first+n; i++ {
		data := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "data %d", i))
		records = append(records, fmt.Sprintf(`{"Data":%q,"PartitionKey":"key %d","SequenceNumber":%q}`, data, i, number(i)))
	}
	return `{"NextShardIterator":"next","Records":[` + strings.Join(records, ",") + `]}`
}

// wrongIn tells what is wrong with a page of records from the first on; "": nothing.
func wrongIn(records []processor.Record, first int) string {
	for i, r := range records {
		n := first + i
		if string(r.Data) != fmt.Sprint("data ", n) || r.PartitionKey != fmt.Sprint("key ", n) || r.Position.SequenceNumber() != number(n) {
			return fmt.Sprintf("record %d is %q, %q at %v", n, r.Data, r.PartitionKey, r.Position)
		}
	}
	return ""
}

// Broken by: memory that goes back when a page came half into it, or twice; numbers that begin again
// with each page; a Reuse that keeps sequence numbers in the page.
func TestMemoryIsNeverOfTwoPagesAtOnce(t *testing.T) {
	type held struct {
		first  int
		page   []processor.Record
		memory *memory
	}
	rapid.Check(t, func(t *rapid.T) {
		var free memories
		var pages []held
		var done []checkpoint.Position // for good
		mode := Pages(rapid.IntRange(int(KeepPages), int(PoisonPages)).Draw(t, "pages"))
		next := 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"read", "read", "half", "refused", "done", "done"}).Draw(t, "step") {
			case "read":
				n := rapid.IntRange(1, 20).Draw(t, "records")
				in := newIntake(free.get(mode))
				if err := readInto(in, document(next, n)); err != nil {
					t.Fatal(err)
				}
				pages = append(pages, held{next, in.records, in.release()})
				next += n
			case "half": // of it comes, and then nonsense; perhaps all of it when it is asked again
				in := newIntake(free.get(mode))
				text := document(next, 10)
				if err := readInto(in, text[:rapid.IntRange(0, len(text)-1).Draw(t, "bytes")]); err == nil {
					t.Fatal("half a page was read")
				}
				if !rapid.Bool().Draw(t, "again") {
					if in.spared() != nil {
						t.Fatal("memory that a page came half into goes back")
					}
					break
				}
				if err := readInto(in, text); err != nil {
					t.Fatal(err)
				}
				pages = append(pages, held{next, in.records, in.release()})
				next += 10
			case "refused":
				free.putUnused(newIntake(free.get(mode)).spared())
			case "done":
				if len(pages) == 0 {
					break
				}
				p := pages[0]
				pages = pages[1:]
				for _, r := range p.page {
					done = append(done, r.Position)
				}
				free.put(mode, p.memory)
			}
			for _, p := range pages {
				if wrong := wrongIn(p.page, p.first); wrong != "" {
					t.Fatal(wrong)
				}
			}
		}
		for _, p := range pages {
			for _, r := range p.page {
				done = append(done, r.Position)
			}
		}
		if len(done) != next {
			t.Fatalf("%d records were done or held of %d", len(done), next)
		}
		for i, at := range done {
			if at.SequenceNumber() != number(i) {
				t.Fatalf("the position of record %d has become %v", i, at)
			}
		}
	})
}

func readInto(in *intake, text string) error {
	body, err := page.ReadBody(strings.NewReader(text), int64(len(text)), in.buffer())
	if err != nil {
		return err
	}
	return in.read(body)
}

// Broken by: a put of memory that is still read; a body that is used again under KeepPages.
func TestRecordsAreRightUntilTheNextPageIsAskedFor(t *testing.T) {
	const shards, perShard = 6, 150
	for _, mode := range []Mode{Polling, FanOut} {
		for _, pages := range []Pages{KeepPages, ReusePages, PoisonPages} {
			t.Run(fmt.Sprint(mode, pages), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newFanOutWorld(t)
					many := w.Emulator.Stream("many", shards)
					out, err := kinesis.NewFromConfig(w.Backstage()).DescribeStreamSummary(t.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("many")})
					if err != nil {
						t.Fatal(err)
					}
					w.Retriever.StreamName, w.Consumer.StreamARN, w.Pages = "many", *out.StreamDescriptionSummary.StreamARN, pages
					w.Set(mode)
					w.DropAnswer("GetRecords", emulator.After(4), emulator.Times(6))
					var all sync.WaitGroup
					for _, shard := range many.Shards() {
						id := *shard.ShardId
						all.Go(func() { readAll(t, w, many.PutTo, id, perShard) })
					}
					all.Wait()
				})
			})
		}
	}
}

// readAll puts records into a shard while it reads them, and looks at each at the last moment.
func readAll(t *testing.T, w *world, put func(shard, key, data string) string, shard string, n int) {
	s := w.Open(shard, From{})
	defer s.Close()
	var numbers []string
	var positions []checkpoint.Position
	for got := 0; got < n; {
		for range 20 {
			if i := len(numbers); i < n {
				numbers = append(numbers, put(shard, fmt.Sprint(shard, i), fmt.Sprint(shard, i)))
			}
		}
		p, err := s.Next(t.Context())
		if err != nil {
			t.Error(err)
			return
		}
		time.Sleep(1500 * time.Millisecond) // others read meanwhile
		for _, r := range p.Records {
			if want := fmt.Sprint(shard, got); string(r.Data) != want || r.PartitionKey != want {
				t.Errorf("record %d is %q, %q", got, r.Data, r.PartitionKey)
				return
			}
			positions = append(positions, r.Position)
			got++
		}
	}
	for i, at := range positions {
		if at.SequenceNumber() != numbers[i] && w.Pages != KeepPages {
			t.Errorf("the position of record %d is %v, want %s", i, at, numbers[i])
			return
		}
	}
}

// Broken by: a cursor with the position as it stands in the page; a shelf that keeps what was taken; an
// empty page that holds memory.
func TestAnIdleShardKeepsNoPage(t *testing.T) {
	for _, mode := range []Mode{Polling, FanOut} {
		for _, pages := range []Pages{KeepPages, ReusePages, PoisonPages} {
			t.Run(fmt.Sprint(mode, pages), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newFanOutWorld(t)
					w.Pages = pages
					w.Set(mode)
					for range 10 {
						w.orders.Put("k", strings.Repeat("x", 1<<20-1))
					}
					s := w.open(From{})
					var bodies []weak.Pointer[byte]
					for n := 0; n < 10; {
						p := w.page(s)
						n += len(p.Records)
						for _, r := range p.Records {
							bodies = append(bodies, weak.Make(unsafe.SliceData(r.Data)))
						}
					}
					for range 3 {
						w.page(s)
					}
					s.mu.Lock()
					for _, waits := range s.mu.shelf.pages {
						if len(waits.memory) > 0 && mode == Polling {
							t.Error("an empty page holds memory")
						}
					}
					s.mu.Unlock()
					for range 3 { // a pool lets go in two
						runtime.GC()
					}
					for i, body := range bodies {
						if body.Value() != nil {
							t.Fatalf("the page of record %d is kept", i)
						}
					}
				})
			})
		}
	}
}

// Broken by: a put that does not overwrite, or that pools what is poisoned.
func TestPoisonIsSeenInWhatWasKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Pages = PoisonPages
		w.Put(3)
		s := w.open(From{})
		var kept []byte
		var clone, record processor.Record
		for record.Data == nil {
			if p := w.page(s); len(p.Records) > 0 {
				record, clone, kept = p.Records[0], p.Records[0].Clone(), p.Records[0].Data
			}
		}
		w.Put(3)
		for n := 0; n < 3; { // others come to lie elsewhere
			n += len(w.page(s).Records)
		}
		if want := bytes.Repeat([]byte{poison}, len(kept)); !bytes.Equal(kept, want) || record.PartitionKey == "k" {
			t.Errorf("a record that was kept: %q, %q", kept, record.PartitionKey)
		}
		if string(clone.Data) != "0" || clone.PartitionKey != "k" || clone.Position != record.Position {
			t.Errorf("its clone: %q, %q, %v; its position %v", clone.Data, clone.PartitionKey, clone.Position, record.Position)
		}
	})
}

// Broken by: putUnused that keeps all.
func TestWhatIsLargeIsNotKeptForSmallPages(t *testing.T) {
	var free memories
	large := &memory{body: make([]byte, mostReused+1), records: make([]processor.Record, 2*mergedRecords+1)}
	free.put(ReusePages, large)
	if large.body != nil || large.records != nil {
		t.Errorf("room for %d bytes and %d records is kept", cap(large.body), cap(large.records))
	}
}
