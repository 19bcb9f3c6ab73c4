package kinesis

// Documents: how the shapes of requests and answers are written, in JSON and in CBOR. Both go by
// the names of the structs' fields, so an operation knows of neither.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// decode reads a document into a request's shape. Members that the shape lacks are ignored: newer
// clients send new ones. No document is an empty one.
func decode(as wire.Encoding, document []byte, into any) error {
	switch {
	case as == wire.CBOR && len(document) == 0, as != wire.CBOR && len(bytes.TrimSpace(document)) == 0:
		return nil
	case as == wire.CBOR:
		return cbor.Unmarshal(document, into)
	}
	return json.Unmarshal(document, into)
}

// encode writes an answer.
func encode(as wire.Encoding, out any) ([]byte, *wire.Error) {
	write := json.Marshal
	if as == wire.CBOR {
		write = cbor.Marshal
	}
	document, err := write(out)
	if err != nil {
		return nil, &wire.Error{Type: "InternalFailureException", Message: err.Error(), Status: 500}
	}
	return document, nil
}

// A timestamp is milliseconds. In JSON it is seconds with a fraction; in CBOR it is milliseconds
// under the tag that elsewhere means seconds.
type timestamp int64

const mostMillis = 1 << 50 // beyond it, sums of times could overflow

// MarshalJSON writes seconds with three decimals.
func (t timestamp) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(t)/1000, 'f', 3, 64), nil
}

// UnmarshalJSON reads seconds.
func (t *timestamp) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	seconds, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.Abs(seconds) > mostMillis/1000 {
		return fmt.Errorf("kinesis: read timestamp: %.20q is no number of seconds", text)
	}
	*t = timestamp(math.Round(seconds * 1000))
	return nil
}

const (
	tagTime  = 0xc1 // tag 1, a time since the epoch
	cborNull = 0xf6
)

// MarshalCBOR writes milliseconds, an integer.
func (t timestamp) MarshalCBOR() ([]byte, error) {
	number, err := cbor.Marshal(int64(t))
	return append([]byte{tagTime}, number...), err
}

// UnmarshalCBOR reads milliseconds, with or without their tag.
func (t *timestamp) UnmarshalCBOR(data []byte) error {
	if len(data) == 1 && data[0] == cborNull {
		return nil
	}
	var millis float64
	if err := cbor.Unmarshal(bytes.TrimPrefix(data, []byte{tagTime}), &millis); err != nil || !(math.Abs(millis) <= mostMillis) { // NaN is no number
		return errors.New("kinesis: read timestamp: no number of milliseconds")
	}
	*t = timestamp(math.Round(millis))
	return nil
}
