package processor_test

// What outlives a page must not keep it.

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
	"weak"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// onePage gives a page once, and then nothing for as long as it is asked.
type onePage struct {
	body weak.Pointer[byte] // that the page's records lie in
	page *processor.Page
}

func newOnePage(t *testing.T, records int) *onePage {
	t.Helper()
	const number = "49590338271490256608559692538361571095921575989136588898"
	body := make([]byte, 10<<20)
	var page processor.Page
	for i := range records {
		at := body[i*len(number):][:len(number):len(number)]
		copy(at, number)
		at[len(at)-1] = byte('0' + i)
		text := unsafe.String(&at[0], len(at))
		position, err := checkpoint.At(text, 0)
		if err != nil {
			t.Fatal(err)
		}
		page.Records = append(page.Records, processor.Record{Data: at, PartitionKey: text, Position: position})
	}
	return &onePage{weak.Make(&body[0]), &page}
}

func (s *onePage) Next(ctx context.Context) (processor.Page, error) {
	if p := s.page; p != nil {
		s.page = nil
		return *p, nil
	}
	<-ctx.Done()
	return processor.Page{}, context.Cause(ctx)
}

// hoarder keeps whatever of a batch it may keep, but no record.
type hoarder struct {
	processor.Defaults
	checkpointers []*processor.Checkpointer
	prepared      []*processor.Prepared
	events        []processor.Event
	mu            sync.Mutex
}

func (h *hoarder) ProcessRecords(ctx context.Context, b *processor.Batch) error {
	h.checkpointers = append(h.checkpointers, b.Checkpointer)
	if b.Attempt == 1 && len(b.Records) == 4 {
		if err := b.Checkpointer.CheckpointAt(ctx, b.Records[0].Position); err != nil {
			return err
		}
		return processor.FailedAt(b.Records[2].Position, errSick)
	}
	p, err := b.Checkpointer.PrepareAt(ctx, b.Records[1].Position, nil)
	h.prepared = append(h.prepared, p)
	return err
}

func (h *hoarder) note(e processor.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
}

// Broken by: a read that waits with the page before it; a Checkpointer, the ledger, a prepared
// checkpoint, FailedAt, or Processed with the position as it stands in the page.
func TestNothingThatOutlivesAPageKeepsIt(t *testing.T) {
	for name, manual := range map[string]bool{"automatic": false, "by hand": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source, user := newOnePage(t, 4), new(hoarder)
				body, row := source.body, processortest.NewRow(checkpoint.Progress{})
				r := &processor.Runner{
					New:    func(processor.Shard) processor.RecordProcessor { return user },
					Source: source, Committer: row, Held: row.Held, Finish: row.Finish, Manual: manual, Observe: user.note,
				}
				stopping, done := make(chan struct{}), make(chan struct{})
				go func() { defer close(done); r.Run(t.Context(), stopping, nil) }()
				synctest.Wait()
				time.Sleep(time.Minute) // over the pause behind the failure
				synctest.Wait()
				runtime.GC()
				if body.Value() != nil {
					t.Error("the page is kept while the shard waits for the next")
				}
				if len(user.prepared) != 1 || len(user.checkpointers) != 2 {
					t.Errorf("%d prepared, %d batches, want 1 and 2", len(user.prepared), len(user.checkpointers))
				}
				close(stopping)
				<-done
				runtime.KeepAlive(user)
				runtime.KeepAlive(row)
			})
		})
	}
}
