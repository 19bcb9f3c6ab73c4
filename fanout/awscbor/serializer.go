package awscbor

// Writing by schema: what the SDK's types say of themselves, as CBOR. Maps and arrays are of
// indefinite length, as those of Java clients: a type does not say beforehand how many members it has.

import (
	"encoding/binary"
	"math"
	"math/big"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"

	"github.com/shardkeeper/shardkeeper/fanout/internal/cbor"
)

const tagTime = cbor.Tag<<5 | 1

// A serializer writes one document.
type serializer struct {
	out   []byte
	names []bool // of each open container: its items are members, to be named by their schemas
	err   error
}

var _ smithy.ShapeSerializer = (*serializer)(nil)

// encode writes an input. An operation without one gets an empty map.
func encode(in smithy.Serializable) ([]byte, error) {
	var s serializer
	in.Serialize(&s)
	if len(s.out) == 0 {
		s.WriteStruct(nil)
		s.CloseStruct()
	}
	return s.out, s.err
}

func (s *serializer) Bytes() []byte { return s.out }

func (s *serializer) head(kind byte, n uint64) {
	kind <<= 5
	switch {
	case n < cbor.Arg1:
		s.out = append(s.out, kind|byte(n))
	case n <= math.MaxUint8:
		s.out = append(s.out, kind|cbor.Arg1, byte(n))
	case n <= math.MaxUint16:
		s.out = binary.BigEndian.AppendUint16(append(s.out, kind|cbor.Arg2), uint16(n))
	case n <= math.MaxUint32:
		s.out = binary.BigEndian.AppendUint32(append(s.out, kind|cbor.Arg4), uint32(n))
	default:
		s.out = binary.BigEndian.AppendUint64(append(s.out, kind|cbor.Arg8), n)
	}
}

func (s *serializer) text(v string) {
	s.head(cbor.Text, uint64(len(v)))
	s.out = append(s.out, v...)
}

func (s *serializer) integer(v int64) {
	if v < 0 {
		s.head(cbor.Negative, uint64(-1-v))
		return
	}
	s.head(cbor.Uint, uint64(v))
}

// name writes the name of a structure's member; items of lists and values of maps have none.
func (s *serializer) name(of *smithy.Schema) {
	if n := len(s.names); n > 0 && s.names[n-1] {
		s.text(of.MemberName())
	}
}

func (s *serializer) open(of *smithy.Schema, kind byte, named bool) {
	s.name(of)
	s.out = append(s.out, kind<<5|cbor.Indefinite)
	s.names = append(s.names, named)
}

func (s *serializer) close() {
	s.out = append(s.out, cbor.Break)
	s.names = s.names[:max(len(s.names)-1, 0)]
}

func (s *serializer) WriteStruct(of *smithy.Schema)         { s.open(of, cbor.Map, true) }
func (s *serializer) WriteList(of *smithy.Schema)           { s.open(of, cbor.Array, false) }
func (s *serializer) WriteMap(of *smithy.Schema)            { s.open(of, cbor.Map, false) }
func (s *serializer) WriteKey(_ *smithy.Schema, key string) { s.text(key) }
func (s *serializer) CloseStruct()                          { s.close() }
func (s *serializer) CloseList()                            { s.close() }
func (s *serializer) CloseMap()                             { s.close() }

func (s *serializer) WriteInt8(of *smithy.Schema, v int8)   { s.WriteInt64(of, int64(v)) }
func (s *serializer) WriteInt16(of *smithy.Schema, v int16) { s.WriteInt64(of, int64(v)) }
func (s *serializer) WriteInt32(of *smithy.Schema, v int32) { s.WriteInt64(of, int64(v)) }

func (s *serializer) WriteInt64(of *smithy.Schema, v int64) {
	s.name(of)
	s.integer(v)
}

func (s *serializer) WriteFloat32(of *smithy.Schema, v float32) { s.WriteFloat64(of, float64(v)) }

func (s *serializer) WriteFloat64(of *smithy.Schema, v float64) {
	s.name(of)
	s.out = binary.BigEndian.AppendUint64(append(s.out, cbor.Simple<<5|cbor.Arg8), math.Float64bits(v))
}

func (s *serializer) WriteBool(of *smithy.Schema, v bool) {
	s.name(of)
	if v {
		s.out = append(s.out, cbor.True)
		return
	}
	s.out = append(s.out, cbor.False)
}

func (s *serializer) WriteString(of *smithy.Schema, v string) {
	s.name(of)
	s.text(v)
}

func (s *serializer) WriteBlob(of *smithy.Schema, v []byte) {
	s.name(of)
	s.head(cbor.Bytes, uint64(len(v)))
	s.out = append(s.out, v...)
}

// WriteTime writes milliseconds under the tag of seconds: the service's own reading of it.
func (s *serializer) WriteTime(of *smithy.Schema, v time.Time) {
	s.name(of)
	s.out = append(s.out, tagTime)
	s.integer(v.UnixMilli())
}

func (s *serializer) WriteNil(of *smithy.Schema) {
	s.name(of)
	s.out = append(s.out, cbor.Null)
}

// Shapes that no document of Kinesis has.

func (s *serializer) WriteBigInt(*smithy.Schema, *big.Int)         { s.err = errNotInKinesis }
func (s *serializer) WriteBigFloat(*smithy.Schema, *big.Float)     { s.err = errNotInKinesis }
func (s *serializer) WriteUnion(_, _ *smithy.Schema)               { s.err = errNotInKinesis }
func (s *serializer) CloseUnion()                                  {}
func (s *serializer) WriteDocument(*smithy.Schema, document.Value) { s.err = errNotInKinesis }
