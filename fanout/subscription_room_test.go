package fanout

// Memory: nothing is read that there is no room for, and waiting for room is no silence.

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
)

// Broken by: an event that is read before there is room; a reader that is ahead of its events.
func TestNothingOfAnEventIsReadBeforeThereIsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		s := w.begin(fromHorizon)
		w.want(s)
		w.orders.Put("k", strings.Repeat("x", 100_000))
		before := w.http.read.Load()
		var asked int64
		room := make(chan struct{})
		got := make(chan event)
		go func() {
			e, err := s.next(t.Context(), func(_ context.Context, n int64) (int64, bool) {
				asked = n
				<-room
				return n, true
			})
			if err != nil {
				t.Error(err)
			}
			got <- e
		}()
		time.Sleep(time.Minute) // much longer than silence
		if read := w.http.read.Load() - before; read != 12 {
			t.Errorf("without room, %d bytes were read, want the 12 that say how many there are", read)
		}
		close(room)
		e := <-got
		if e.payload != 100_001 || e.reserved != asked {
			t.Errorf("then %d bytes came, for which %d were reserved of %d", e.payload, e.reserved, asked)
		}
		if e.bytes < 133_000 || e.bytes+recordOverhead > asked {
			t.Errorf("the event holds %d bytes of memory, and room was asked for %d", e.bytes, asked)
		}
		if e = w.want(s); e.waited > heartbeat {
			t.Errorf("after a minute without room, the next event came after %v", e.waited)
		}
	})
}

const heartbeat = 5 * time.Second // service

// Broken by: room for the bytes of the frame alone.
func TestRoomIsMadeForTheRecordsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		for range 1000 {
			w.orders.Put("k", "")
		}
		e := w.want(w.begin(fromHorizon))
		if held := e.bytes + int64(len(e.records))*recordOverhead; len(e.records) != 1000 || held > e.reserved {
			t.Errorf("%d empty records hold %d bytes, %d were reserved", len(e.records), held, e.reserved)
		}
		if size := unsafe.Sizeof(processor.Record{}); 2*size > recordOverhead {
			t.Errorf("a record has %d bytes, and is counted with %d", size, recordOverhead)
		}
	})
}

// Broken by: what was reserved, forgotten with an error.
func TestWhatWasReservedIsToldWithTheErrorToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		s := w.begin(fromHorizon)
		w.want(s)
		w.emu.FailSubscriptions(emulator.InternalFailure)
		var made int64
		e, err := s.next(t.Context(), func(_ context.Context, n int64) (int64, bool) {
			made += n
			return n, true
		})
		if !errors.Is(err, errInStream) || made == 0 || e.reserved != made {
			t.Errorf("%d bytes were reserved, %d are told, with %v", made, e.reserved, err)
		}
	})
}

// Broken by: a wait for room that outlives its context.
func TestWhoWaitsForRoomCanBeStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		s := w.begin(fromHorizon)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		e, err := s.next(ctx, func(ctx context.Context, n int64) (int64, bool) {
			<-ctx.Done()
			return 0, false
		})
		if !errors.Is(err, context.DeadlineExceeded) || e.reserved != 0 {
			t.Errorf("%d bytes are reserved, %v", e.reserved, err)
		}
	})
}

// Broken by: room that is made anew for each message that says nothing.
func TestMessagesThatSayNothingNeedRoomOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		w.http.body = func(out *http.Response) {
			many := strings.NewReader(strings.Repeat(string(firstMessage(t, out)), 1000))
			out.Body = insteadOf(out.Body, io.MultiReader(many, out.Body))
		}
		calls := 0
		e, err := w.begin(fromHorizon).next(t.Context(), func(_ context.Context, n int64) (int64, bool) {
			calls++
			return n, true
		})
		if err != nil || calls > 2 || e.reserved > 2000 {
			t.Errorf("%d times room was made, %d bytes in all, %v", calls, e.reserved, err)
		}
	})
}

// Broken by: a buffer or a slice of its own for each event.
func TestMemoryIsUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newListeners(t)
		one := new(memory)
		w.memory = func() *memory { return one }
		s := w.begin(fromHorizon)
		w.want(s)
		w.orders.Put("k", strings.Repeat("x", 10_000))
		first := w.want(s)
		body, records := &one.body[0], &one.records[0]
		w.orders.Put("k", "shorter")
		e := w.want(s)
		if first.memory != one || e.memory != one || &one.body[0] != body || &one.records[0] != records || said(e) != "shorter" {
			t.Errorf("the second event has other memory, or says %q", said(e))
		}
	})
}
