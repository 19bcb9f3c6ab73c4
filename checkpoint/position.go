package checkpoint

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxDigits is the longest sequence number that the service's own model admits.
const MaxDigits = 129

// ErrSyntax is wrapped by every error of Parse and At: the text is no position.
var ErrSyntax = errors.New("not a sequence number or sentinel")

// A Position is a place in a shard. The zero value is TRIM_HORIZON, the one that loses nothing.
type Position struct {
	kind kind
	seq  string // decimal without leading zeros; only of a sequence number
	sub  uint64
}

type kind int8

const ( // in KCL's order, with the safe one as zero
	atTimestamp kind = iota - 1
	trimHorizon
	latest
	sequence
	shardEnd
)

func (k kind) String() string {
	switch k {
	case atTimestamp:
		return "AT_TIMESTAMP"
	case trimHorizon:
		return "TRIM_HORIZON"
	case latest:
		return "LATEST"
	case shardEnd:
		return "SHARD_END"
	default:
		return "sequence number"
	}
}

// TrimHorizon is the oldest record that the service still keeps.
func TrimHorizon() Position { return Position{} }

// Latest is the end of the shard at a time that the lease row names, so that it is one place
// however often it is asked for.
func Latest() Position { return Position{kind: latest} }

// AtTimestamp is the first record that arrived at or after a time that the lease row names.
func AtTimestamp() Position { return Position{kind: atTimestamp} }

// ShardEnd is behind the last record of a closed shard.
func ShardEnd() Position { return Position{kind: shardEnd} }

// At is the place of one record. sub is its index within a KPL aggregate, 0 for a plain record. The
// position shares the memory of the number; see Clone.
func At(sequenceNumber string, sub uint64) (Position, error) {
	if !isSequence(sequenceNumber) {
		return Position{}, fmt.Errorf("checkpoint: %q: %w", sequenceNumber, ErrSyntax)
	}
	return Position{kind: sequence, seq: sequenceNumber, sub: sub}, nil
}

// Parse reads what String wrote, and what stands in the checkpoint column of a lease row.
func Parse(text string) (Position, error) {
	for k := atTimestamp; k <= shardEnd; k++ {
		if k != sequence && text == k.String() {
			return Position{kind: k}, nil
		}
	}
	seq, subText, inside := strings.Cut(text, "/")
	if !inside {
		return At(seq, 0)
	}
	sub, err := strconv.ParseUint(subText, 10, 64)
	if err != nil || sub == 0 || strconv.FormatUint(sub, 10) != subText {
		return Position{}, fmt.Errorf("checkpoint: %q: %w", text, ErrSyntax)
	}
	return At(seq, sub)
}

// String is the sentinel or the sequence number, with "/" and the sub-sequence number behind it
// where that is not 0. Parse reads it back.
func (p Position) String() string {
	if p.sub != 0 {
		return p.seq + "/" + strconv.FormatUint(p.sub, 10)
	}
	return p.Column()
}

// Column is String without the sub-sequence number: the checkpoint column of a lease row, whose
// sub-sequence number has a column of its own.
func (p Position) Column() string {
	if p.kind == sequence {
		return p.seq
	}
	return p.kind.String()
}

// SequenceNumber is the record's number, "" of a sentinel.
func (p Position) SequenceNumber() string { return p.seq }

// SubSequenceNumber is the index within a KPL aggregate, 0 of a plain record or a sentinel.
func (p Position) SubSequenceNumber() uint64 { return p.sub }

// IsSequence tells whether p is the place of a record rather than a sentinel.
func (p Position) IsSequence() bool { return p.kind == sequence }

// IsShardEnd tells whether everything in the shard is done.
func (p Position) IsShardEnd() bool { return p.kind == shardEnd }

// IsLatest tells whether p is the sentinel LATEST.
func (p Position) IsLatest() bool { return p.kind == latest }

// IsAtTimestamp tells whether p is the sentinel AT_TIMESTAMP.
func (p Position) IsAtTimestamp() bool { return p.kind == atTimestamp }

// IsTrimHorizon tells whether p is the sentinel TRIM_HORIZON.
func (p Position) IsTrimHorizon() bool { return p.kind == trimHorizon }

// Clone is p in memory of its own. A record's position shares the memory of the page that the record
// came in, so whoever keeps one for longer than the records (the last one done, for instance) keeps
// megabytes for 56 digits, unless it is a clone.
func (p Position) Clone() Position {
	p.seq = strings.Clone(p.seq)
	return p
}

// Compare orders positions of one shard: negative if p is before q.
func (p Position) Compare(q Position) int {
	return cmp.Or(
		cmp.Compare(p.kind, q.kind),
		cmp.Compare(len(p.seq), len(q.seq)), // no leading zeros: the longer number is the larger
		cmp.Compare(p.seq, q.seq),
		cmp.Compare(p.sub, q.sub),
	)
}

// Before tells whether p is before q in their shard.
func (p Position) Before(q Position) bool { return p.Compare(q) < 0 }
