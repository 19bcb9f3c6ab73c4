package kinesis

// What the two operations on retention share: 24 to 8,760 hours, the stream UPDATING for
// Service.Updating, 5 calls a second per account under Strict.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type retentionInput struct {
	namedStream
	RetentionPeriodHours *int64
}

func (in *retentionInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("retentionPeriodHours", in.RetentionPeriodHours != nil)
}

func (c *call) changeRetention(in *retentionInput, allowed func(name string, hours, current int) *wire.Error) (*empty, *wire.Error) {
	s, unlock, err := c.stream(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	hours := int(*in.RetentionPeriodHours)
	switch {
	case hours < hoursDefault:
		return nil, wire.Errorf(invalidArgument, "Minimum allowed retention period is %d hours. Requested retention period (%d hours) is too short.", hoursDefault, hours)
	case hours > hoursMost:
		return nil, wire.Errorf(invalidArgument, "Maximum allowed retention period is %d hours. Requested retention period (%d hours) is too long.", hoursMost, hours)
	}
	if err := allowed(s.home.name, hours, s.hours); err != nil {
		return nil, err
	}
	if err := s.mustBeActive(); err != nil || hours == s.hours {
		return &empty{}, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(at int64) {
		s.trimAll(at)
		s.hours = hours
		s.trimAll(at)
	})
	return &empty{}, nil
}
