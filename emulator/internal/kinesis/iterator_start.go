package kinesis

// Where reading a shard starts: the five types that iterators and subscriptions have in common.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	atSequence    = "AT_SEQUENCE_NUMBER"
	afterSequence = "AFTER_SEQUENCE_NUMBER"
	trimHorizon   = "TRIM_HORIZON"
	latest        = "LATEST"
	atTimestamp   = "AT_TIMESTAMP"
)

// A start is where a request wants to start: a type, and what the type needs.
type start struct {
	kind   string
	number *string
	at     *timestamp
}

// startType checks the word for a type.
func (p *problems) startType(member string, kind *string) {
	p.required(member, kind != nil)
	p.oneOf(member, kind, afterSequence, latest, atTimestamp, atSequence, trimHorizon)
}

// combination checks that the type has what it needs and nothing else.
func (w start) combination() *wire.Error {
	const either = "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or " +
		"(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified %s and "
	wantsNumber := w.kind == atSequence || w.kind == afterSequence
	switch {
	case wantsNumber && w.number == nil:
		return wire.Errorf(invalidArgument, either+"no StartingSequenceNumber.", w.kind)
	case w.kind == atTimestamp && w.at == nil:
		return wire.Errorf(invalidArgument, "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "+
			"Current request has no timestamp parameter.")
	case !wantsNumber && w.number != nil:
		return wire.Errorf(invalidArgument, either+"also a StartingSequenceNumber.", w.kind)
	case w.kind != atTimestamp && w.at != nil:
		return wire.Errorf(invalidArgument, "Timestamp must not be given for an iterator of type %s.", w.kind)
	}
	return nil
}

// locate resolves a start to the counter of the record to read first.
func (c *call) locate(s *stream, sh *shard, w start) (uint64, *wire.Error) {
	switch w.kind {
	case trimHorizon:
		return sh.log.first, nil
	case latest:
		return sh.log.next, nil
	case atTimestamp:
		if int64(*w.at) > c.ms() {
			return 0, wire.Errorf(invalidArgument, "The timestampInMillis parameter cannot be greater than the "+
				"currentTimestampInMillis. timestampInMillis: %d, currentTimestampInMillis: %d", *w.at, c.ms())
		}
		return sh.log.from(int64(*w.at)), nil
	}
	text := *w.number
	seq, ok := parseSequence(text)
	switch {
	case !ok:
		return 0, wire.Errorf(invalidArgument, "StartingSequenceNumber %s used in %s on shard %s in stream %s "+
			"under account %s is invalid.", text, c.Operation, sh.id, s.home.name, s.home.account)
	case int(seq.shard) != sh.index:
		return 0, wire.Errorf(invalidArgument, "Invalid StartingSequenceNumber. It encodes %s, while it was used in a call "+
			"to a shard with %s", shardID(int(seq.shard)), sh.id)
	case seq.created != sh.created:
		return 0, wire.Errorf(invalidArgument, "StartingSequenceNumber %s used in %s on shard %s in stream %s "+
			"under account %s is invalid because it did not come from this stream.", text, c.Operation, sh.id, s.home.name, s.home.account)
	}
	return sh.position(seq, w.kind == afterSequence), nil
}
