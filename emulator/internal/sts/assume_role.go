package sts

// AssumeRole
//
// Behaviour: credentials for the account that the role's ARN names. The role need not exist; policies,
// tags, external ids and MFA are read by nobody.
//
// Limits: DurationSeconds from 900 to 43,200, 3,600 if not given. A session's name has 2 to 64
// characters.
//
// Errors: ValidationError (also for an ARN that is none of a role). ExpiredToken, MalformedPolicyDocument,
// PackedPolicyTooLarge and RegionDisabled are about what is not looked at.

import (
	"regexp"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type assumeRoleInput struct {
	RoleArn, RoleSessionName *string
	DurationSeconds          *int64
}

type assumeRoleOutput struct {
	Credentials     credentials
	AssumedRoleUser assumedRoleUser
}

type assumedRoleUser struct{ AssumedRoleId, Arn string }

var (
	roleARN     = regexp.MustCompile(`^arn:aws[a-z-]*:iam::(\d{12}):role/([\w+=,.@/-]+)$`)
	sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
)

func (in *assumeRoleInput) validate(p *wire.Problems) {
	p.Required("roleArn", in.RoleArn != nil)
	p.Required("roleSessionName", in.RoleSessionName != nil)
	if in.RoleArn != nil && !roleARN.MatchString(*in.RoleArn) {
		p.Add(*in.RoleArn, "roleArn", "Member must be the ARN of a role")
	}
	if in.RoleSessionName != nil && !sessionName.MatchString(*in.RoleSessionName) {
		p.Add(*in.RoleSessionName, "roleSessionName", `Member must satisfy regular expression pattern: [\w+=,.@-]*, and have 2 to 64 characters`)
	}
	duration(p, in.DurationSeconds, 43_200)
}

func (c *call) assumeRole(in *assumeRoleInput) *assumeRoleOutput {
	seconds := int64(3600)
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	found := roleARN.FindStringSubmatch(*in.RoleArn)
	account, path := found[1], found[2]
	name := path[strings.LastIndexByte(path, '/')+1:]
	return &assumeRoleOutput{c.credentials(account, seconds), assumedRoleUser{
		AssumedRoleId: "AROAEMULATOR:" + *in.RoleSessionName,
		Arn:           "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + *in.RoleSessionName,
	}}
}
