package kinesis

// CreateStream
//
// Behaviour: the stream is CREATING for Service.Creating, then its shards open, of equal width, and
// it is ACTIVE. On-demand streams open four, or one for each MiB/s of warm throughput if that is
// more. A name that was used before gets a creation time at least one whole second after the last one,
// since clients know it in seconds.
//
// Limits: 5 calls a second, 5 streams CREATING, 50 on-demand streams and, for the others, 20,000
// shards per account under Strict. A maximum record size between 1 and 10 MiB.
//
// Errors: Validation (also: no ShardCount, or one for an on-demand stream; warm throughput for a
// provisioned stream or an account without a commitment), InvalidArgument (AUTO for a provisioned
// stream; tags, as AddTagsToStream has it), ResourceInUse (the name is taken), LimitExceeded.

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
	p.between("maxRecordSizeInKiB", in.MaxRecordSizeInKiB, leastRecordKiB, mostRecordKiB)
	p.strategy(in.RecordDistributionStrategy)
	p.mode(in.StreamModeDetails)
	p.warmThroughput(in.WarmThroughputMiBps)
	p.tags(in.Tags)
}

func (in *createStreamInput) mode() string {
	if in.StreamModeDetails == nil {
		return provisioned
	}
	return *in.StreamModeDetails.StreamMode
}

func (in *createStreamInput) automatic() bool {
	return in.RecordDistributionStrategy != nil && *in.RecordDistributionStrategy == automatic
}

// warm is the throughput to provide for, 0 if nothing is said.
func (in *createStreamInput) warm() int {
	if in.WarmThroughputMiBps == nil {
		return 0
	}
	return int(*in.WarmThroughputMiBps)
}

// shards is how many to open.
func (in *createStreamInput) shards() (int, *wire.Error) {
	switch {
	case in.mode() == provisioned && in.automatic():
		return 0, wire.Errorf(invalidArgument, "RecordDistributionStrategy AUTO must not be given for a stream in PROVISIONED mode.")
	case in.mode() == provisioned && in.WarmThroughputMiBps != nil:
		return 0, wire.Errorf(validation, "WarmThroughputMiBps must not be given for a stream in PROVISIONED mode.")
	case in.mode() == onDemand && in.ShardCount != nil:
		return 0, wire.Errorf(validation, "ShardCount must not be given for a stream in ON_DEMAND mode.")
	case in.mode() == onDemand:
		return max(in.warm(), onDemandShards), nil
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
	if err := c.admitWarmth(in.WarmThroughputMiBps); err != nil {
		return nil, err
	}
	full := c.admitCreation(in.mode(), n) // before a stream is locked
	p := c.service.place(h, true)
	p.Lock()
	defer p.Unlock()
	if p.settle(c.ms()); p.stream != nil {
		return nil, wire.Errorf(resourceInUse, "Stream %s under account %s already exists.", h.name, h.account)
	}
	if full != nil {
		return nil, full
	}
	s := in.stream(h, p.birth(c.ms()))
	if err := s.tagged().tag(in.Tags); err != nil {
		return nil, err
	}
	s.place, p.last, p.stream = p, s.created, s
	s.become(creating, c.ms(), c.service.Creating, s.openShards(n))
	s.expect(n)
	return &empty{}, nil
}

func (in *createStreamInput) stream(h home, created int64) *stream {
	s := newStream(h, created)
	s.mode, s.warm = in.mode(), in.warm()
	if in.automatic() {
		s.strategy = automatic
	}
	if in.MaxRecordSizeInKiB != nil {
		s.maxRecord = int(*in.MaxRecordSizeInKiB) << 10
	}
	return s
}
