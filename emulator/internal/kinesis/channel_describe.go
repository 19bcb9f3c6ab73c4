package kinesis

// How a channel is shown, with the defaults in place of what its creation left out.

import "cmp"

type channelOutput struct{ ChannelDescription channelDescription }

type channelDescription struct {
	ChannelName, ChannelARN, ChannelId, ChannelStatus string
	ChannelStatusReason                               *string `json:",omitempty"`
	ChannelCreationTimestamp                          timestamp
	ServiceExecutionRoleARN                           string
	StreamConfigurationList                           []channelStreamShape
	S3DestinationConfiguration                        *s3DestinationShape       `json:",omitempty"`
	S3TablesDestinationConfiguration                  *s3TablesDestinationShape `json:",omitempty"`
	EncryptionConfiguration                           *channelKeyShape          `json:",omitempty"`
	LoggingConfiguration                              *loggingShape
}

type channelStreamShape struct {
	StreamARN               string
	StreamCreationTimestamp timestamp
	RecordConfiguration     recordFormatShape
}

// describe shows a channel; what it points to is never changed.
func (ch *channel) describe(s *stream) channelDescription {
	status, reason := ch.state()
	return channelDescription{
		ChannelName: ch.name, ChannelARN: channelARN(s.home, ch.id), ChannelId: ch.id, ChannelStatus: status,
		ChannelStatusReason: reason, ChannelCreationTimestamp: timestamp(ch.created), ServiceExecutionRoleARN: ch.role,
		StreamConfigurationList:    []channelStreamShape{{s.home.arn(), timestamp(s.created * 1000), ch.source}},
		S3DestinationConfiguration: ch.s3, S3TablesDestinationConfiguration: ch.tables,
		EncryptionConfiguration: ch.key, LoggingConfiguration: ch.logging,
	}
}

func (in *s3DestinationShape) orDefault(ch *channel) *s3DestinationShape {
	storage := *in.StorageConfiguration
	storage.OutputKeyTemplate = cmp.Or(storage.OutputKeyTemplate, new(defaultKeyTemplate))
	storage.StorageClass = cmp.Or(storage.StorageClass, new("STANDARD"))
	letters := cmp.Or(in.DeadLetterQueueS3Configuration, &deadLetterShape{BucketARN: storage.BucketARN, ExpectedBucketOwner: storage.ExpectedBucketOwner})
	return &s3DestinationShape{&storage, orFreshness(in.DataFreshnessInSeconds), letters.orDefault(ch)}
}

func (in *s3TablesDestinationShape) orDefault(ch *channel) *s3TablesDestinationShape {
	return &s3TablesDestinationShape{in.DeadLetterQueueS3Configuration.orDefault(ch), in.S3TablesConfigurationList, orFreshness(in.DataFreshnessInSeconds)}
}

func (in *deadLetterShape) orDefault(ch *channel) *deadLetterShape {
	letters := *in
	letters.ErrorOutputPrefix = cmp.Or(letters.ErrorOutputPrefix, new(errorPrefix(ch.name, ch.id)))
	return &letters
}

func orFreshness(seconds *int64) *int64 { return cmp.Or(seconds, new(int64(freshnessDefault))) }

// orDefault: a channel that logs does so to a group and a stream of its own, unless told otherwise.
func (in *loggingShape) orDefault(ch *channel) *loggingShape {
	if in == nil || !*in.CloudWatchLogs.Enabled {
		return &loggingShape{&logsShape{Enabled: new(false)}}
	}
	logs := *in.CloudWatchLogs
	logs.LogGroupName = cmp.Or(logs.LogGroupName, new("/aws/kinesis/"+ch.name+"/"+ch.id))
	logs.LogStreamName = cmp.Or(logs.LogStreamName, new("DestinationDelivery"))
	return &loggingShape{&logs}
}
