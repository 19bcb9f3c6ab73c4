package dynamodb

// The policy of a table, kept and never applied: there is no access control here. What the three
// operations on it share.

import (
	"strconv"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	policyNotFound = "PolicyNotFoundException"
	policyBytes    = 20 << 10 // service limit

	// noPolicy as an expected revision asks that there be no policy yet.
	noPolicy = "NO_POLICY"
)

// A policy is a document and which one it is. Its zero value is none.
type policy struct {
	document string
	revision int64 // grows with each change, for good
}

func (p policy) id() string { return strconv.FormatInt(p.revision, 10) }

// next is the policy after a change: its revision is the time in milliseconds, or what comes after the
// last.
func (p policy) next(c *call, document string) policy {
	return policy{document, max(c.Now.UnixMilli(), p.revision+1)}
}

// expects checks the revision that a change expects; "" is any.
func (p policy) expects(revision, arn string) *wire.Error {
	switch {
	case revision == "":
		return nil
	case revision == noPolicy && p.document == "":
		return nil
	case p.document != "" && revision == p.id():
		return nil
	}
	return wire.Errorf(policyNotFound, "Resource-based policy not found for the provided ResourceArn: %s at the specified RevisionId", arn)
}

// settled is resource for operations on policies, which a table that is not ACTIVE refuses, or does not
// know yet.
func (c *call) settled(arn string) (*table, func(), *wire.Error) {
	t, unlock, err := c.resource(arn)
	if err != nil {
		return nil, nil, err
	}
	if err := t.present(); err != nil {
		unlock()
		return nil, nil, err
	}
	return t, unlock, nil
}

type revised struct {
	RevisionId string `json:",omitempty"`
}
