package awscbor

// Reading by schema: what the SDK's types ask for when they read themselves.

import (
	"errors"
	"math"
	"math/big"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"

	"github.com/shardkeeper/shardkeeper/fanout/internal/cbor"
)

var errNotInKinesis = errors.New("a shape that Kinesis has none of")

// A deserializer reads one document. Strings and blobs are copies.
type deserializer struct {
	cbor.Reader
	inside []frame
}

// A frame is a container that is being read; its schema is a structure's.
type frame struct {
	cbor.Span
	schema *smithy.Schema
}

func newDeserializer(document []byte) *deserializer {
	return &deserializer{Reader: cbor.NewReader(document)}
}

var _ smithy.ShapeDeserializer = (*deserializer)(nil)

func (d *deserializer) push(kind byte, schema *smithy.Schema) error {
	s, err := d.Enter(kind)
	if err == nil {
		d.inside = append(d.inside, frame{s, schema})
	}
	return err
}

// next says whether the innermost container has another item; it leaves one that has none.
//
// It says true beside an error: smithy.ReadList and ReadMap look at an error only then.
func (d *deserializer) next() (bool, error) {
	if len(d.inside) == 0 {
		return true, errors.New("an item outside of a container")
	}
	top := len(d.inside) - 1
	another, err := d.More(&d.inside[top].Span)
	if err != nil {
		return true, err
	}
	if !another {
		d.inside = d.inside[:top]
	}
	return another, nil
}

// ReadStruct takes a null for a structure without members.
func (d *deserializer) ReadStruct(s *smithy.Schema) error {
	if d.Null() {
		d.inside = append(d.inside, frame{schema: s})
		return nil
	}
	return d.push(cbor.Map, s)
}

// ReadStructMember passes over members that the model lacks, and those that are null.
func (d *deserializer) ReadStructMember() (*smithy.Schema, error) {
	for {
		another, err := d.next()
		if err != nil || !another {
			return nil, err
		}
		name, err := d.Bytes(cbor.Text)
		if err != nil {
			return nil, err
		}
		member := memberOf(d.inside[len(d.inside)-1].schema, name)
		switch {
		case member == nil:
			if err := d.Skip(); err != nil {
				return nil, err
			}
		case !d.Null():
			return member, nil
		}
	}
}

// memberOf finds a member. The message of an error is written in both ways.
func memberOf(s *smithy.Schema, name []byte) *smithy.Schema {
	if m := s.Members()[string(name)]; m != nil || string(name) != "Message" {
		return m
	}
	return s.Member("message")
}

func (d *deserializer) ReadList(*smithy.Schema) error             { return d.push(cbor.Array, nil) }
func (d *deserializer) ReadListItem(*smithy.Schema) (bool, error) { return d.next() }
func (d *deserializer) ReadMap(*smithy.Schema) error              { return d.push(cbor.Map, nil) }

func (d *deserializer) ReadMapKey(*smithy.Schema) (string, bool, error) {
	another, err := d.next()
	if err != nil || !another {
		return "", another, err
	}
	key, err := d.Bytes(cbor.Text)
	return string(key), true, err
}

func (d *deserializer) ReadNil(*smithy.Schema) (bool, error) {
	if d.Left() == 0 {
		return false, cbor.ErrEnds
	}
	return d.Null(), nil
}

func (d *deserializer) ReadString(_ *smithy.Schema, v *string) error {
	b, err := d.Bytes(cbor.Text)
	*v = string(b)
	return err
}

func (d *deserializer) ReadBlob(_ *smithy.Schema, v *[]byte) error {
	b, err := d.Bytes(cbor.Bytes)
	*v = append([]byte{}, b...)
	return err
}

func (d *deserializer) ReadTime(_ *smithy.Schema, v *time.Time) error {
	millis, err := d.Millis()
	*v = time.UnixMilli(millis).UTC()
	return err
}

func (d *deserializer) ReadBool(_ *smithy.Schema, v *bool) error {
	h, err := d.Head()
	if err != nil {
		return err
	}
	head := h.Kind<<5 | h.Info
	if head != cbor.True && head != cbor.False {
		return d.Wrong("neither true nor false")
	}
	*v = head == cbor.True
	return nil
}

func (d *deserializer) ReadInt8(_ *smithy.Schema, v *int8) error {
	return readInt(d, v, math.MinInt8, math.MaxInt8)
}

func (d *deserializer) ReadInt16(_ *smithy.Schema, v *int16) error {
	return readInt(d, v, math.MinInt16, math.MaxInt16)
}

func (d *deserializer) ReadInt32(_ *smithy.Schema, v *int32) error {
	return readInt(d, v, math.MinInt32, math.MaxInt32)
}

func (d *deserializer) ReadInt64(_ *smithy.Schema, v *int64) error {
	return readInt(d, v, math.MinInt64, math.MaxInt64)
}

func readInt[T int8 | int16 | int32 | int64](d *deserializer, v *T, least, most int64) error {
	n, err := d.Integer()
	if err != nil {
		return err
	}
	if n < least || n > most {
		return d.Wrong("an integer beyond the model's type")
	}
	*v = T(n)
	return nil
}

func (d *deserializer) ReadFloat32(_ *smithy.Schema, v *float32) error {
	n, err := d.Number()
	*v = float32(n)
	return err
}

func (d *deserializer) ReadFloat64(_ *smithy.Schema, v *float64) (err error) {
	*v, err = d.Number()
	return err
}

// Shapes that no document of Kinesis has.

func (d *deserializer) ReadBigInt(*smithy.Schema, *big.Int) error     { return errNotInKinesis }
func (d *deserializer) ReadBigFloat(*smithy.Schema, *big.Float) error { return errNotInKinesis }
func (d *deserializer) ReadUnion(*smithy.Schema) (*smithy.Schema, error) {
	return nil, errNotInKinesis
}
func (d *deserializer) ReadDocument(*smithy.Schema, *document.Value) error { return errNotInKinesis }
