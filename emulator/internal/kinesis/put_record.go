package kinesis

// PutRecord
//
// Behaviour: one record to the shard that owns its hash key, or to the next one in turn on an AUTO
// stream. SequenceNumberForOrdering is checked and otherwise without effect: numbers of a shard grow
// strictly whether or not it is given.
//
// Limits: as PutRecords has them for one record.
//
// Errors: Validation (also: no partition key for a stream that goes by it), InvalidArgument (size,
// hash key, a SequenceNumberForOrdering that cannot be read, is from the future, or is given for an
// AUTO stream), ResourceNotFound, ProvisionedThroughputExceeded, those of KMS, DryRunOperation.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type putRecordInput struct {
	namedStream
	putEntry
	SequenceNumberForOrdering *string
	DryRun                    bool
}

type putRecordOutput struct{ SequenceNumber, ShardId, EncryptionType string }

func (in *putRecordInput) validate(p *problems) {
	in.namedStream.validate(p)
	in.validateAs(p, "")
	p.sequenceNumber("sequenceNumberForOrdering", in.SequenceNumberForOrdering)
}

func (c *call) putRecord(in *putRecordInput) (*putRecordOutput, *wire.Error) {
	hash, bad := in.hash() // while nobody waits; told once the stream is known to be there
	s, unlock, err := c.serving(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	m := s.meter(c.service, c.Now)
	defer m.report()
	defer unlock()
	if bad != nil {
		return nil, bad
	}
	if err := c.ordering(s.home, in.SequenceNumberForOrdering); err != nil {
		return nil, err
	}
	switch {
	case s.needsKey(&in.putEntry):
		return nil, keyless("")
	case s.strategy == automatic && in.SequenceNumberForOrdering != nil:
		return nil, wire.Errorf(invalidArgument, "SequenceNumberForOrdering must not be given for stream %s, which distributes records by AUTO.", s.home.name)
	}
	if err := s.fits(&in.putEntry); err != nil {
		return nil, err
	}
	if err := c.key(s); err != nil {
		return nil, err
	}
	if in.DryRun {
		return nil, rehearsed()
	}
	seq, sh, err := c.put(s, hash, &in.putEntry)
	m.putRecord(sh, in.size(), err == nil)
	if err != nil {
		return nil, err
	}
	return &putRecordOutput{seq.String(), sh.id, s.encryption()}, nil
}

// ordering checks the number that the record is to follow.
func (c *call) ordering(h home, text *string) *wire.Error {
	if text == nil {
		return nil
	}
	// A number may be a few seconds ahead: a child is created the second after its parents closed.
	const ahead = 5
	seq, ok := parseSequence(*text)
	if !ok || seq.seconds > c.Now.Unix()+ahead {
		return wire.Errorf(invalidArgument, "ExclusiveMinimumSequenceNumber %s used in PutRecord on stream %s under account %s is invalid.",
			*text, h.name, h.account)
	}
	return nil
}
