package kinesis

import (
	"math"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// What a conversion makes of NaN is another number on every processor, so a time that is none must not get
// as far as that.
//
// Broken by: a bound that asks what is too large instead of what is not: NaN is neither.
func TestATimeThatIsNoNumberIsRefused(t *testing.T) {
	for _, millis := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, mostMillis + 1} {
		document, err := cbor.Marshal(map[string]any{"Timestamp": cbor.Tag{Number: 1, Content: millis}})
		if err != nil {
			t.Fatal(err)
		}
		var in getShardIteratorInput
		if err := decode(wire.CBOR, document, &in); err == nil {
			t.Errorf("%v was read as %d", millis, *in.Timestamp)
		}
	}
	for text, as := range map[string]wire.Encoding{`{"Timestamp":1e300}`: wire.JSON, `{"Timestamp":"NaN"}`: wire.JSON, "\xa1iTimestamp\xf6": wire.CBOR} {
		var in getShardIteratorInput
		if err := decode(as, []byte(text), &in); (err == nil) != (as == wire.CBOR) || in.Timestamp != nil && *in.Timestamp != 0 {
			t.Errorf("%q was read as %v, %v", text, in.Timestamp, err)
		}
	}
}
