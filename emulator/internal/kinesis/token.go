package kinesis

// Tokens: what a client carries for us between two calls and must not look into. A token is binary
// fields behind a check sum, in base64; a token that was cut, bent or made up does not open.
// Nothing here is secret, so the check sum guards against damage, not against malice.

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// A tokenKind keeps a token of one operation from being accepted by another.
type tokenKind byte

const (
	iteratorToken tokenKind = iota + 1
	listShardsToken
	listStreamsToken
	listChannelsToken
	listConsumersToken
	listQueuesToken
	receiptToken
)

const (
	tokenSum  = 8                 // bytes of check sum
	tokenLife = 300 * time.Second // of iterators and of the tokens of listings
)

// seal makes a token of what a writer appended.
func seal(kind tokenKind, fields *tokenWriter) string {
	body := append([]byte{byte(kind)}, fields.buf...)
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(append(sum[:tokenSum], body...))
}

// open checks a token and gives its fields to read.
func open(kind tokenKind, token string) (*tokenReader, bool) {
	raw, err := base64.StdEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) < tokenSum+1 {
		return nil, false
	}
	body := raw[tokenSum:]
	if sum := sha256.Sum256(body); string(sum[:tokenSum]) != string(raw[:tokenSum]) || body[0] != byte(kind) {
		return nil, false
	}
	return &tokenReader{buf: body[1:]}, true
}

// A tokenWriter appends fields.
type tokenWriter struct{ buf []byte }

func (w *tokenWriter) int(n int64) *tokenWriter {
	w.buf = binary.AppendVarint(w.buf, n)
	return w
}

func (w *tokenWriter) text(s string) *tokenWriter {
	w.buf = binary.AppendUvarint(w.buf, uint64(len(s)))
	w.buf = append(w.buf, s...)
	return w
}

func (w *tokenWriter) home(h home) *tokenWriter {
	return w.text(h.account).text(h.region).text(h.name)
}

// A tokenReader takes the fields in the order in which they were appended. Its first mistake sticks.
type tokenReader struct {
	buf    []byte
	broken bool
}

func (r *tokenReader) int() int64 {
	n, size := binary.Varint(r.buf)
	if r.broken || size <= 0 {
		r.broken = true
		return 0
	}
	r.buf = r.buf[size:]
	return n
}

func (r *tokenReader) text() string {
	n, size := binary.Uvarint(r.buf)
	if r.broken || size <= 0 || n > uint64(len(r.buf)-size) {
		r.broken = true
		return ""
	}
	s := string(r.buf[size : size+int(n)])
	r.buf = r.buf[size+int(n):]
	return s
}

func (r *tokenReader) home() home {
	return home{account: r.text(), region: r.text(), name: r.text()}
}

// done: every field was read, and nothing was left over.
func (r *tokenReader) done() bool { return !r.broken && len(r.buf) == 0 }
