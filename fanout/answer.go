package fanout

// What the service answered, as values of our own.

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// An answer is one page as the service gave it.
type answer struct {
	records  []processor.Record
	count    int           // of records that came, with those that were there before
	payload  int           // bytes that came, which count against the shard's 2 MB a second
	next     string        // iterator; "": the shard ended
	behind   time.Duration // from the tip, as the service says
	full     bool          // as many records as were asked for
	children []processor.Child
	asked    time.Time // when the request began, by the service's clock
}

// read makes an answer of out, the page of at most limit records that was asked for at began.
func read(out *kinesis.GetRecordsOutput, limit int32, began, now time.Time) (answer, error) {
	a := answer{
		next:     aws.ToString(out.NextShardIterator),
		behind:   time.Duration(aws.ToInt64(out.MillisBehindLatest)) * time.Millisecond,
		count:    len(out.Records),
		full:     len(out.Records) >= int(limit),
		children: children(out.ChildShards),
		asked:    asked(out, began, now),
	}
	if len(out.Records) > 0 {
		a.records = make([]processor.Record, len(out.Records))
	}
	for i := range out.Records {
		r, err := record(&out.Records[i])
		if err != nil {
			return answer{}, fmt.Errorf("fanout: read record %d of a page: %w", i, err)
		}
		a.records[i] = r
		a.payload += len(r.Data) + len(r.PartitionKey)
	}
	return a, nil
}

func record(r *types.Record) (processor.Record, error) {
	at, err := checkpoint.At(aws.ToString(r.SequenceNumber), 0)
	if err != nil {
		return processor.Record{}, err
	}
	return processor.Record{
		Data:         r.Data,
		PartitionKey: aws.ToString(r.PartitionKey),
		Position:     at,
		Arrived:      aws.ToTime(r.ApproximateArrivalTimestamp),
	}, nil
}

// children are the shards that go on; none if one of them does not name its parents, which it
// must.
func children(in []types.ChildShard) []processor.Child {
	var out []processor.Child
	for _, c := range in {
		if len(c.ParentShards) == 0 || aws.ToString(c.ShardId) == "" {
			return nil
		}
		child := processor.Child{ID: *c.ShardId, Parents: c.ParentShards}
		if r := c.HashKeyRange; r != nil {
			child.StartingHashKey, child.EndingHashKey = aws.ToString(r.StartingHashKey), aws.ToString(r.EndingHashKey)
		}
		out = append(out, child)
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

// ended tells whether the shard is closed and this was the last of it.
func (a answer) ended() bool { return a.next == "" }

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
	p := processor.Page{Records: a.records, Behind: a.behind, Done: done, End: a.ended()}
	if p.End {
		p.Children = a.children
	}
	return p
}

// recordOverhead is what a record costs in memory beside its data and partition key: the Record,
// its sequence number, and what allocators round up: 112, 64 and about 48 bytes.
const recordOverhead = 224

// held is the memory of the page, for the budget.
func (a answer) held() int64 { return int64(a.payload + len(a.records)*recordOverhead) }

// pageMost is the memory of the largest page of limit records: 10 MiB, service limit.
func pageMost(limit int32) int64 { return 10<<20 + int64(limit)*recordOverhead }
