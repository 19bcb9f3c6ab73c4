package sts

// GetSessionToken
//
// Behaviour: credentials for the account of the request.
//
// Limits: DurationSeconds from 900 to 129,600, 43,200 if not given.
//
// Errors: ValidationError.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

type getSessionTokenInput struct{ DurationSeconds *int64 }

type getSessionTokenOutput struct{ Credentials credentials }

func (in *getSessionTokenInput) validate(p *wire.Problems) { duration(p, in.DurationSeconds, 129_600) }

func (c *call) getSessionToken(in *getSessionTokenInput) *getSessionTokenOutput {
	seconds := int64(43_200)
	if in.DurationSeconds != nil {
		seconds = *in.DurationSeconds
	}
	return &getSessionTokenOutput{c.credentials(c.Account, seconds)}
}
