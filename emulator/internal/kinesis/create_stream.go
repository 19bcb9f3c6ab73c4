package kinesis

// CreateStream
//
// Behaviour: the stream is CREATING for Service.Creating, then its shards open, of equal width, and
// it is ACTIVE. On-demand streams open four. A name that was used before gets a creation time at
// least one whole second after the last one, since clients know it in seconds.
//
// Limits: 5 calls a second, 5 streams CREATING and 20,000 shards per account under Strict. A
// maximum record size between 1 and 10 MiB.
//
// Errors: Validation, InvalidArgument (no ShardCount, or one for an on-demand stream; record
// distribution and warm throughput, which are not emulated), ResourceInUse (the name is taken),
// LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type createStreamInput struct {
	StreamName                     *string
	ShardCount, MaxRecordSizeInKiB *int64
	StreamModeDetails              *modeShape
	RecordDistributionStrategy     *string
	WarmThroughputMiBps            *int64
	Tags                           map[string]string
}

const (
	onDemandShards = 4
	mostShards     = 100_000 // of one request
)

func (in *createStreamInput) validate(p *problems) {
	p.required("streamName", in.StreamName != nil)
	p.name("streamName", in.StreamName)
	p.between("shardCount", in.ShardCount, 1, mostShards)
	p.between("maxRecordSizeInKiB", in.MaxRecordSizeInKiB, 1024, 10240)
	p.oneOf("recordDistributionStrategy", in.RecordDistributionStrategy, "AUTO", "USER_PARTITION_KEY")
	if in.StreamModeDetails != nil {
		p.required("streamModeDetails.streamMode", in.StreamModeDetails.StreamMode != nil)
		p.oneOf("streamModeDetails.streamMode", in.StreamModeDetails.StreamMode, provisioned, onDemand)
	}
}

func (in *createStreamInput) mode() string {
	if in.StreamModeDetails == nil {
		return provisioned
	}
	return *in.StreamModeDetails.StreamMode
}

// shards is how many to open.
func (in *createStreamInput) shards() (int, *wire.Error) {
	switch {
	case in.RecordDistributionStrategy != nil && *in.RecordDistributionStrategy == "AUTO":
		return 0, wire.Errorf(invalidArgument, "The emulator does not distribute records itself (AUTO).")
	case in.WarmThroughputMiBps != nil:
		return 0, wire.Errorf(invalidArgument, "The emulator has no warm throughput.")
	case in.mode() == onDemand && in.ShardCount != nil:
		return 0, wire.Errorf(validation, "ShardCount must not be given for a stream in ON_DEMAND mode.")
	case in.mode() == onDemand:
		return onDemandShards, nil
	case in.ShardCount == nil:
		return 0, wire.Errorf(validation, "ShardCount must be given for a stream in PROVISIONED mode.")
	}
	return int(*in.ShardCount), nil
}

func (c *call) createStream(in *createStreamInput) (*empty, *wire.Error) {
	n, err := in.shards()
	if err != nil {
		return nil, err
	}
	h := home{c.Account, c.Region, *in.StreamName}
	if err := c.admitCreation(); err != nil {
		return nil, err
	}
	if err := c.admitShards(n); err != nil {
		return nil, err
	}
	p := c.service.place(h, true)
	p.Lock()
	defer p.Unlock()
	if p.settle(c.ms()); p.stream != nil {
		return nil, wire.Errorf(resourceInUse, "Stream %s under account %s already exists.", h.name, h.account)
	}
	p.last = p.birth(c.ms())
	p.stream = in.stream(h, p.last)
	p.stream.become(creating, c.ms(), c.service.Creating, p.stream.openShards(n))
	return &empty{}, nil
}

func (in *createStreamInput) stream(h home, created int64) *stream {
	s := newStream(h, created)
	s.mode, s.tags = in.mode(), in.Tags
	if in.MaxRecordSizeInKiB != nil {
		s.maxRecord = int(*in.MaxRecordSizeInKiB) << 10
	}
	return s
}
