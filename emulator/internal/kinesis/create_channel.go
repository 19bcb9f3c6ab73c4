package kinesis

// CreateChannel
//
// Behaviour: the channel is CREATING for Service.Creating, then ACTIVE. It delivers what is put from
// then on, nothing older. Defaults are those of the service: 300 seconds of freshness, STANDARD
// storage, the key template and the error prefix that the service documents, no logging. The role,
// the owners of buckets, a schema and a log group are kept and shown, and not looked at.
//
// Limits: 5 calls a second per account, and one channel to a bucket and one to a table per stream,
// under Strict. One stream and one table a channel. Freshness of 300 to 900 seconds.
//
// Errors: Validation (also for a stream that is not on-demand), InvalidArgument, ResourceNotFound
// (the stream), ResourceInUse (the stream is not ACTIVE, or the name is taken), LimitExceeded, those
// of KMS.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type createChannelInput struct {
	ChannelName, ServiceExecutionRoleARN *string
	StreamConfigurationList              []sourceShape
	S3DestinationConfiguration           *s3DestinationShape
	S3TablesDestinationConfiguration     *s3TablesDestinationShape
	EncryptionConfiguration              *channelKeyShape
	LoggingConfiguration                 *loggingShape
	Tags                                 map[string]string
}

func (in *createChannelInput) validate(p *problems) {
	p.required("channelName", in.ChannelName != nil)
	p.name("channelName", in.ChannelName)
	p.arn("serviceExecutionRoleARN", in.ServiceExecutionRoleARN, arnRole, isRoleARN)
	p.list("streamConfigurationList", in.StreamConfigurationList != nil, len(in.StreamConfigurationList), mostListed)
	for i := range in.StreamConfigurationList {
		in.StreamConfigurationList[i].validate(p, memberAt("streamConfigurationList", i))
	}
	in.S3DestinationConfiguration.validate(p)
	in.S3TablesDestinationConfiguration.validate(p)
	in.EncryptionConfiguration.validate(p)
	in.LoggingConfiguration.validate(p)
	p.tags(in.Tags)
}

