package kinesis

// UpdateStreamMode
//
// Behaviour: the stream is UPDATING for Service.Updating, then it has the other mode. Its shards stay
// as they are, unless warm throughput asks an on-demand stream for more. The mode that it has already
// is accepted and changes nothing. A stream is named by its ARN only.
//
// Limits: under Strict 2 changes in 24 hours per stream, 50 on-demand streams per account and the
// quota of shards, 5 calls a second per account.
//
// Errors: Validation (also: warm throughput for an account without a commitment, or without a change
// to ON_DEMAND), InvalidArgument (an AUTO stream becomes provisioned), ResourceNotFound, ResourceInUse
// (stream not ACTIVE, or a stream with queues becomes provisioned), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type updateStreamModeInput struct {
	StreamARN           *string
	StreamModeDetails   *modeShape
	WarmThroughputMiBps *int64
}

const switchesADay = 2

func (in *updateStreamModeInput) validate(p *problems) {
	p.required("streamARN", in.StreamARN != nil)
	p.stream(nil, in.StreamARN)
	p.required("streamModeDetails", in.StreamModeDetails != nil)
	p.mode(in.StreamModeDetails)
	p.warmThroughput(in.WarmThroughputMiBps)
}

// mode checks the mode that a request names.
func (p *problems) mode(m *modeShape) {
	if m != nil {
		p.required("streamModeDetails.streamMode", m.StreamMode != nil)
		p.oneOf("streamModeDetails.streamMode", m.StreamMode, provisioned, onDemand)
	}
}

func (c *call) updateStreamMode(in *updateStreamModeInput) (*empty, *wire.Error) {
	var n census
	if c.strict() {
		n = c.census() // before a stream is locked
	}
	s, unlock, err := c.idle(nil, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	mode := *in.StreamModeDetails.StreamMode
	if err := c.admitMode(s, mode, in.WarmThroughputMiBps, n); err != nil || mode == s.mode {
		return &empty{}, err
	}
	s.warm = 0
	if in.WarmThroughputMiBps != nil {
		s.warm = int(*in.WarmThroughputMiBps)
	}
	s.become(updating, c.ms(), c.service.Updating, func(at int64) {
		s.mode = mode
		if s.warm > len(s.open) {
			s.reshapeToWarmth(at)
		}
		s.uncount()
	})
	return &empty{}, nil
}

// admitMode checks what stands against a mode: the request, the stream, the account, the day.
func (c *call) admitMode(s *stream, mode string, warm *int64, n census) *wire.Error {
	changes := mode != s.mode
	switch {
	case warm != nil && (mode != onDemand || !changes):
		return wire.Errorf(validation, "WarmThroughputMiBps can be given only when the mode of a stream changes to ON_DEMAND.")
	case !changes:
		return nil
	case mode == provisioned && len(s.queues) > 0:
		return wire.Errorf(resourceInUse, "Stream %s under account %s has %d queues, which a stream in PROVISIONED mode cannot. Delete them first.",
			s.home.name, s.home.account, len(s.queues))
	case mode == provisioned && s.strategy == automatic:
		return wire.Errorf(invalidArgument, "Stream %s distributes records by AUTO, which a stream in PROVISIONED mode cannot.", s.home.name)
	}
	if err := c.admitWarmth(warm); err != nil || !c.strict() {
		return err
	}
	if err := c.modeFits(n, s, mode); err != nil {
		return err
	}
	return c.admitDaily(s, &s.switches, switchesADay)
}

// modeFits: does the account have room for the stream in its new mode?
func (c *call) modeFits(n census, s *stream, mode string) *wire.Error {
	if mode == onDemand {
		return c.onDemandFits(n)
	}
	return c.shardsFit(n, len(s.open))
}
