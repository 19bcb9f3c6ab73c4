package kinesis

// Shapes that several operations send or take. A pointer is a member that may be absent.

type hashKeyRangeShape struct {
	StartingHashKey, EndingHashKey string
}

type sequenceRangeShape struct {
	StartingSequenceNumber string
	EndingSequenceNumber   *string `json:",omitempty"`
}

type shardShape struct {
	ShardId               string
	ParentShardId         *string `json:",omitempty"`
	AdjacentParentShardId *string `json:",omitempty"`
	HashKeyRange          hashKeyRangeShape
	SequenceNumberRange   sequenceRangeShape
}

// shape shows a shard as it was at an instant, since listings may lag.
func (sh *shard) shape(asOf int64) shardShape {
	out := shardShape{
		ShardId:             sh.id,
		HashKeyRange:        sh.hashes.shape(),
		SequenceNumberRange: sequenceRangeShape{StartingSequenceNumber: sh.startingNumber().String()},
	}
	if sh.parent != none {
		out.ParentShardId = new(shardID(sh.parent))
	}
	if sh.adjacent != none {
		out.AdjacentParentShardId = new(shardID(sh.adjacent))
	}
	if sh.closedBy(asOf) {
		out.SequenceNumberRange.EndingSequenceNumber = new(sh.endingNumber().String())
	}
	return out
}

func (r hashRange) shape() hashKeyRangeShape {
	return hashKeyRangeShape{r.start.String(), r.end.String()}
}

type childShardShape struct {
	ShardId      string
	ParentShards []string
	HashKeyRange hashKeyRangeShape
}

// childShapes is what a reader is told at the end of a closed shard.
func (sh *shard) childShapes() []childShardShape {
	shapes := make([]childShardShape, 0, len(sh.children))
	for _, child := range sh.children {
		parents := []string{shardID(child.parent)}
		if child.adjacent != none {
			parents = append(parents, shardID(child.adjacent))
		}
		shapes = append(shapes, childShardShape{child.id, parents, child.hashes.shape()})
	}
	return shapes
}

// A sheet is a page of records with what is needed to show them without their stream's lock.
type sheet struct {
	shard   *shard
	sealed  turns // the shard's, copied under the lock
	records []record
}

func (sh *shard) sheet(page []record) sheet { return sheet{sh, sh.sealed, page} }

func (p sheet) shapes() []recordShape {
	shapes := make([]recordShape, len(p.records))
	for i, r := range p.records {
		shapes[i] = recordShape{p.shard.number(r.counter, r.arrived).String(), timestamp(r.arrived), r.data, r.key, p.sealed.at(r.counter)}
	}
	return shapes
}

type recordShape struct {
	SequenceNumber              string
	ApproximateArrivalTimestamp timestamp
	Data                        []byte
	PartitionKey                string `json:",omitempty"` // a record of an AUTO stream may have none
	EncryptionType              string
}

type modeShape struct {
	StreamMode *string
}

type monitoringShape struct {
	ShardLevelMetrics []string
}

// namedStream is how most requests name their stream.
type namedStream struct {
	StreamName, StreamARN *string
}

func (in *namedStream) validate(p *problems) { p.stream(in.StreamName, in.StreamARN) }

// empty is the answer of operations that answer nothing.
type empty struct{}