func (c *call) createChannel(in *createChannelInput) (*channelOutput, *wire.Error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if err := c.channelKey(in.EncryptionConfiguration); err != nil {
		return nil, err
	}
	c.service.naming.Lock()
	defer c.service.naming.Unlock()
	if err := c.freeName(*in.ChannelName); err != nil {
		return nil, err
	}
	s, unlock, err := c.idle(nil, in.StreamConfigurationList[0].StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := c.admitChannel(s, in); err != nil {
		return nil, err
	}
	ch := c.newChannel(s, in)
	if err := ch.tagged(s.home).tag(in.Tags); err != nil {
		return nil, err
	}
	s.channels, s.channelled = append(s.channels, ch), s.channelled+1
	c.service.delivers(s)
	ch.become(creating, c.ms(), c.service.Creating, ch.start(s))
	return &channelOutput{ch.describe(s)}, nil
}

// check is what the members must be together.
func (in *createChannelInput) check() *wire.Error {
	s3, tables := in.S3DestinationConfiguration, in.S3TablesDestinationConfiguration
	switch {
	case (s3 == nil) == (tables == nil):
		return wire.Errorf(invalidArgument, "Either S3DestinationConfiguration or S3TablesDestinationConfiguration must be specified, but not both.")
	case len(in.StreamConfigurationList) != 1:
		return wire.Errorf(invalidArgument, "StreamConfigurationList must have exactly one stream, it has %d.", len(in.StreamConfigurationList))
	case s3 != nil:
		return s3.check(in.StreamConfigurationList[0].RecordConfiguration)
	}
	return tables.check(in.StreamConfigurationList[0].RecordConfiguration)
}

func (in *s3DestinationShape) check(records *recordFormatShape) *wire.Error {
	if *records.RecordFormatType == formatGSR {
		return wire.Errorf(invalidArgument, "RecordFormatType %s is not supported for a general purpose Amazon S3 destination.", formatGSR)
	}
	if template := in.StorageConfiguration.OutputKeyTemplate; template != nil {
		if err := checkTemplate(*template); err != nil {
			return err
		}
	}
	if err := in.DeadLetterQueueS3Configuration.check(); err != nil {
		return err
	}
	return checkFreshness(in.DataFreshnessInSeconds)
}

func (in *s3TablesDestinationShape) check(records *recordFormatShape) *wire.Error {
	switch format := *records.RecordFormatType; {
	case format != formatJSON && format != formatGSR:
		return wire.Errorf(invalidArgument, "RecordFormatType %s is not supported for an Amazon S3 Tables destination.", format)
	case records.GSRSchemaARN == nil:
		return wire.Errorf(invalidArgument, "GSRSchemaARN must be specified for an Amazon S3 Tables destination.")
	case len(in.S3TablesConfigurationList) != 1:
		return wire.Errorf(invalidArgument, "S3TablesConfigurationList must have exactly one table, it has %d.", len(in.S3TablesConfigurationList))
	}
	if err := in.DeadLetterQueueS3Configuration.check(); err != nil {
		return err
	}
	return checkFreshness(in.DataFreshnessInSeconds)
}

func (in *deadLetterShape) check() *wire.Error {
	if in != nil && in.ErrorOutputPrefix != nil && !isPath(*in.ErrorOutputPrefix+"-") {
		return wire.Errorf(invalidArgument, "ErrorOutputPrefix %s must not start with a slash, nor have empty, . or .. segments.", *in.ErrorOutputPrefix)
	}
	return nil
}

func checkFreshness(seconds *int64) *wire.Error {
	if seconds != nil && (*seconds < freshnessDefault || *seconds > freshnessMost) {
		return wire.Errorf(invalidArgument, "DataFreshnessInSeconds must be between %d and %d, it is %d.", freshnessDefault, freshnessMost, *seconds)
	}
	return nil
}

// freeName checks that no channel of the account and region has the name.
func (c *call) freeName(name string) *wire.Error {
	taken := false
	c.channels(func(ch *channel, _ *stream) { taken = taken || ch.name == name })
	if taken {
		return wire.Errorf(resourceInUse, "Channel %s under account %s already exists.", name, c.Account)
	}
	return nil
}

// admitChannel checks what the stream must be to get this channel.
func (c *call) admitChannel(s *stream, in *createChannelInput) *wire.Error {
	if s.home.account != c.Account {
		return wire.Errorf(invalidArgument, "The channel and its stream must be of one account.")
	}
	if s.mode != onDemand {
		return wire.Errorf(validation, "Stream %s under account %s is in %s mode. Channels are supported for streams in %s mode only.",
			s.home.name, s.home.account, s.mode, onDemand)
	}
	for _, ch := range s.channels {
		if c.strict() && (ch.s3 != nil) == (in.S3DestinationConfiguration != nil) {
			return wire.Errorf(limitExceeded, "Stream %s under account %s has a channel to this type of destination already.",
				s.home.name, s.home.account)
		}
	}
	return nil
}

func (c *call) newChannel(s *stream, in *createChannelInput) *channel {
	ch := &channel{
		name: *in.ChannelName, id: channelID(s.home, *in.ChannelName, s.created, s.channelled), created: c.ms(),
		role: *in.ServiceExecutionRoleARN, source: *in.StreamConfigurationList[0].RecordConfiguration,
		key: in.EncryptionConfiguration, status: active,
	}
	ch.logging = in.LoggingConfiguration.orDefault(ch)
	if d := in.S3DestinationConfiguration; d != nil {
		ch.s3 = d.orDefault(ch)
	} else {
		ch.tables = in.S3TablesDestinationConfiguration.orDefault(ch)
	}
	return ch
}
