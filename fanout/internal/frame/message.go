package frame

// What a frame means: its headers, of which three or four say what the payload is.

import (
	"encoding/binary"
	"fmt"
)

// The types of a message.
const (
	Event     = "event"
	Exception = "exception" // modelled: the payload is a document with a message
	Error     = "error"     // not modelled: everything is in the headers
)

// A Message is what a frame says.
type Message struct {
	Type         string // Event, Exception, Error
	Name         string // of the event, the exception or the error's code
	ErrorMessage string // of an error
	Payload      []byte
	Buffer       []byte // that it was read into, Payload and all; to be used again when Payload is done with
}

// fixed is how long a value is, by its type; the others bear their length.
var fixed = [...]int{0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, typeBytes: -1, typeString: -1, 8: 8, 9: 16}

const (
	typeBytes  = 6
	typeString = 7
)

// read takes from the headers what they say of the message. Of a header that comes twice, the last
// counts.
func (m *Message) read(headers []byte) error {
	var event, exception, code string
	for len(headers) > 0 {
		name, kind, value, rest, err := header(headers)
		if err != nil {
			return err
		}
		headers = rest
		var into *string
		switch string(name) {
		case ":message-type":
			into = &m.Type
		case ":event-type":
			into = &event
		case ":exception-type":
			into = &exception
		case ":error-code":
			into = &code
		case ":error-message":
			into = &m.ErrorMessage
		default:
			continue
		}
		if kind != typeString {
			return fmt.Errorf("header %s is no text: %w", name, ErrGarbled)
		}
		*into = known(value)
	}
	switch m.Type {
	case Event:
		m.Name = event
	case Exception:
		m.Name = exception
	case Error:
		m.Name = code
	default:
		return fmt.Errorf("neither event nor exception nor error: %w", ErrGarbled)
	}
	return nil
}

// header cuts the first of the headers off.
func header(in []byte) (name []byte, kind byte, value, rest []byte, err error) {
	name, in, ok := cut(in[1:], int(in[0]))
	if !ok || len(in) == 0 || int(in[0]) >= len(fixed) {
		return nil, 0, nil, nil, fmt.Errorf("headers: %w", ErrGarbled)
	}
	kind, in = in[0], in[1:]
	size := fixed[kind]
	if size < 0 {
		if len(in) < 2 {
			return nil, 0, nil, nil, fmt.Errorf("headers: %w", ErrGarbled)
		}
		size, in = int(binary.BigEndian.Uint16(in)), in[2:]
	}
	value, rest, ok = cut(in, size)
	if !ok {
		return nil, 0, nil, nil, fmt.Errorf("headers: %w", ErrGarbled)
	}
	return name, kind, value, rest, nil
}

func cut(in []byte, n int) (first, rest []byte, ok bool) {
	if len(in) < n {
		return nil, nil, false
	}
	return in[:n], in[n:], true
}

// known is the text, without a copy where it is one that each frame bears.
func known(value []byte) string {
	switch string(value) {
	case Event:
		return Event
	case "SubscribeToShardEvent":
		return "SubscribeToShardEvent"
	case "initial-response":
		return "initial-response"
	}
	return string(value)
}
