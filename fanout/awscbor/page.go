package awscbor

// Pages of GetRecords: read by a decoder of their own, because records are nearly all that a consumer
// reads. They point into the document; a page costs a handful of allocations however many it has.

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"

	"github.com/shardkeeper/shardkeeper/fanout/internal/page"
)

// records are a page's as the SDK's own type.
type records struct {
	all  []types.Record
	held []held // room for what they point to
}

// held is what a record holds by pointer.
type held struct {
	sequence, key string
	arrived       time.Time
}

// decodePage reads what GetRecordsOutput.Deserialize would, from the same bytes, of either encoding.
func decodePage(document []byte, out *kinesis.GetRecordsOutput) error {
	read := page.ReadCBOR
	if inJSON(document) {
		read = page.ReadJSON
	}
	var r records
	p, err := read(document, &r)
	if err != nil {
		return err
	}
	out.Records = r.all
	if p.Has.Any(page.HasRecords) && p.Records == 0 {
		out.Records = []types.Record{}
	}
	if p.Has.Any(page.HasNext) {
		out.NextShardIterator = &p.Next
	}
	if p.Has.Any(page.HasBehind) {
		out.MillisBehindLatest = new(p.Behind.Milliseconds())
	}
	out.ChildShards = childShards(p.Children)
	return nil
}

// Grow makes room for n more. What was held stays with the records that point to it: nothing moves.
func (r *records) Grow(n int) {
	r.all = append(make([]types.Record, 0, len(r.all)+n), r.all...)
	r.held = make([]held, 0, n)
}

// Add takes one record; members that were absent stay nil.
func (r *records) Add(in *page.Record) {
	if len(r.held) == cap(r.held) {
		r.Grow(len(r.all) + 1)
	}
	r.held = append(r.held, held{in.SequenceNumber, in.PartitionKey, in.Arrived})
	h := &r.held[len(r.held)-1]
	out := types.Record{Data: in.Data, EncryptionType: types.EncryptionType(in.EncryptionType)}
	if in.Has.Any(page.HasSequenceNumber) {
		out.SequenceNumber = &h.sequence
	}
	if in.Has.Any(page.HasPartitionKey) {
		out.PartitionKey = &h.key
	}
	if in.Has.Any(page.HasArrived) {
		out.ApproximateArrivalTimestamp = &h.arrived
	}
	r.all = append(r.all, out)
}

func childShards(in []page.Child) []types.ChildShard {
	if in == nil {
		return nil
	}
	all := make([]types.ChildShard, 0, len(in))
	for _, c := range in {
		out := types.ChildShard{ParentShards: c.Parents, ShardId: present(c.Has.Any(page.HasID), c.ID)}
		if c.Has.Any(page.HasRange) {
			out.HashKeyRange = &types.HashKeyRange{
				StartingHashKey: present(c.Has.Any(page.HasStartingHashKey), c.StartingHashKey),
				EndingHashKey:   present(c.Has.Any(page.HasEndingHashKey), c.EndingHashKey),
			}
		}
		all = append(all, out)
	}
	return all
}

func present(was bool, value string) *string {
	if !was {
		return nil
	}
	return &value
}
