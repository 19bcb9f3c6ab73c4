package stub

// Pages: a head, a piece of what was written once, a tail.

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"strconv"
)

// A shelf has a shard's records one after the other in one encoding, and where each begins.
type shelf struct {
	text []byte
	at   []int // of each record, and of the end
}

// cut is records from to below to.
func (s *shelf) cut(from, to int) []byte { return s.text[s.at[from]:s.at[to]] }

func shelve(all []record, write func([]byte, record) []byte) shelf {
	s := shelf{at: make([]int, 1, len(all)+1)}
	for _, r := range all {
		s.text = write(s.text, r)
		s.at = append(s.at, len(s.text))
	}
	return s
}

// jsonRecord is a record and the comma behind it, with its time as the service writes it.
func jsonRecord(p []byte, r record) []byte {
	p = append(p, `{"SequenceNumber":"`...)
	p = append(p, r.sequence...)
	p = append(p, `","ApproximateArrivalTimestamp":`...)
	p = strconv.AppendFloat(p, float64(r.arrived)/1e12, 'f', 12, 64)
	p = append(p, `E9,"Data":"`...)
	p = base64.StdEncoding.AppendEncode(p, r.data)
	p = append(p, `","PartitionKey":"`...)
	p = append(p, r.key...)
	return append(p, `"},`...)
}

// jsonPage is the document around records, in three parts.
func jsonPage(records []byte, next string, behind int64) [3][]byte {
	if len(records) > 0 {
		records = records[:len(records)-1] // the last comma
	}
	tail := `],"NextShardIterator":"` + next + `","MillisBehindLatest":` + strconv.FormatInt(behind, 10) + `}`
	return [3][]byte{[]byte(`{"Records":[`), records, []byte(tail)}
}

// Items of CBOR. The service writes maps and lists whose length is not told.
const (
	cborMap   = 0xbf
	cborList  = 0x9f
	cborBreak = 0xff
	cborBytes = 0x40
	cborText  = 0x60
	cborTime  = 0xc1 // a tag; in this dialect the number behind it is of milliseconds
)

func cborRecord(p []byte, r record) []byte {
	p = append(p, cborMap)
	p = cborString(cborString(p, cborText, "SequenceNumber"), cborText, r.sequence)
	p = append(cborString(p, cborText, "ApproximateArrivalTimestamp"), cborTime)
	p = cborNumber(p, r.arrived)
	p = cborString(cborString(p, cborText, "Data"), cborBytes, string(r.data))
	p = cborString(cborString(p, cborText, "PartitionKey"), cborText, r.key)
	return append(p, cborBreak)
}

// cborString is a string of bytes or of text.
func cborString(p []byte, kind byte, s string) []byte {
	switch n := len(s); {
	case n < 24:
		p = append(p, kind|byte(n))
	case n <= math.MaxUint8:
		p = append(p, kind|24, byte(n))
	case n <= math.MaxUint16:
		p = binary.BigEndian.AppendUint16(append(p, kind|25), uint16(n))
	default:
		p = binary.BigEndian.AppendUint32(append(p, kind|26), uint32(n))
	}
	return append(p, s...)
}

// cborNumber is a number of eight bytes.
func cborNumber(p []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(append(p, 27), uint64(n))
}

// cborPage is the document around records, in three parts.
func cborPage(records []byte, next string, behind int64) [3][]byte {
	head := append(cborString([]byte{cborMap}, cborText, "Records"), cborList)
	tail := cborString(cborString([]byte{cborBreak}, cborText, "NextShardIterator"), cborText, next)
	tail = cborNumber(cborString(tail, cborText, "MillisBehindLatest"), behind)
	return [3][]byte{head, records, append(tail, cborBreak)}
}
