package dynamodb

// Answers of the operations on items, written straight into one buffer.

import (
	"encoding/json"
	"strconv"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An answer is a document in the making. Its zero value is the empty one.
type answer struct{ buf []byte }

// document ends the answer.
func (a *answer) document() []byte {
	if len(a.buf) == 0 {
		return []byte("{}")
	}
	return append(a.buf, '}')
}

func (a *answer) name(name string) {
	before := byte(',')
	if len(a.buf) == 0 {
		before = '{'
	}
	a.buf = append(a.buf, before, '"')
	a.buf = append(a.buf, name...)
	a.buf = append(a.buf, `":`...)
}

// item writes an item, nothing if it is nil.
func (a *answer) item(name string, item attribute.Map) {
	if item != nil {
		a.name(name)
		a.buf = item.AppendJSON(a.buf)
	}
}

func (a *answer) items(name string, items []attribute.Map) {
	a.name(name)
	a.buf = appendItems(a.buf, items)
}

func appendItems(dst []byte, items []attribute.Map) []byte {
	dst = append(dst, '[')
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = item.AppendJSON(dst)
	}
	return append(dst, ']')
}

func (a *answer) count(name string, n int) {
	a.name(name)
	a.buf = strconv.AppendInt(a.buf, int64(n), 10)
}

// value writes whatever encoding/json can.
func (a *answer) value(name string, v any) {
	document, err := json.Marshal(v)
	if err != nil {
		document = []byte("null") // our own types, none of which fails
	}
	a.name(name)
	a.buf = append(a.buf, document...)
}

// marshal is the answer of an operation on tables.
func marshal(v any) ([]byte, *wire.Error) {
	document, err := json.Marshal(v)
	if err != nil {
		return nil, &wire.Error{Type: "InternalServerError", Message: err.Error(), Status: 500}
	}
	return document, nil
}

// nothing is the answer of an operation that answers nothing.
func nothing() ([]byte, *wire.Error) { return []byte("{}"), nil }
