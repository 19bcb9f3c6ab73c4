package kinesis

// The law of queues, over any history of puts, receives, acknowledgements, time and resharding.

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
	"pgregory.net/rapid"
)

// A history is a service with one queue, and what its receivers know.
type history struct {
	*rapid.T
	Service
	now    time.Time
	queue  string
	most   int64 // receives, 0: no dead letters
	put    int
	hidden map[string]time.Time // by record: nobody may get it before then
	seen   map[string]int64     // receives since the record was put or restored
	done   map[string]bool      // acknowledged
	dead   map[string]bool      // was received as a letter, and not restored since
	held   map[string]string    // handle by record, the last one given
	stale  map[string]string    // the one before that
	ids    map[string]string    // record ID by record
}

func newHistory(t *rapid.T) *history {
	h := &history{T: t, now: time.UnixMilli(1_700_000_000_000), hidden: map[string]time.Time{}, seen: map[string]int64{},
		done: map[string]bool{}, dead: map[string]bool{}, held: map[string]string{}, stale: map[string]string{}, ids: map[string]string{}}
	h.do("CreateStream", `{"StreamName":"clicks","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}`)
	rules := `{"TargetType":"NONE"}`
	if h.most = rapid.Int64Range(0, 3).Draw(t, "most receives"); h.most > 0 {
		rules = fmt.Sprintf(`{"TargetType":"BUILT_IN","MaxReceiveCount":%d}`, h.most)
	}
	var out queueOutput
	h.read(h.do("CreateQueue", fmt.Sprintf(`{"QueueName":"work","StreamConfigurationList":[{"StreamARN":%q}],"QueueAttributes":{"DeadLetterConfiguration":%s}}`,
		home{"000000000000", "us-east-1", "clicks"}.arn(), rules)), &out)
	h.queue = out.QueueDescription.QueueARN
	return h
}

// do asks, and answers the document, nil if the call waits.
func (h *history) do(operation, body string) []byte {
	h.Helper()
	out, err := h.Serve(wire.Request{Operation: operation, Account: "000000000000", Region: "us-east-1", Now: h.now, Body: []byte(body)})
	if err != nil {
		h.Fatalf("%s %s: %s: %s", operation, body, err.Type, err.Message)
	}
	return out.Document
}

func (h *history) read(document []byte, into any) {
	h.Helper()
	if err := json.Unmarshal(document, into); err != nil {
		h.Fatal(err)
	}
}

func (h *history) puts() {
	for range rapid.IntRange(1, 12).Draw(h.T, "records") {
		name := fmt.Sprint(h.put)
		h.put++
		data, _ := json.Marshal([]byte(name)) // bytes are always written
		h.do("PutRecord", fmt.Sprintf(`{"StreamName":"clicks","PartitionKey":%q,"Data":%s}`, name, data))
	}
}

func (h *history) receives() {
	h.receive(h.Boolean("letters"), rapid.Int64Range(0, 60).Draw(h.T, "seconds"))
}

// Boolean draws one.
func (h *history) Boolean(label string) bool { return rapid.Bool().Draw(h.T, label) }

// receive receives once, and tells how many records came.
func (h *history) receive(letters bool, seconds int64) int {
	h.Helper()
	operation := "ReceiveQueueRecords"
	if letters {
		operation = "ReceiveDeadLetterQueueRecords"
	}
	document := h.do(operation, fmt.Sprintf(`{"QueueARN":%q,"Limit":%d,"VisibilityTimeoutSeconds":%d}`,
		h.queue, rapid.IntRange(1, 10).Draw(h.T, "limit"), seconds))
	if document == nil {
		return 0
	}
	var out receiveOutput
	h.read(document, &out)
	once := map[string]bool{}
	for _, r := range out.QueueRecords {
		name := string(r.Data)
		if once[name] {
			h.Errorf("record %s came twice in one answer", name)
		}
		once[name] = true
		h.came(name, r, letters)
		h.stale[name] = h.held[name]
		h.hidden[name], h.held[name] = h.now.Add(time.Duration(seconds)*time.Second), r.ReceiptHandle
	}
	return len(out.QueueRecords)
}

// came checks that a record may come, and on this way.
func (h *history) came(name string, r queueRecordShape, letter bool) {
	h.Helper()
	h.seen[name]++
	switch {
	case h.done[name]:
		h.Errorf("record %s came after it was acknowledged", name)
	case h.now.Before(h.hidden[name]):
		h.Errorf("record %s came %v before it was visible", name, h.hidden[name].Sub(h.now))
	case h.ids[name] != "" && h.ids[name] != r.RecordId:
		h.Errorf("record %s has another ID", name)
	case r.ReceiveCount != h.seen[name]:
		h.Errorf("record %s was received %d times, it says %d", name, h.seen[name], r.ReceiveCount)
	case letter && (h.most == 0 || h.seen[name] <= h.most):
		h.Errorf("record %s is a letter at receive %d of %d", name, h.seen[name], h.most)
	case !letter && (h.dead[name] || h.most > 0 && h.seen[name] > h.most):
		h.Errorf("letter %s came as a record, receive %d of %d", name, h.seen[name], h.most)
	}
	h.dead[name], h.ids[name] = letter, r.RecordId
}

