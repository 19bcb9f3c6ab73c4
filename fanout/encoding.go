package fanout

// What pages are asked for in: CBOR, or JSON from an endpoint that refuses it. One call of a worker
// tries CBOR; until it is answered the others ask in JSON, which every endpoint speaks. So a refusal
// costs one call, however many shards there are.

import (
	"errors"
	"fmt"
	"net/http"
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
	tried  bool // a call in CBOR is under way that will tell; only while that is not proven
	told   bool // the last change that was told is that to JSON
}

// ask is the wording while one more call is under way, and whether that is in JSON.
func (w wording) ask() (next wording, json bool) {
	if w.json || w.proven || w.tried {
		return w, w.json || !w.proven
	}
	w.tried = true
	return w, false
}

// answered is the wording after an answer, that could be read, to a call in JSON or in CBOR; news: it
// proves a change that was not told.
func (w wording) answered(json bool) (next wording, news bool) {
	if w.json != json {
		return w, false
	}
	w.proven, w.tried = true, false
	news = w.told != w.json
	w.told = w.json
	return w, news
}

// failed is the wording after the error of a call in JSON or in CBOR; stepped: the next call is in the
// other for its sake. An endpoint that is not proven may refuse in any way, even with a server error;
// one that is has to say that it does not understand.
func (w wording) failed(json bool, err error) (next wording, stepped bool) {
	if !json {
		w.tried = false
	}
	mine := w.json == json // no: another shard's call has changed it already, or CBOR is being tried
	bad := misunderstood(err, mine && w.proven)
	if bad && mine {
		w = wording{json: !json, told: w.told}
	}
	_, then := w.ask()
	return w, bad && then != json
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
		default:
			return false
		}
	}
	switch status {
	case http.StatusUnsupportedMediaType:
		return true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return false // of a gateway whose endpoint is away: it says nothing of what that understands
	}
	return !proven && (status >= 400 || errors.Is(err, errUnreadable))
}

// encoding is the wording that a worker's shards have in common.
type encoding struct {
	mu struct {
		sync.Mutex
		wording
		why error // of the last change
	}
}

func (e *encoding) ask() (json bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.mu.wording, json = e.mu.wording.ask()
	return json
}

func (e *encoding) answered(json bool) (news bool, why error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.mu.wording, news = e.mu.wording.answered(json)
	return news, e.mu.why
}

func (e *encoding) failed(json bool, err error) (stepped bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.mu.json
	e.mu.wording, stepped = e.mu.wording.failed(json, err)
	if e.mu.json != was {
		e.mu.why = err
	}
	return stepped
}

// inJSON tells whether the next call is in JSON. Each call is followed by understood or stepped.
func (r *reader) inJSON() bool { return r.PlainJSON || r.encoding.ask() }

// understood notes an answer.
func (r *reader) understood(json bool) {
	if r.PlainJSON {
		return
	}
	if news, why := r.encoding.answered(json); news {
		r.observe(EncodingChanged{Shard: r.shard, JSON: json, Err: why})
	}
}

// stepped adds errEncoding to an error after which the next call is in the other encoding.
func (r *reader) stepped(json bool, err error) error {
	if !r.PlainJSON && r.encoding.failed(json, err) {
		return fmt.Errorf("%w: %w", errEncoding, err)
	}
	return err
}
