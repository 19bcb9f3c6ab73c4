package page

// What the tests stand on: a page, written as the service writes it in each of its encodings.

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// kept are the records of a page, with what was said of their number.
type kept struct {
	records []Record
	grown   int // calls of Grow
	room    int
}

func (k *kept) Grow(n int) {
	k.grown++
	k.room += n
	k.records = slices.Grow(k.records, n)
}

func (k *kept) Add(r *Record) { k.records = append(k.records, *r) }

// sample are n records of a shard of orders.
func sample(n, size int) []Record {
	all := make([]Record, n)
	for i := range all {
		data := make([]byte, size)
		for j := range data {
			data[j] = byte(i*31 + j*7)
		}
		all[i] = Record{
			Data: data, PartitionKey: fmt.Sprint("account-", i), SequenceNumber: fmt.Sprintf("4960000000000000000000000000000000000000%016d", i),
			Arrived: time.UnixMilli(1_700_000_000_123 + int64(i)).UTC(), EncryptionType: "NONE",
			Has: HasSequenceNumber | HasPartitionKey | HasArrived,
		}
	}
	return all
}

// inJSON writes a page with the member next as the service does: times in scientific notation.
func inJSON(next string, records []Record) []byte {
	var b bytes.Buffer
	b.WriteString(`{"Records":[`)
	for i, r := range records {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("{")
		if r.Has.Any(HasSequenceNumber) {
			fmt.Fprintf(&b, `"SequenceNumber":%q,`, r.SequenceNumber)
		}
		if r.Has.Any(HasArrived) {
			ms := r.Arrived.UnixMilli()
			fmt.Fprintf(&b, `"ApproximateArrivalTimestamp":%d.%012dE9,`, ms/1e12, ms%1e12)
		}
		fmt.Fprintf(&b, `"Data":%q`, base64.StdEncoding.EncodeToString(r.Data))
		if r.Has.Any(HasPartitionKey) {
			key, _ := json.Marshal(r.PartitionKey)
			fmt.Fprintf(&b, `,"PartitionKey":%s`, key)
		}
		if r.EncryptionType != "" {
			fmt.Fprintf(&b, `,"EncryptionType":%q`, r.EncryptionType)
		}
		b.WriteString("}")
	}
	fmt.Fprintf(&b, `],"MillisBehindLatest":5,%q:%q}`, next, strings.Repeat("i", 200))
	return b.Bytes()
}

// inCBOR writes a page as the service does: lengths are not told beforehand.
func inCBOR(records []Record) []byte {
	b := []byte("\xbf\x67Records\x9f")
	for _, r := range records {
		b = append(b, 0xbf)
		if r.Has.Any(HasSequenceNumber) {
			b = appendText(appendText(b, "SequenceNumber"), r.SequenceNumber)
		}
		if r.Has.Any(HasArrived) {
			b = append(appendText(b, "ApproximateArrivalTimestamp"), 0xc1, 0x1b)
			b = binary.BigEndian.AppendUint64(b, uint64(r.Arrived.UnixMilli()))
		}
		b = appendString(appendText(b, "Data"), 0x40, string(r.Data))
		if r.Has.Any(HasPartitionKey) {
			b = appendText(appendText(b, "PartitionKey"), r.PartitionKey)
		}
		if r.EncryptionType != "" {
			b = appendText(appendText(b, "EncryptionType"), r.EncryptionType)
		}
		b = append(b, 0xff)
	}
	b = append(b, 0xff)
	b = append(appendText(b, "MillisBehindLatest"), 5)
	return append(appendText(appendText(b, "NextShardIterator"), strings.Repeat("i", 200)), 0xff)
}

func appendText(b []byte, text string) []byte { return appendString(b, 0x60, text) }

func appendString(b []byte, kind byte, s string) []byte {
	switch n := len(s); {
	case n < 24:
		b = append(b, kind|byte(n))
	case n < 1<<8:
		b = append(b, kind|24, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, kind|25), uint16(n))
	default:
		b = binary.BigEndian.AppendUint32(append(b, kind|26), uint32(n))
	}
	return append(b, s...)
}

// An encoding is one of the three ways in which records come.
type encoding struct {
	name  string
	write func([]Record) []byte
	read  func([]byte, Into) (Page, error)
}

func encodings() []encoding {
	return []encoding{
		{"CBOR", inCBOR, ReadCBOR},
		{"JSON", func(r []Record) []byte { return inJSON("NextShardIterator", r) }, ReadJSON},
		{"event", func(r []Record) []byte { return inJSON("ContinuationSequenceNumber", r) }, ReadEvent},
	}
}

func (e encoding) mustRead(t testing.TB, document []byte) (Page, *kept) {
	t.Helper()
	k := new(kept)
	p, err := e.read(document, k)
	if err != nil {
		t.Fatal(err)
	}
	return p, k
}