// settles acknowledges, restores or hides what was received, with a handle that may be good no more.
func (h *history) settles() {
	if len(h.held) == 0 {
		return
	}
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(h.held))).Draw(h.T, "record")
	of := map[bool]string{false: "", true: "DeadLetter"}[h.dead[name]]
	good := h.now.Before(h.hidden[name]) && !h.done[name]
	if old := h.stale[name]; old != "" {
		h.with("Acknowledge"+of+"QueueRecords", old, name, "", false)
	}
	switch action := rapid.SampledFrom([]string{"Acknowledge", "Update", "Restore"}).Draw(h.T, "action"); action {
	case "Acknowledge":
		if h.with("Acknowledge"+of+"QueueRecords", h.held[name], name, "", good) {
			h.done[name] = true
		}
	case "Update":
		seconds := rapid.Int64Range(0, 60).Draw(h.T, "seconds")
		if h.with("Update"+of+"QueueRecordsVisibility", h.held[name], name, fmt.Sprintf(`,"VisibilityTimeoutSeconds":%d`, seconds), good) {
			h.hidden[name] = h.now.Add(time.Duration(seconds) * time.Second)
		}
	case "Restore":
		if h.with("RestoreDeadLetterQueueRecords", h.held[name], name, "", good && h.dead[name]) {
			h.seen[name], h.dead[name], h.hidden[name] = 0, false, h.now
		}
	}
}

// with shows a handle of a record, and checks that it counts exactly if it is good.
func (h *history) with(operation, handle, name, more string, good bool) bool {
	h.Helper()
	var out receiptsOutput
	h.read(h.do(operation, fmt.Sprintf(`{"QueueARN":%q,"Entries":[{"ReceiptHandle":%q%s}]}`, h.queue, handle, more)), &out)
	if ok := len(out.Successful) == 1; ok != good || len(out.Failed)+len(out.Successful) != 1 {
		h.Errorf("%s of record %s: %+v, want success %v", operation, name, out, good)
	}
	return len(out.Successful) == 1
}

// reshards has the stream grow or shrink as its traffic makes it do.
func (h *history) reshards() {
	p := h.place(home{"000000000000", "us-east-1", "clicks"}, false)
	p.Lock()
	defer p.Unlock()
	s := p.stream
	if i := rapid.IntRange(0, len(s.open)-1).Draw(h.T, "shard"); i+1 < len(s.open) && h.Boolean("merge") {
		s.merge(s.open[i], s.open[i+1], h.now.UnixMilli())
	} else {
		hashes := s.open[i].hashes
		s.split(s.open[i], hashes.middle(), h.now.UnixMilli())
	}
}

// waits lets time pass: any time, or all but a millisecond of a visibility timeout.
func (h *history) waits() {
	for _, name := range slices.Sorted(maps.Keys(h.hidden)) {
		if before := h.hidden[name].Add(-time.Millisecond); h.now.Before(before) && h.Boolean("just before") {
			h.now = before
			return
		}
	}
	h.now = h.now.Add(time.Duration(rapid.Int64Range(1, 40_000).Draw(h.T, "milliseconds")) * time.Millisecond)
}

// ends acknowledges all that is left.
func (h *history) ends() {
	h.Helper()
	for quiet := 0; quiet < 2; { // what is in flight is visible, or a letter, after an hour
		h.now, quiet = h.now.Add(time.Hour), quiet+1
		for _, letters := range []bool{false, true} {
			for h.receive(letters, 60) > 0 {
				quiet = 0
				for name, until := range h.hidden {
					if h.now.Before(until) && !h.done[name] && h.dead[name] == letters {
						h.with(map[bool]string{false: "AcknowledgeQueueRecords", true: "AcknowledgeDeadLetterQueueRecords"}[letters], h.held[name], name, "", true)
						h.done[name] = true
					}
				}
			}
		}
	}
	if len(h.done) != h.put {
		h.Errorf("%d of %d records were acknowledged", len(h.done), h.put)
	}
}

// Whatever happens, each record is acknowledged exactly once, none is lost, and none is given to two
// receivers within its visibility timeout. Receipts count exactly as long as they are good, and a record
// is a letter exactly after so many receives.
//
// Broken by: a settle that lands loans a millisecond late, or early; dead letters a receive early or late; a take that leaves a loan on its
// pile while it goes on; a receipt that is not compared with the last one; a desk that begins in a new
// shard at its end; a restore that keeps the count.
func TestEachRecordIsAcknowledgedOnceAndNoneIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		t.Repeat(map[string]func(*rapid.T){
			"put": func(*rapid.T) { h.puts() }, "receive": func(*rapid.T) { h.receives() }, "settle": func(*rapid.T) { h.settles() },
			"reshard": func(*rapid.T) { h.reshards() }, "wait": func(*rapid.T) { h.waits() },
		})
		h.ends()
	})
}
