package fanout

// What the service answered, as values of our own.

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
	"github.com/shardkeeper/shardkeeper/processor"
)

// An answer is one page, or one event of a subscription, as the service gave it.
type answer struct {
	records []processor.Record
	count   int   // of records that came, with those that were there before
	payload int   // bytes of data and partition keys that came, which count against the shard's 2 MB a second
	bytes   int64 // of memory that records point into

	iterator     string        // for the next call, of a page
	continuation string        // of an event: what follows it is behind this sequence number
	end          bool          // the shard is closed and this was the last of it
	behind       time.Duration // from the tip, as the service says
	full         bool          // as many records as were asked for, or as an event can have
	children     []processor.Child
	asked        time.Time // when the request began, by the service's clock
	memory       *memory   // to be used again; nil: left to the garbage collector
}

// paged makes an answer of a page of at most limit records that was asked for at began.
func paged(out *kinesis.GetRecordsOutput, in *intake, limit int32, began, now time.Time) answer {
	return answer{
		records:  in.records,
		count:    len(in.records),
		payload:  in.payload,
		bytes:    in.size(),
		iterator: in.page.Next,
		end:      in.page.Next == "",
		behind:   in.page.Behind,
		full:     len(in.records) >= int(limit),
		children: children(in.page.Children),
		asked:    asked(out, began, now),
		memory:   in.release(),
	}
}

// fullEvent is how many records an event has at most: as many as a page.
const fullEvent = DefaultLimit

// answer makes an answer of an event.
func (e event) answer() answer {
	return answer{
		records:      e.records,
		count:        len(e.records),
		payload:      e.payload,
		bytes:        e.bytes,
		continuation: e.page.Next,
		end:          e.page.Next == "",
		behind:       e.page.Behind,
		full:         len(e.records) >= fullEvent,
		children:     children(e.page.Children),
		asked:        e.asked,
		memory:       e.memory,
	}
}

// children are the shards that go on; none if one of them does not name its parents, which it
// must.
func children(in []page.Child) []processor.Child {
	var out []processor.Child
	for _, c := range in {
		if len(c.Parents) == 0 || c.ID == "" {
			return nil
		}
		out = append(out, processor.Child{ID: c.ID, Parents: c.Parents, StartingHashKey: c.StartingHashKey, EndingHashKey: c.EndingHashKey})
	}
	return out
}

// asked is when the request began by the service's clock, or a little earlier: the Date of the
// answer, which is in whole seconds and rounded down, less the time that the answer took. It
// holds whatever the local clock says, as long as it runs at the right rate. Without a Date the
// local clock is trusted.
func asked(out *kinesis.GetRecordsOutput, began, now time.Time) time.Time {
	date, ok := middleware.GetServerTime(out.ResultMetadata)
	if !ok {
		return began.Round(0)
	}
	if at, ok := middleware.GetResponseAt(out.ResultMetadata); ok {
		now = at
	}
	return date.Add(-max(now.Sub(began), 0))
}

// caughtUp tells whether there was nothing more when the request began. A full page is not
// believed: some emulators always say that there is nothing more.
func (a answer) caughtUp() bool { return a.behind == 0 && !a.full }

// without drops the records at and before last: those that an iterator taken at the last record
// fetched brings again.
func (a answer) without(last checkpoint.Position) answer {
	if !last.IsSequence() {
		return a
	}
	n := 0
	for n < len(a.records) && !last.Before(a.records[n].Position) {
		n++
	}
	a.records = a.records[n:]
	return a
}

// page is what the processor gets of it; done: everything that arrived until then is in this
// page or was in one before.
func (a answer) page(done time.Time) processor.Page {
	p := processor.Page{Records: a.records, Behind: a.behind, Done: done, End: a.end}
	if p.End {
		p.Children = a.children
	}
	return p
}

// recordOverhead is what a record costs in memory beside the page that it points into: the Record,
// and the copy of it that user code gets, of 120 bytes each.
const recordOverhead = 240

// held is the memory of the page, for the budget.
func (a answer) held() int64 { return a.bytes + int64(len(a.records)*recordOverhead) }

// The bytes of a page's largest document: 10 MiB of data and keys (service limit), which are four
// thirds in JSON, and the names and numbers of each record.
const (
	mostDocument = 10 << 20 / 3 * 4
	mostNaming   = 220
)

// pageMost is the memory of the largest page of limit records.
func pageMost(limit int32) int64 { return mostDocument + int64(limit)*(recordOverhead+mostNaming) }
