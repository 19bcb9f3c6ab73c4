package emulator_test

// Receiving, acknowledging, hiding, and what becomes of a record that nobody acknowledges.

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const anHour = `,"VisibilityTimeoutSeconds":3600`

// Broken by: a record that shows its sequence number's second as its arrival; a first receive that is
// the last.
func TestAReceivedRecordSaysWhatIsKnownOfIt(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		put := time.Now()
		w.enqueue("a")
		time.Sleep(2500 * time.Millisecond)
		first := w.receive(arn)["a"]
		time.Sleep(30 * time.Second)
		second := w.receive(arn)["a"]
		at := func(d time.Duration) float64 { return float64(put.Add(d).UnixMilli()) / 1000 }
		if first.PartitionKey != "a" || first.ReceiveCount != 1 || first.ApproximateArrivalTimestamp != at(0) || first.FirstReceiveTimestamp != at(2500*time.Millisecond) {
			t.Errorf("first: %+v", first)
		}
		if second.ReceiveCount != 2 || second.FirstReceiveTimestamp != first.FirstReceiveTimestamp || second.RecordId != first.RecordId || second.ReceiptHandle == first.ReceiptHandle {
			t.Errorf("second: %+v, first: %+v", second, first)
		}
		if strings.Trim(first.RecordId, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(first.RecordId) > 64 || len(first.ReceiptHandle) > 1024 {
			t.Errorf("record ID %q, handle %q", first.RecordId, first.ReceiptHandle)
		}
	})
}

// Broken by: a limit that counts shards; a default above ten.
func TestAReceiveGivesTenRecordsAtMost(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		for i := range 25 {
			w.enqueue(fmt.Sprint(i))
		}
		for _, want := range []int{10, 3, 10, 2} {
			more := ""
			if want == 3 {
				more = `,"Limit":3`
			}
			if got := w.receive(arn, more); len(got) != want {
				t.Errorf("received %d records, want %d", len(got), want)
			}
		}
	})
}

// Broken by: new records that always wait for old ones, or the reverse.
func TestWhatHasBeenVisibleLongestComesFirst(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		w.enqueue("old")
		w.receive(arn, `,"VisibilityTimeoutSeconds":5`)
		w.enqueue("before it is visible again")
		time.Sleep(6 * time.Second)
		w.enqueue("after")
		for _, want := range []string{"before it is visible again", "old", "after"} {
			if got := w.receive(arn, `,"Limit":1`); names(got) != want {
				t.Errorf("received %q, want %q", names(got), want)
			}
		}
	})
}

// Broken by: an acknowledgement that leaves the loan on its pile; entries that fail together.
func TestAnAcknowledgedRecordNeverComesAgain(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		w.enqueue("a", "b")
		got := w.receive(arn)
		b := map[string]queueRecord{"b": got["b"]}
		w.wantFailed("the first time", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(arn, entries(b, ""))))
		w.wantFailed("a damaged handle and one again", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(arn,
			`,"Entries":[{"ReceiptHandle":"damaged"},{"ReceiptHandle":"`+got["b"].ReceiptHandle+`"}]`)),
			"InvalidArgumentException", "ResourceNotFoundException")
		time.Sleep(time.Minute)
		w.wantFailed("a handle that ran out", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(arn, entries(map[string]queueRecord{"a": got["a"]}, ""))), "InvalidArgumentException")
		if again := w.receive(arn); names(again) != "a" {
			t.Errorf("received %q a minute later, want a alone", names(again))
		}
		w.wantFailed("the handle of an earlier receive", told[receipts](w, "AcknowledgeQueueRecords", ofQueue(arn, entries(map[string]queueRecord{"a": got["a"]}, ""))), "InvalidArgumentException")
	})
}

// Broken by: an extension that is added to what is left; one that gives another handle.
func TestVisibilityCountsFromItsUpdate(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", "")
		w.enqueue("a")
		got := w.receive(arn)
		time.Sleep(20 * time.Second)
		w.wantFailed("longer", told[receipts](w, "UpdateQueueRecordsVisibility", ofQueue(arn, entries(got, `,"VisibilityTimeoutSeconds":40`))))
		time.Sleep(39 * time.Second)
		w.wantFailed("again", told[receipts](w, "UpdateQueueRecordsVisibility", ofQueue(arn, entries(got, `,"VisibilityTimeoutSeconds":2`))))
		time.Sleep(2 * time.Second)
		w.wantFailed("too late", told[receipts](w, "UpdateQueueRecordsVisibility", ofQueue(arn, entries(got, `,"VisibilityTimeoutSeconds":2`))), "InvalidArgumentException")
		if again := w.receive(arn, `,"WaitTimeSeconds":1`); names(again) != "a" {
			t.Errorf("received %q", names(again))
		}
	})
}

