package emulator_test

// Receives that wait for a record.

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// A waiter is a receive under way.
type waiter struct {
	got  chan map[string]queueRecord
	from time.Time
}

// waits begins a receive, and returns once it waits.
func (w world) waits(operation, arn string, more ...string) waiter {
	w.Helper()
	r := waiter{make(chan map[string]queueRecord, 1), time.Now()}
	go func() { r.got <- w.receiveBy(operation, arn, more...) }()
	synctest.Wait()
	return r
}

// want checks what a receive got, and after how long.
func (r waiter) want(t *testing.T, records string, after time.Duration) {
	t.Helper()
	got := <-r.got
	if took := time.Since(r.from); names(got) != records || took != after {
		t.Errorf("got %q after %v, want %q after %v", names(got), took, records, after)
	}
}

// Broken by: a put that rings no bell; a front that sleeps until Wait.Until.
func TestAPutWakesAWaitingReceiverAtOnce(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		r := w.waits("ReceiveQueueRecords", arn)
		w.enqueue("a")
		r.want(t, "a", 0)
		r = w.waits("ReceiveQueueRecords", arn)
		time.Sleep(3 * time.Second)
		w.enqueue("b")
		r.want(t, "b", 3*time.Second)
	})
}

// Broken by: a deadline that begins again whenever somebody rings; another default.
func TestAWaitEndsEmpty(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		byDefault := w.waits("ReceiveQueueRecords", arn)
		twenty := w.waits("ReceiveQueueRecords", arn, `,"WaitTimeSeconds":20`)
		letters := w.waits("ReceiveDeadLetterQueueRecords", arn, `,"WaitTimeSeconds":1`)
		other := w.queue("other", "") // which rings
		time.Sleep(500 * time.Millisecond)
		told[any](w, "DeleteQueue", ofQueue(other))
		letters.want(t, "", time.Second)
		byDefault.want(t, "", 9*time.Second)
		twenty.want(t, "", 20*time.Second)
	})
}

// Nothing rings when a receipt runs out, so who waits has to know when that is.
//
// Broken by: a receive that does not tell those who wait; a wait that ends at its deadline only.
func TestAWaitEndsWhenAReceiptRunsOut(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":2}}`)
		w.enqueue("a")
		letters := w.waits("ReceiveDeadLetterQueueRecords", arn)
		w.receive(arn, `,"VisibilityTimeoutSeconds":4`)
		again := w.waits("ReceiveQueueRecords", arn, `,"VisibilityTimeoutSeconds":3`)
		again.want(t, "a", 4*time.Second)
		letters.want(t, "a", 7*time.Second)
	})
}

// Broken by: a visibility of 0, or a restore, that rings no bell.
func TestAWaitEndsWhenARecordIsGivenBack(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":2}}`)
		w.enqueue("a")
		first := w.receive(arn)
		r := w.waits("ReceiveQueueRecords", arn)
		told[receipts](w, "UpdateQueueRecordsVisibility", ofQueue(arn, entries(first, `,"VisibilityTimeoutSeconds":0`)))
		second := <-r.got
		if second["a"].ReceiveCount != 2 {
			t.Fatalf("%+v", second)
		}
		r = w.waits("ReceiveDeadLetterQueueRecords", arn)
		told[receipts](w, "UpdateQueueRecordsVisibility", ofQueue(arn, entries(second, `,"VisibilityTimeoutSeconds":0`)))
		letter := <-r.got
		r = w.waits("ReceiveQueueRecords", arn)
		told[receipts](w, "RestoreDeadLetterQueueRecords", ofQueue(arn, entries(letter, "")))
		r.want(t, "a", 0)
	})
}

// Broken by: waiters who are not told that their queue is gone.
func TestAWaitEndsWithItsQueue(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		refused := make(chan string)
		go func() {
			exception, _ := w.ask("ReceiveQueueRecords", ofQueue(arn))
			refused <- exception
		}()
		synctest.Wait()
		deleted := time.Now()
		told[any](w, "DeleteQueue", ofQueue(arn))
		if exception := <-refused; exception != "ResourceNotFoundException" || time.Since(deleted) > 0 {
			t.Errorf("%s %v later, want ResourceNotFoundException at once", exception, time.Since(deleted))
		}
	})
}

// A record that a receiver took who is gone would be out of sight for half a minute.
//
// Broken by: a front that asks once more after the client has left, or its plug was cut.
func TestAReceiverThatLeftTakesNothing(t *testing.T) {
	for name, leave := range map[string]func(cancel context.CancelFunc, cut func()){
		"cancels": func(cancel context.CancelFunc, _ func()) { cancel() },
		"is cut":  func(_ context.CancelFunc, cut func()) { cut() },
	} {
		t.Run(name, func(t *testing.T) {
			onDemand(t, func(t *testing.T, w world) {
				arn := w.queue("work", "")
				plug := w.emu.Plug()
				ctx, cancel := context.WithCancel(t.Context())
				r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://emulator.invalid/", strings.NewReader(ofQueue(arn)))
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set("X-Amz-Target", "Kinesis_20131202.ReceiveQueueRecords")
				r.Header.Set("Content-Type", "application/x-amz-json-1.1")
				left := make(chan error)
				go func() {
					out, err := plug.Do(r)
					if err == nil {
						err = out.Body.Close()
					}
					left <- err
				}()
				synctest.Wait()
				from := time.Now()
				leave(cancel, plug.Cut)
				if err := <-left; err == nil || time.Since(from) > 0 {
					t.Errorf("%v after %v, want an error at once", err, time.Since(from))
				}
				w.enqueue("a")
				if got := w.receive(arn); names(got) != "a" || got["a"].ReceiveCount != 1 {
					t.Errorf("the next one got %+v", got)
				}
				cancel()
			})
		})
	}
}

// A receive that waits is asked again whenever something changes, and is one call all the same.
//
// Broken by: a pace for the operations that wait.
func TestAReceiveThatIsAskedAgainIsOneCall(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.OnDemand("orders")
		arn := w.queue("work", "")
		r := w.waits("ReceiveQueueRecords", arn)
		w.enqueue("a")
		r.want(t, "a", 0)
	})
}
