package cloudwatch

// An instant in the three protocols: seconds in JSON, seconds under tag 1 in CBOR, ISO 8601 in forms
// and XML.

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// An instant is milliseconds since the epoch.
type instant int64

func seconds(s int64) *instant { return new(instant(s * 1000)) }

// second is the second that the instant is in.
func (t instant) second() int64 { return int64(math.Floor(float64(t) / 1000)) }

var errInstant = errors.New("cloudwatch: read timestamp: it is none")

// of sets seconds that came as a number.
func (t *instant) of(seconds float64, err error) error {
	if err != nil || math.IsNaN(seconds) || math.Abs(seconds) > 1<<40 {
		return errInstant
	}
	*t = instant(math.Round(seconds * 1000))
	return nil
}

// MarshalJSON writes seconds.
func (t instant) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(t)/1000, 'f', -1, 64), nil
}

// UnmarshalJSON reads seconds.
func (t *instant) UnmarshalJSON(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	return t.of(strconv.ParseFloat(string(text), 64))
}

const (
	tagTime  = 0xc1 // tag 1, a time since the epoch
	cborNull = 0xf6
)

// MarshalCBOR writes seconds, a float: what clients write too.
func (t instant) MarshalCBOR() ([]byte, error) {
	number, err := cbor.Marshal(float64(t) / 1000)
	return append([]byte{tagTime}, number...), err
}

// UnmarshalCBOR reads seconds, whole or not, with or without their tag.
func (t *instant) UnmarshalCBOR(data []byte) error {
	if len(data) == 1 && data[0] == cborNull {
		return nil
	}
	var seconds float64
	err := cbor.Unmarshal(bytes.TrimPrefix(data, []byte{tagTime}), &seconds)
	return t.of(seconds, err)
}

// MarshalText writes ISO 8601 in UTC, with as many decimals as there are.
func (t instant) MarshalText() ([]byte, error) {
	return time.UnixMilli(int64(t)).UTC().AppendFormat(nil, "2006-01-02T15:04:05.999Z"), nil
}

// UnmarshalText reads ISO 8601. Without a zone it is UTC; a date alone is its midnight.
func (t *instant) UnmarshalText(text []byte) error {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if read, err := time.Parse(layout, string(text)); err == nil {
			*t = instant(read.UnixMilli())
			return nil
		}
	}
	return errInstant
}
