package processor

import "context"

// Records that are none of a processor's business.

// Filter is an adapter that hands on only the records that keep wants; the others are done without having
// been seen. A batch of which nothing is left is not handed on at all. keep must decide by the record
// alone, the same at each attempt, and is called for several shards at once. A checkpoint by hand of the
// batch covers what was dropped of it. The event is Filtered. Lambda's FilterCriteria.
func Filter(keep func(*Record) bool) func(Factory) Factory {
	return around(func(p RecordProcessor) RecordProcessor { return filtering{p, keep} })
}

type filtering struct {
	RecordProcessor
	keep func(*Record) bool
}

func (p filtering) ProcessRecords(ctx context.Context, in *Batch) error {
	kept := make([]Record, 0, len(in.Records))
	for i := range in.Records {
		if p.keep(&in.Records[i]) {
			kept = append(kept, in.Records[i])
		}
	}
	var err error
	if len(kept) > 0 {
		part := in.part(kept)
		part.Checkpointer = in.Checkpointer // to the end of in: what is behind the last one kept is done
		err = in.hand(ctx, p.RecordProcessor, part, kept)
	}
	if n := dropped(in.Records, kept, doneOf(err, in.Records)); n > 0 {
		Emit(ctx, Filtered{Shard: in.Shard, Records: n})
	}
	return err
}

// dropped counts the first n of all that are not among kept.
func dropped(all, kept []Record, n int) int {
	i := 0
	for _, r := range all[:n] {
		if i < len(kept) && kept[i].Position == r.Position {
			i++
		}
	}
	return n - i
}
