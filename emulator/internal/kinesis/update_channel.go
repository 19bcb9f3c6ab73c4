package kinesis

// UpdateChannel
//
// Behaviour: changes freshness or logging, or both; the channel is UPDATING for Service.Updating and
// goes on delivering, by its old freshness until the end of it. The answer shows the new values.
//
// Limits: 5 calls a second per account under Strict. Freshness of 300 to 900 seconds.
//
// Errors: Validation, InvalidArgument (nothing to change, or a destination that the channel does not
// have), ResourceNotFound, ResourceInUse (not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type freshnessShape struct{ DataFreshnessInSeconds *int64 }

type updateChannelInput struct {
	namedChannel
	LoggingConfiguration                                         *loggingShape
	S3DestinationConfiguration, S3TablesDestinationConfiguration *freshnessShape
}

func (in *updateChannelInput) validate(p *problems) {
	in.namedChannel.validate(p)
	in.LoggingConfiguration.validate(p)
	if d := in.S3DestinationConfiguration; d != nil {
		p.required("s3DestinationConfiguration.dataFreshnessInSeconds", d.DataFreshnessInSeconds != nil)
	}
	if d := in.S3TablesDestinationConfiguration; d != nil {
		p.required("s3TablesDestinationConfiguration.dataFreshnessInSeconds", d.DataFreshnessInSeconds != nil)
	}
}

func (c *call) updateChannel(in *updateChannelInput) (*channelOutput, *wire.Error) {
	ch, s, unlock, err := c.channel(*in.ChannelARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := in.check(ch); err != nil {
		return nil, err
	}
	if status, _ := ch.state(); status != active {
		return nil, wire.Errorf(resourceInUse, "Channel %s under account %s not ACTIVE, instead in state %s", ch.name, s.home.account, status)
	}
	ch.become(updating, c.ms(), c.service.Updating, func(int64) { in.apply(ch) })
	shown := *ch
	in.apply(&shown)
	return &channelOutput{shown.describe(s)}, nil
}

func (in *updateChannelInput) check(ch *channel) *wire.Error {
	s3, tables := in.S3DestinationConfiguration, in.S3TablesDestinationConfiguration
	switch {
	case s3 == nil && tables == nil && in.LoggingConfiguration == nil:
		return wire.Errorf(invalidArgument, "At least one of LoggingConfiguration, S3DestinationConfiguration and S3TablesDestinationConfiguration must be specified.")
	case s3 != nil && ch.s3 == nil, tables != nil && ch.tables == nil:
		return wire.Errorf(invalidArgument, "The destination of channel %s is of type %s, which cannot be changed.", ch.name, ch.destination())
	case s3 != nil:
		return checkFreshness(s3.DataFreshnessInSeconds)
	case tables != nil:
		return checkFreshness(tables.DataFreshnessInSeconds)
	}
	return nil
}

// apply replaces what changes, since answers that show the old values may still be on their way.
func (in *updateChannelInput) apply(ch *channel) {
	if in.LoggingConfiguration != nil {
		ch.logging = in.LoggingConfiguration.orDefault(ch)
	}
	if d := in.S3DestinationConfiguration; d != nil {
		ch.s3 = &s3DestinationShape{ch.s3.StorageConfiguration, d.DataFreshnessInSeconds, ch.s3.DeadLetterQueueS3Configuration}
	}
	if d := in.S3TablesDestinationConfiguration; d != nil {
		ch.tables = &s3TablesDestinationShape{ch.tables.DeadLetterQueueS3Configuration, ch.tables.S3TablesConfigurationList, d.DataFreshnessInSeconds}
	}
}
