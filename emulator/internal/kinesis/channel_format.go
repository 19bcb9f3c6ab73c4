package kinesis

// What is inside a delivered object: the records as they were put, and for records that are not in
// the format of the channel a dead letter each. The service's way to separate records is not
// documented: here JSON and STRING records are lines, BYTE_ARRAY records follow each other.

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"time"
	"unicode/utf8"
)

const (
	formatGSR    = "GSR_JSON"
	formatJSON   = "JSON"
	formatString = "STRING"
	formatBytes  = "BYTE_ARRAY"
)

// gsrHeader is what the Glue Schema Registry writes before a record: a version, a compression and
// a schema's ID.
const (
	gsrHeader  = 18
	gsrVersion = 3
)

// content is the record as it is delivered, or why it is not.
func content(format string, data []byte) (out []byte, code, problem string) {
	switch {
	case format == formatGSR && (len(data) < gsrHeader || data[0] != gsrVersion || data[1] != 0):
		return nil, "InvalidSchemaHeader", "The record has no Glue Schema Registry header, or is compressed."
	case format == formatGSR:
		return content(formatJSON, data[gsrHeader:])
	case format == formatJSON && !json.Valid(data):
		return nil, "InvalidJson", "The record is not valid JSON."
	case format == formatString && !utf8.Valid(data):
		return nil, "InvalidUtf8", "The record is not valid UTF-8."
	}
	return data, "", ""
}

// A deadLetter is a record that could not be delivered, and why. Its layout is ours.
type deadLetter struct {
	ChannelARN, StreamARN, ShardID, SequenceNumber, PartitionKey string
	ArrivalTimestamp                                             time.Time
	ErrorCode, ErrorMessage                                      string
	Data                                                         []byte
}

// fill writes the records of a delivery: what is delivered, and its dead letters, one a line.
func (d *Delivery) fill() (delivered, dead []byte) {
	var good, bad bytes.Buffer
	letters := json.NewEncoder(&bad)
	for _, p := range d.pages {
		for _, r := range p.records {
			data, code, problem := content(d.format, r.data)
			if code == "" {
				good.Write(data)
				if d.format != formatBytes {
					good.WriteByte('\n')
				}
				continue
			}
			_ = letters.Encode(deadLetter{d.arn, d.stream, p.shard.id, p.shard.number(r.counter, r.arrived).String(),
				r.key, time.UnixMilli(r.arrived).UTC(), code, problem, r.data}) // a buffer takes everything
		}
	}
	return good.Bytes(), bad.Bytes()
}

// extension is what a compression adds to a name.
func extension(compression string) string {
	return map[string]string{"GZIP": ".gz", "ZSTD": ".zst"}[compression]
}

// compress is the object's body. Zstandard is written with stored blocks: every reader takes them,
// and nothing is gained in a test by their being small.
func compress(compression string, data []byte) []byte {
	switch compression {
	case "GZIP":
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		_, _ = w.Write(data) // a buffer takes everything
		_ = w.Close()
		return out.Bytes()
	case "ZSTD":
		return storedZstandard(data)
	}
	return data
}

const (
	zstdMagic      = 0xfd2fb528
	zstdDescriptor = 0xe0 // a single segment whose size is in 8 bytes; no check sum, no dictionary
	zstdBlock      = 128 << 10
)

// storedZstandard is a frame of Zstandard whose blocks are not compressed (RFC 8878, 3.1.1).
func storedZstandard(data []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, zstdMagic)
	out = append(out, zstdDescriptor)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(data)))
	for {
		block := data[:min(zstdBlock, len(data))]
		data = data[len(block):]
		header := uint32(len(block)) << 3 // type 0: raw
		if len(data) == 0 {
			header |= 1 // the last
		}
		out = append(out, byte(header), byte(header>>8), byte(header>>16))
		out = append(out, block...)
		if len(data) == 0 {
			return out
		}
	}
}
