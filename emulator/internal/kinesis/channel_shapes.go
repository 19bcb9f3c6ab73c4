package kinesis

// The shapes of a channel's configuration, which requests give and descriptions show, and the
// constraints on their members.

import (
	"fmt"
	"strings"
)

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

const (
	mostARN    = 2048
	arnRole    = `arn:aws.*:iam::\d{12}:role/\S+`
	arnChannel = `arn:aws.*:kinesis:.*:\d{12}:channel/\S+`
	arnBucket  = `arn:aws[-a-z0-9]*:s3:::[a-z0-9._-]{3,63}`
	arnTables  = `arn:aws[-a-z0-9]*:s3tables:[-a-z0-9]+:\d{12}:bucket/[a-z0-9_-]{3,63}`
	lowerWord  = "[0-9a-z_]+"
)

// arn checks a member that must be there and be the ARN of something.
func (p *problems) arn(member string, value *string, pattern string, matches func(string) bool) {
	p.required(member, value != nil)
	p.length(member, value, 1, mostARN)
	p.pattern(member, value, pattern, matches)
}

// owned is the last part of an ARN of a service, if an account owns it.
func owned(arn, service, prefix string) (string, bool) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || !strings.HasPrefix(part[1], "aws") || part[2] != service ||
		len(part[4]) != 12 || !isDigits(part[4]) {
		return "", false
	}
	name, ok := strings.CutPrefix(part[5], prefix)
	return name, ok && name != "" && !strings.ContainsAny(name, " \t\r\n")
}

func isRoleARN(s string) bool    { _, ok := owned(s, "iam", "role/"); return ok }
func isChannelARN(s string) bool { _, ok := owned(s, "kinesis", "channel/"); return ok }

func isTableBucketARN(s string) bool {
	name, ok := owned(s, "s3tables", "bucket/")
	return ok && len(name) >= 3 && len(name) <= 63 && consistsOf(name, lower+digits+"_-")
}

func isBucketARN(s string) bool {
	part := strings.Split(s, ":")
	return len(part) == 6 && part[0] == "arn" && strings.HasPrefix(part[1], "aws") && part[2] == "s3" &&
		part[3] == "" && part[4] == "" && len(part[5]) >= 3 && len(part[5]) <= 63 && consistsOf(part[5], lower+digits+"._-")
}

// bucketName is the name in a bucket's ARN.
func bucketName(arn string) string { return arn[strings.LastIndexAny(arn, ":/")+1:] }

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

func consistsOf(s, letters string) bool { return strings.Trim(s, letters) == "" && s != "" }

func (p *problems) owner(member string, value *string) {
	p.required(member, value != nil)
	p.pattern(member, value, `\d{12}`, func(s string) bool { return len(s) == 12 && isDigits(s) })
}

func (in *sourceShape) validate(p *problems, at string) {
	p.arn(at+"streamARN", in.StreamARN, `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`, isStreamARN)
	p.required(at+"recordConfiguration", in.RecordConfiguration != nil)
	if r := in.RecordConfiguration; r != nil {
		p.required(at+"recordConfiguration.recordFormatType", r.RecordFormatType != nil)
		p.oneOf(at+"recordConfiguration.recordFormatType", r.RecordFormatType, formatGSR, formatJSON, formatString, formatBytes)
		p.length(at+"recordConfiguration.gSRSchemaARN", r.GSRSchemaARN, 1, mostARN)
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
	p.oneOf(storage+"storageClass", s.StorageClass, "STANDARD", "INTELLIGENT_TIERING", "GLACIER_IR")
}

func (in *s3TablesDestinationShape) validate(p *problems) {
	if in == nil {
		return
	}
	const at = "s3TablesDestinationConfiguration."
	p.required(at+"deadLetterQueueS3Configuration", in.DeadLetterQueueS3Configuration != nil)
	in.DeadLetterQueueS3Configuration.validate(p, at+"deadLetterQueueS3Configuration.")
	p.required(at+"s3TablesConfigurationList", in.S3TablesConfigurationList != nil)
	for i, table := range in.S3TablesConfigurationList {
		table.validate(p, fmt.Sprintf("%ss3TablesConfigurationList.%d.member.", at, i+1))
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
	for i, f := range in.PartitionSpec.PartitionFields {
		field := fmt.Sprintf("%spartitionSpec.partitionFields.%d.member.", at, i+1)
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
	p.length("encryptionConfiguration.keyId", in.KeyId, 1, 2048)
}

func (in *loggingShape) validate(p *problems) {
	if in == nil {
		return
	}
	p.required("loggingConfiguration.cloudWatchLogs", in.CloudWatchLogs != nil)
	if in.CloudWatchLogs != nil {
		p.required("loggingConfiguration.cloudWatchLogs.enabled", in.CloudWatchLogs.Enabled != nil)
	}
}
