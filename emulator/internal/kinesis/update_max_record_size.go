package kinesis

// UpdateMaxRecordSize
//
// Behaviour: the stream takes records of another size from now on, smaller or larger; those that are
// there stay. The stream is UPDATING for Service.Updating and goes by the old size until then. It is
// named by ARN only.
//
// Limits: 1,024 to 10,240 KiB, data and partition key. 5 calls a second per stream under Strict.
//
// Errors: Validation, InvalidArgument (no ARN), ResourceNotFound, ResourceInUse (stream not ACTIVE),
// LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateMaxRecordSizeInput struct {
	StreamARN          *string
	MaxRecordSizeInKiB *int64
}

const leastRecordKiB, mostRecordKiB = 1024, 10240

func (in *updateMaxRecordSizeInput) validate(p *problems) {
	p.stream(nil, in.StreamARN)
	p.required("maxRecordSizeInKiB", in.MaxRecordSizeInKiB != nil)
	p.between("maxRecordSizeInKiB", in.MaxRecordSizeInKiB, leastRecordKiB, mostRecordKiB)
}

func (c *call) updateMaxRecordSize(in *updateMaxRecordSizeInput) (*empty, *wire.Error) {
	if in.StreamARN == nil {
		return nil, wire.Errorf(invalidArgument, "StreamARN must be given.")
	}
	s, unlock, err := c.idle(nil, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	bytes := int(*in.MaxRecordSizeInKiB) << 10
	s.become(updating, c.ms(), c.service.Updating, func(int64) { s.maxRecord = bytes })
	return &empty{}, nil
}