// Broken by: a letter that is one when it is received for the last time, not when that ran out; one
// that a receive of records still finds; a restore that keeps the count.
func TestARecordThatNobodyAcknowledgesIsADeadLetter(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"QueueAttributes":{"VisibilityTimeoutSeconds":10,"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":2}}`)
		w.enqueue("a")
		w.receive(arn)
		time.Sleep(10 * time.Second)
		second := w.receive(arn)
		if got := w.receiveBy("ReceiveDeadLetterQueueRecords", arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("it is a letter while its second receiver has it: %+v", got)
		}
		for _, operation := range []string{"AcknowledgeDeadLetterQueueRecords", "UpdateDeadLetterQueueRecordsVisibility", "RestoreDeadLetterQueueRecords"} {
			w.wantFailed(operation, told[receipts](w, operation, ofQueue(arn, entries(second, `,"VisibilityTimeoutSeconds":5`))), "InvalidArgumentException")
		}
		time.Sleep(9 * time.Second)
		if got := w.receive(arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("received a third time: %+v", got)
		}
		w.wantFailed("an old handle", told[receipts](w, "AcknowledgeDeadLetterQueueRecords", ofQueue(arn, entries(second, ""))), "InvalidArgumentException")
		letter := w.receiveBy("ReceiveDeadLetterQueueRecords", arn)
		if names(letter) != "a" || letter["a"].PartitionKey != "a" || letter["a"].RecordId != second["a"].RecordId {
			t.Fatalf("letters %+v", letter)
		}
		for _, operation := range []string{"AcknowledgeQueueRecords", "UpdateQueueRecordsVisibility"} {
			w.wantFailed(operation, told[receipts](w, operation, ofQueue(arn, entries(letter, `,"VisibilityTimeoutSeconds":5`))), "InvalidArgumentException")
		}
		w.wantFailed("hidden for longer", told[receipts](w, "UpdateDeadLetterQueueRecordsVisibility", ofQueue(arn, entries(letter, anHour))))
		time.Sleep(30 * time.Minute)
		w.wantFailed("restored", told[receipts](w, "RestoreDeadLetterQueueRecords", ofQueue(arn, entries(letter, ""))))
		for count := range 2 {
			if got := w.receive(arn); got["a"].ReceiveCount != count+1 {
				t.Errorf("restored: %+v", got)
			}
			time.Sleep(10 * time.Second)
		}
		letter = w.receiveBy("ReceiveDeadLetterQueueRecords", arn)
		w.wantFailed("done with", told[receipts](w, "AcknowledgeDeadLetterQueueRecords", ofQueue(arn, entries(letter, ""))))
		time.Sleep(time.Hour)
		if got := w.receiveBy("ReceiveDeadLetterQueueRecords", arn, `,"WaitTimeSeconds":1`); len(got) > 0 {
			t.Errorf("a letter came after it was acknowledged: %+v", got)
		}
	})
}

// Broken by: a target that is not looked at.
func TestWithoutATargetARecordComesAgainAndAgain(t *testing.T) {
	onDemand(t, func(t *testing.T, w world) {
		arn := w.queue("work", `,"QueueAttributes":{"VisibilityTimeoutSeconds":0,"DeadLetterConfiguration":{"TargetType":"NONE"}}`)
		w.enqueue("a")
		for count := range 50 {
			if got := w.receive(arn); got["a"].ReceiveCount != count+1 {
				t.Fatalf("receive %d: %+v", count+1, got)
			}
		}
		told[any](w, "UpdateQueue", ofQueue(arn, `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN","MaxReceiveCount":50}}`))
		if got := w.receiveBy("ReceiveDeadLetterQueueRecords", arn); names(got) != "a" {
			t.Errorf("letters %q after the update", names(got))
		}
	})
}
