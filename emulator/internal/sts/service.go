package sts

// The service: its operations, and the one way from a form to an operation and back.

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch/query"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	xmlNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"
	version      = "2011-06-15"
)

// A Service answers for every account. Its zero value is ready.
type Service struct{}

// registry is every operation that the model has, by name.
func registry() map[string]operation {
	return map[string]operation{
		"AssumeRole":        define((*call).assumeRole),
		"GetCallerIdentity": define((*call).getCallerIdentity),
		"GetSessionToken":   define((*call).getSessionToken),
	}
}

// Operations lists the names of the operations that the model has, sorted.
func Operations() []string { return slices.Sorted(maps.Keys(registry())) }

// Serve answers one request.
func (s *Service) Serve(req wire.Request) (wire.Answer, *wire.Error) {
	op := registry()[req.Operation]
	if op == nil {
		return wire.Answer{}, wire.Errorf("InvalidAction", "Could not find operation %s for version %s: the emulator has %s.",
			req.Operation, version, strings.Join(Operations(), ", "))
	}
	document, err := op(&call{req})
	return wire.Answer{Document: document}, err
}

// A call is one request on its way through an operation.
type call struct{ wire.Request }

// An operation answers a call with a document.
type operation func(*call) ([]byte, *wire.Error)

// An input knows the constraints on its members.
type input[In any] interface {
	*In
	validate(*wire.Problems)
}

// define wraps a typed operation: read, validate, run, write.
func define[In, Out any, P input[In]](run func(*call, P) *Out) operation {
	return func(c *call) ([]byte, *wire.Error) {
		in := new(In)
		if err := query.Decode(c.Body, in); err != nil {
			return nil, malformed(err)
		}
		var wrong wire.Problems
		P(in).validate(&wrong)
		if err := wrong.Err(); err != nil {
			err.Type = "ValidationError" // as this service calls it
			return nil, err
		}
		document, err := query.Encode(xmlNamespace, c.Operation, c.ID, run(c, P(in)))
		if err != nil {
			return nil, &wire.Error{Type: "InternalFailure", Message: err.Error(), Status: 500}
		}
		return document, nil
	}
}

func malformed(err error) *wire.Error {
	if mistake, ok := errors.AsType[*query.Mistake](err); ok {
		return wire.Errorf("MalformedInput", "The parameter %s must be a %s.", mistake.Path, mistake.Want)
	}
	return wire.Errorf("MalformedQueryString", "The query string is malformed.")
}

type credentials struct{ AccessKeyId, SecretAccessKey, SessionToken, Expiration string }

// credentials are such as reach an account for as long as is asked for.
func (c *call) credentials(account string, seconds int64) credentials {
	return credentials{
		AccessKeyId: account, SecretAccessKey: "emulator", SessionToken: "emulator",
		Expiration: c.Now.Add(time.Duration(seconds) * time.Second).UTC().Format(time.RFC3339),
	}
}

// duration is how long credentials are to last, in seconds: within a quarter of an hour and most.
func duration(p *wire.Problems, seconds *int64, most int64) {
	const least = 900
	switch {
	case seconds == nil:
	case *seconds < least:
		p.Add(*seconds, "durationSeconds", "Member must have value greater than or equal to %d", least)
	case *seconds > most:
		p.Add(*seconds, "durationSeconds", "Member must have value less than or equal to %d", most)
	}
}
