package kinesis

// The ARNs that a channel's configuration names: of roles, buckets, tables' buckets and channels.

import "strings"

const (
	arnRole    = `arn:aws.*:iam::\d{12}:role/\S+`
	arnChannel = `arn:aws.*:kinesis:.*:\d{12}:channel/\S+`
	arnBucket  = `arn:aws[-a-z0-9]*:s3:::[a-z0-9._-]{3,63}`
	arnTables  = `arn:aws[-a-z0-9]*:s3tables:[-a-z0-9]+:\d{12}:bucket/[a-z0-9_-]{3,63}`
	arnSchema  = `arn:aws[-a-z0-9]*:glue:[-a-z0-9]+:\d{12}:schema/[-a-zA-Z0-9_$#.]+/[-a-zA-Z0-9_$#.]+`
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

// isSchemaARN: the last part is a registry and a schema of it.
func isSchemaARN(s string) bool {
	name, ok := owned(s, "glue", "schema/")
	registry, schema, two := strings.Cut(name, "/")
	const letters = lower + upper + digits + "-_$#."
	return ok && two && consistsOf(registry, letters) && consistsOf(schema, letters)
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
