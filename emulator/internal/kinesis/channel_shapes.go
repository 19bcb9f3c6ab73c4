package kinesis

// The shapes of a channel's configuration, which requests give and descriptions show, and the
// constraints on their members.

import "strings"

type recordFormatShape struct {
	RecordFormatType *string
	GSRSchemaARN     *string `json:",omitempty"`
}

type sourceShape struct {
	RecordConfiguration *recordFormatShape
	StreamARN           *string
}

type s3StorageShape struct {
	BucketARN, CompressionType, ExpectedBucketOwner *string
	OutputKeyTemplate, StorageClass                 *string `json:",omitempty"`
}

type deadLetterShape struct {
	BucketARN, ExpectedBucketOwner *string
	ErrorOutputPrefix              *string `json:",omitempty"`
}

type s3DestinationShape struct {
	StorageConfiguration           *s3StorageShape
	DataFreshnessInSeconds         *int64
	DeadLetterQueueS3Configuration *deadLetterShape
}

type partitionFieldShape struct{ SourceName, Transform *string }

type partitionSpecShape struct{ PartitionFields []partitionFieldShape }

type s3TableShape struct {
	CompressionType, Namespace, TableBucketARN, TableName *string
	PartitionSpec                                         *partitionSpecShape `json:",omitempty"`
}

type s3TablesDestinationShape struct {
	DeadLetterQueueS3Configuration *deadLetterShape
	S3TablesConfigurationList      []s3TableShape
	DataFreshnessInSeconds         *int64
}

type channelKeyShape struct{ EncryptionType, KeyId *string }

type logsShape struct {
	Enabled                     *bool
	LogGroupName, LogStreamName *string `json:",omitempty"`
}

type loggingShape struct{ CloudWatchLogs *logsShape }

func (in *sourceShape) validate(p *problems, at string) {
	p.arn(at+"streamARN", in.StreamARN, `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`, isStreamARN)
	p.required(at+"recordConfiguration", in.RecordConfiguration != nil)
	if r := in.RecordConfiguration; r != nil {
		p.required(at+"recordConfiguration.recordFormatType", r.RecordFormatType != nil)
		p.oneOf(at+"recordConfiguration.recordFormatType", r.RecordFormatType, formatGSR, formatJSON, formatString, formatBytes)
		p.length(at+"recordConfiguration.gSRSchemaARN", r.GSRSchemaARN, 1, 512)
		p.pattern(at+"recordConfiguration.gSRSchemaARN", r.GSRSchemaARN, arnSchema, isSchemaARN)
	}
}

func (in *deadLetterShape) validate(p *problems, at string) {
	if in == nil {
		return
	}
	p.arn(at+"bucketARN", in.BucketARN, arnBucket, isBucketARN)
	p.owner(at+"expectedBucketOwner", in.ExpectedBucketOwner)
	p.length(at+"errorOutputPrefix", in.ErrorOutputPrefix, 1, 512)
	p.pattern(at+"errorOutputPrefix", in.ErrorOutputPrefix, `[0-9A-Za-z!\-_'.*()\/]+`,
		func(s string) bool { return consistsOf(s, lower+upper+digits+"!-_'.*()/") })
}

func (in *s3DestinationShape) validate(p *problems) {
	if in == nil {
		return
	}
	const at = "s3DestinationConfiguration."
	in.DeadLetterQueueS3Configuration.validate(p, at+"deadLetterQueueS3Configuration.")
	p.required(at+"storageConfiguration", in.StorageConfiguration != nil)
	s := in.StorageConfiguration
	if s == nil {
		return
	}
	const storage = at + "storageConfiguration."
	p.arn(storage+"bucketARN", s.BucketARN, arnBucket, isBucketARN)
	p.required(storage+"compressionType", s.CompressionType != nil)
	p.oneOf(storage+"compressionType", s.CompressionType, "NONE", "GZIP", "ZSTD")
	p.owner(storage+"expectedBucketOwner", s.ExpectedBucketOwner)
	p.length(storage+"outputKeyTemplate", s.OutputKeyTemplate, 1, 1024)
	p.pattern(storage+"outputKeyTemplate", s.OutputKeyTemplate, `[0-9A-Za-z!\-_'.*()\/=:{}]+`,
		func(s string) bool { return consistsOf(s, lower+upper+digits+"!-_'.*()/=:{}") })
	p.oneOf(storage+"storageClass", s.StorageClass, "STANDARD", "INTELLIGENT_TIERING", "GLACIER_IR")
}

