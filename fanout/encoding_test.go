package fanout

// What an error says about the encoding, and what the calls of a worker ask in.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"pgregory.net/rapid"
)

// refusedWith is the error of a call that was answered so; code "": without a name.
func refusedWith(status int, code string) error {
	err := error(&smithy.DeserializationError{Err: errors.New("<html>")})
	if code != "" {
		err = &smithy.GenericAPIError{Code: code}
	}
	return fmt.Errorf("fanout: %w", &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
	})
}

func garbled(status int, err error) error {
	return fmt.Errorf("fanout: %w", &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: &smithy.DeserializationError{Err: err},
	})
}

// Broken by: any line of misunderstood that is left out.
func TestWhatARefusalSaysOfTheEncoding(t *testing.T) {
	for name, c := range map[string]struct {
		err           error
		first, proven bool // it is a misunderstanding, of an endpoint that is not proven, and of one that is
	}{
		"serialization":       {refusedWith(400, "SerializationException"), true, true},
		"unknown operation":   {refusedWith(400, "UnknownOperationException"), true, true},
		"404 with that name":  {refusedWith(404, "UnknownOperationException"), true, true},
		"media type by name":  {refusedWith(415, "UnsupportedMediaTypeException"), true, true},
		"415":                 {refusedWith(415, ""), true, true},
		"415 in JSON":         {refusedWith(415, "UnknownError"), true, true},
		"404 of a proxy":      {refusedWith(404, ""), true, false},
		"400 without a name":  {refusedWith(400, "UnknownError"), true, false},
		"500 of a proxy":      {refusedWith(500, ""), true, false},
		"503 of a balancer":   {refusedWith(503, ""), false, false}, // Broken by: a refusal whenever there is no name.
		"garbage":             {garbled(200, fmt.Errorf("byte 0: %w", errUnreadable)), true, false},
		"cut within a body":   {garbled(200, io.ErrUnexpectedEOF), false, false},
		"no connection":       {&smithyhttp.RequestSendError{Err: io.EOF}, false, false},
		"no answer in time":   {fmt.Errorf("%w: %w", errOvertime, context.DeadlineExceeded), false, false},
		"closed":              {context.Canceled, false, false},
		"bad record":          {errors.New("record 3: not a sequence number"), false, false},
		"throttled":           {refusedWith(400, "ProvisionedThroughputExceededException"), false, false},
		"throttled, modelled": {&types.ProvisionedThroughputExceededException{}, false, false},
		"expired":             {refusedWith(400, "ExpiredIteratorException"), false, false},
		"denied":              {refusedWith(400, "AccessDeniedException"), false, false},
		"the service's own":   {refusedWith(500, "InternalFailure"), false, false},
		"away, says itself":   {refusedWith(503, "ServiceUnavailable"), false, false},
		"a name of tomorrow":  {refusedWith(400, "SomethingNewException"), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := misunderstood(c.err, false); got != c.first {
				t.Errorf("%v of a new endpoint: %t, want %t", c.err, got, c.first)
			}
			if got := misunderstood(c.err, true); got != c.proven {
				t.Errorf("%v of a proven endpoint: %t, want %t", c.err, got, c.proven)
			}
		})
	}
}

// The law: an endpoint that understands one of the two is asked in it in the end, a change is told
// once, and at most one call of those that began together is refused.
//
// Broken by: ask that lets every call try CBOR; failed that leaves tried set; answered that proves
// what was not asked; told that is lost by a step.
func TestManyShardsFindTheEncodingWithOneRefusal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type call struct{ json bool }
		var w wording
		var out []call // calls under way
		refused, told := 0, 0
		say := rapid.SampledFrom([]error{
			refusedWith(400, "SerializationException"), refusedWith(404, ""), refusedWith(500, ""),
			garbled(200, errUnreadable),
		}).Draw(t, "refusal")
		noise := []error{refusedWith(400, "ProvisionedThroughputExceededException"), io.EOF, errOvertime, context.Canceled}
		likesCBOR := rapid.Bool().Draw(t, "likes CBOR")
		begin := func() {
			next, json := w.ask()
			w = next
			out = append(out, call{json})
		}
		end := func(i int, err error) {
			c := out[i]
			out = append(out[:i], out[i+1:]...)
			switch {
			case err != nil:
				w, _ = w.failed(c.json, err)
			case c.json || likesCBOR:
				news := false
				if w, news = w.answered(c.json); news {
					told++
				}
			default:
				refused++
				var stepped bool
				if w, stepped = w.failed(c.json, say); !stepped {
					t.Fatalf("%+v after a refusal: the next call is not in JSON", w)
				}
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(out) == 0 || len(out) < 20 && rapid.Bool().Draw(t, "begin") {
				begin()
				continue
			}
			var err error
			if rapid.IntRange(0, 3).Draw(t, "noise") == 0 {
				err = rapid.SampledFrom(noise).Draw(t, "error")
			}
			end(rapid.IntRange(0, len(out)-1).Draw(t, "which"), err)
		}
		for len(out) > 0 {
			end(0, nil)
		}
		for range 3 {
			begin()
			end(0, nil)
		}
		wantRefused, wantTold := 1, 1
		if likesCBOR {
			wantRefused, wantTold = 0, 0
		}
		if refused != wantRefused || told != wantTold || w.json == likesCBOR || !w.proven {
			t.Fatalf("%d refusals, told %d times, %+v; want %d, %d", refused, told, w, wantRefused, wantTold)
		}
	})
}

// Broken by: failed that takes the doubt of a new endpoint for one that is proven, or the other way round;
// a refusal of what is not asked any more that undoes the proof of what is.
func TestAnEndpointThatIsReplacedIsAskedOtherwise(t *testing.T) {
	w, _ := wording{}.ask()
	w, _ = w.answered(false)
	if next, stepped := w.failed(false, refusedWith(503, "")); stepped || next != w {
		t.Errorf("a balancer's 503 of a proven endpoint: %+v, %t", next, stepped)
	}
	w, stepped := w.failed(false, refusedWith(415, ""))
	if !stepped || !w.json {
		t.Fatalf("415 of a proven endpoint: %+v, %t", w, stepped)
	}
	if _, stepped := w.failed(false, refusedWith(500, "")); !stepped {
		t.Error("another call that was under way does not step")
	}
	w, news := w.answered(true)
	if !news || !w.proven {
		t.Errorf("answered in JSON: %+v, news %t", w, news)
	}
	if next, stepped := w.failed(false, refusedWith(500, "")); !stepped || next != w {
		t.Errorf("the last call in CBOR is refused: %+v, stepped %t, want %+v and the next at once", next, stepped, w)
	}
	w, stepped = w.failed(true, refusedWith(400, "SerializationException"))
	if !stepped || w.json {
		t.Fatalf("JSON refused by a proven endpoint: %+v, %t", w, stepped)
	}
	w, _ = w.ask()
	if w, news = w.answered(false); !news || w.json || !w.proven {
		t.Errorf("answered in CBOR again: %+v, news %t", w, news)
	}
}
