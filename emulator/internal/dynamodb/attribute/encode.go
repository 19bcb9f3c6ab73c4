package attribute

// Documents from values. They are appended to one buffer: a page of a thousand items is written
// in one go.

import (
	"encoding/base64"
	"encoding/json"
)

// AppendJSON appends an item: {"name": {"S": "..."}, ...}.
func (m Map) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for i, member := range m {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendText(dst, member.Name), ':')
		dst = AppendValue(dst, member.Value)
	}
	return append(dst, '}')
}

// MarshalJSON is AppendJSON for documents that encoding/json writes.
func (m Map) MarshalJSON() ([]byte, error) { return m.AppendJSON(nil), nil }

// AppendValue appends a value with its type: {"S": "..."}.
func AppendValue(dst []byte, v Value) []byte {
	dst = append(dst, `{"`...)
	dst = append(dst, v.Type()...)
	dst = append(dst, `":`...)
	return append(appendContent(dst, v), '}')
}

func appendContent(dst []byte, v Value) []byte {
	switch v := v.(type) {
	case String:
		return AppendText(dst, string(v))
	case Number:
		return appendNumber(dst, v)
	case Binary:
		return appendBinary(dst, string(v))
	case Bool:
		if !v {
			return append(dst, "false"...)
		}
	case Map:
		return v.AppendJSON(dst)
	case List:
		return appendAll(dst, v, AppendValue)
	case StringSet:
		return appendAll(dst, v, AppendText)
	case NumberSet:
		return appendAll(dst, v, appendNumber)
	case BinarySet:
		return appendAll(dst, v, appendBinary)
	}
	return append(dst, "true"...) // BOOL, and NULL has no other content
}

func appendAll[S ~[]E, E any](dst []byte, all S, one func([]byte, E) []byte) []byte {
	dst = append(dst, '[')
	for i, e := range all {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = one(dst, e)
	}
	return append(dst, ']')
}

func appendNumber(dst []byte, n Number) []byte {
	return append(n.append(append(dst, '"')), '"')
}

func appendBinary(dst []byte, raw string) []byte {
	dst = base64.StdEncoding.AppendEncode(append(dst, '"'), []byte(raw))
	return append(dst, '"')
}

// AppendText appends a JSON string.
func AppendText(dst []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7F {
			quoted, _ := json.Marshal(text) // a string always has a document
			return append(dst, quoted...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}
