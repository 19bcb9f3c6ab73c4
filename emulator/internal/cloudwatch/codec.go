package cloudwatch

// Documents in the three protocols. All go by the names of the structs' fields, so an operation knows
// of none.

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch/query"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const xmlNamespace = "http://monitoring.amazonaws.com/doc/2010-08-01/"

// decode reads the request. Members that the shape lacks are ignored: newer clients send new ones.
func (c *call) decode(into any) *wire.Error {
	switch c.Encoding {
	case wire.Query:
		return malformed(query.Decode(c.Body, into))
	case wire.CBOR:
		if len(c.Body) == 0 {
			return nil
		}
		return unread(cbor.Unmarshal(c.Body, into))
	}
	if len(bytes.TrimSpace(c.Body)) == 0 {
		return nil
	}
	return unread(json.Unmarshal(c.Body, into))
}

// unread refuses a document that could not be read.
func unread(err error) *wire.Error {
	if err == nil {
		return nil
	}
	return wire.Errorf("SerializationException", "The request could not be read: %v.", err)
}

// malformed refuses a form that could not be read.
func malformed(err error) *wire.Error {
	if err == nil {
		return nil
	}
	mistake, ok := errors.AsType[*query.Mistake](err)
	switch {
	case !ok:
		return wire.Errorf("MalformedQueryString", "The query string is malformed.")
	case mistake.Want == "timestamp":
		return wire.Errorf("MalformedInput", "timestamp must follow ISO8601")
	}
	return wire.Errorf("MalformedInput", "The parameter %s must be a %s.", mistake.Path, mistake.Want)
}

// encode writes the answer as the request was written.
func (c *call) encode(out any) ([]byte, *wire.Error) {
	var document []byte
	var err error
	switch c.Encoding {
	case wire.Query:
		document, err = query.Encode(xmlNamespace, c.Operation, c.ID, out)
	case wire.CBOR:
		document, err = cbor.Marshal(out)
	default:
		document, err = json.Marshal(out)
	}
	if err != nil {
		return nil, &wire.Error{Type: internal, Message: err.Error(), Status: 500}
	}
	return document, nil
}
