package wire

// A glance at a document: what a hook or a log wants to know of a request before anyone has
// decoded it. It skips values without looking into them, so that it costs little beside decoding.

import (
	"bytes"
	"encoding/json"
)

// Members calls yield with the name and the value of each member of a document, until yield answers
// false. What cannot be read yields nothing, or its members up to the first mistake; so does a form.
func Members(as Encoding, document []byte, yield func(name string, value Value) bool) {
	switch as {
	case JSON:
		membersOfJSON(document, func(name string, raw []byte) bool { return yield(name, Value{JSON, raw}) })
	case CBOR:
		for name, raw := range membersOfCBOR(document) {
			if !yield(name, Value{CBOR, raw}) {
				return
			}
		}
	}
}

// A Value is a member of a document, as it is written there.
type Value struct {
	encoding Encoding
	raw      []byte
}

// Text reads a value as a string, "" if it is none.
func (v Value) Text() string {
	if v.encoding == CBOR {
		return textOfCBOR(v.raw)
	}
	return textOfJSON(v.raw)
}

// JSON is the value in JSON, whatever it is written in.
func (v Value) JSON() []byte {
	if v.encoding == CBOR {
		return jsonOfCBOR(v.raw)
	}
	return v.raw
}

func membersOfJSON(body []byte, yield func(name string, value []byte) bool) {
	rest := bytes.TrimLeft(body, space)
	if len(rest) == 0 || rest[0] != '{' {
		return
	}
	for {
		rest = bytes.TrimLeft(rest[1:], space) // past { or ,
		n := stringEnd(rest)
		if n == 0 {
			return
		}
		var name string
		if json.Unmarshal(rest[:n], &name) != nil {
			return
		}
		rest = bytes.TrimLeft(rest[n:], space)
		if len(rest) == 0 || rest[0] != ':' {
			return
		}
		rest = bytes.TrimLeft(rest[1:], space)
		n = valueEnd(rest)
		if n == 0 || !yield(name, rest[:n]) {
			return
		}
		rest = bytes.TrimLeft(rest[n:], space)
		if len(rest) == 0 || rest[0] != ',' {
			return
		}
	}
}

func textOfJSON(value []byte) string {
	var s string
	if len(value) == 0 || value[0] != '"' || json.Unmarshal(value, &s) != nil {
		return ""
	}
	return s
}

const space = " \t\r\n"

// stringEnd is the length of the string that text begins with, 0 if it begins with none. Records
// are mostly one long string, so it leaps from quote to quote.
func stringEnd(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return 0
	}
	for end := 1; ; {
		n := bytes.IndexByte(text[end:], '"')
		if n < 0 {
			return 0
		}
		quote := end + n
		slashes := quote - len(bytes.TrimRight(text[:quote], `\`))
		if end = quote + 1; slashes%2 == 0 {
			return end
		}
	}
}

// valueEnd is the length of the value that text begins with, 0 if it does not end.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); {
		switch text[i] {
		case '"':
			n := stringEnd(text[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // the end of a number or a word
			}
			depth--
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
		i++
		if depth == 0 && (text[i-1] == '"' || text[i-1] == '}' || text[i-1] == ']') {
			return i
		}
	}
	return 0
}
