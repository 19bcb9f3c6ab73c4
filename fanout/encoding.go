package fanout

// What pages are asked for in: CBOR, or JSON from an endpoint that refuses it.

import (
	"errors"
	"sync"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// errEncoding says that pages are asked for in another encoding from now on.
var errEncoding = errors.New("asked in the other encoding next")

// errUnreadable says that an answer is neither in CBOR nor in JSON, or no page.
var errUnreadable = errors.New("an answer that is no page")

// A wording is CBOR or JSON, and what is known of the endpoint's liking of it. The zero value is CBOR,
// of which nothing is known.
type wording struct {
	json   bool
	proven bool // an answer has come in it
}

// answered is the wording after an answer that could be read.
func (w wording) answered() wording {
	w.proven = true
	return w
}

// refused is the wording after err; stepped: it is the other one now. An endpoint that is not proven may
// refuse in any way, even with a server error; one that is has to say that it does not understand.
func (w wording) refused(err error) (next wording, stepped bool) {
	if !misunderstood(err, w.proven) {
		return w, false
	}
	return wording{json: !w.json}, true
}

// misunderstood tells whether err says that the endpoint does not understand what pages are asked for in.
func misunderstood(err error, proven bool) bool {
	status := 0 // no answer at all says nothing
	if resp, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		status = resp.HTTPStatusCode()
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		switch api.ErrorCode() {
		case "SerializationException", "UnknownOperationException", "UnsupportedMediaTypeException":
			return true
		case "UnknownError", "": // a refusal without a name: not by the service
			return !proven
		}
		return false
	}
	return !proven && (status >= 400 || errors.Is(err, errUnreadable))
}

// encoding is the wording that a worker's shards have in common.
type encoding struct {
	mu      sync.Mutex
	wording wording
}

func (e *encoding) json() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.wording.json
}

// answered notes an answer to a call in JSON, or in CBOR.
func (e *encoding) answered(json bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wording.json == json {
		e.wording = e.wording.answered()
	}
}

// refused notes an error of a call in JSON, or in CBOR, and tells whether the next is in the other.
func (e *encoding) refused(json bool, err error) (stepped bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.wording.json != json {
		return misunderstood(err, false) // another shard's call has stepped already
	}
	e.wording, stepped = e.wording.refused(err)
	return stepped
}