func (in *s3TablesDestinationShape) validate(p *problems) {
	if in == nil {
		return
	}
	const at = "s3TablesDestinationConfiguration."
	p.required(at+"deadLetterQueueS3Configuration", in.DeadLetterQueueS3Configuration != nil)
	in.DeadLetterQueueS3Configuration.validate(p, at+"deadLetterQueueS3Configuration.")
	p.list(at+"s3TablesConfigurationList", in.S3TablesConfigurationList != nil, len(in.S3TablesConfigurationList), mostListed)
	for i, table := range in.S3TablesConfigurationList {
		table.validate(p, memberAt(at+"s3TablesConfigurationList", i))
	}
}

func (in *s3TableShape) validate(p *problems, at string) {
	word := func(s string) bool { return consistsOf(s, lower+digits+"_") }
	p.required(at+"compressionType", in.CompressionType != nil)
	p.oneOf(at+"compressionType", in.CompressionType, "NONE", "ZSTD", "SNAPPY")
	p.arn(at+"tableBucketARN", in.TableBucketARN, arnTables, isTableBucketARN)
	for _, name := range []struct {
		member string
		value  *string
	}{{"namespace", in.Namespace}, {"tableName", in.TableName}} {
		p.required(at+name.member, name.value != nil)
		p.length(at+name.member, name.value, 1, 255)
		p.pattern(at+name.member, name.value, lowerWord, word)
	}
	if in.PartitionSpec == nil {
		return
	}
	fields := in.PartitionSpec.PartitionFields
	p.list(at+"partitionSpec.partitionFields", fields != nil, len(fields), 10)
	for i, f := range fields {
		field := memberAt(at+"partitionSpec.partitionFields", i)
		p.required(field+"sourceName", f.SourceName != nil)
		p.required(field+"transform", f.Transform != nil)
		p.oneOf(field+"transform", f.Transform, "TIME_HOUR")
	}
}

func (in *channelKeyShape) validate(p *problems) {
	if in == nil {
		return
	}
	p.required("encryptionConfiguration.encryptionType", in.EncryptionType != nil)
	p.oneOf("encryptionConfiguration.encryptionType", in.EncryptionType, "KMS")
	p.required("encryptionConfiguration.keyId", in.KeyId != nil)
	p.length("encryptionConfiguration.keyId", in.KeyId, 1, mostARN)
}

func (in *loggingShape) validate(p *problems) {
	if in == nil {
		return
	}
	p.required("loggingConfiguration.cloudWatchLogs", in.CloudWatchLogs != nil)
	if in.CloudWatchLogs != nil {
		in.CloudWatchLogs.validate(p, "loggingConfiguration.cloudWatchLogs.")
	}
}

func (in *logsShape) validate(p *problems, at string) {
	p.required(at+"enabled", in.Enabled != nil)
	p.length(at+"logGroupName", in.LogGroupName, 1, 512)
	p.pattern(at+"logGroupName", in.LogGroupName, `[\.\-_/#A-Za-z0-9]+`,
		func(s string) bool { return consistsOf(s, lower+upper+digits+".-_/#") })
	p.length(at+"logStreamName", in.LogStreamName, 1, 512)
	p.pattern(at+"logStreamName", in.LogStreamName, `[^:*]*`, func(s string) bool { return !strings.ContainsAny(s, ":*") })
}
