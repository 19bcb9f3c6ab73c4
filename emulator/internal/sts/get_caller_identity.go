package sts

// GetCallerIdentity
//
// Behaviour: the account of the request, as its root: who signed a request is not known here.
//
// Limits: none.
//
// Errors: none.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type getCallerIdentityInput struct{}

type getCallerIdentityOutput struct{ Arn, UserId, Account string }

func (*getCallerIdentityInput) validate(*wire.Problems) {}

func (c *call) getCallerIdentity(*getCallerIdentityInput) *getCallerIdentityOutput {
	return &getCallerIdentityOutput{Arn: "arn:aws:iam::" + c.Account + ":root", UserId: c.Account, Account: c.Account}
}
