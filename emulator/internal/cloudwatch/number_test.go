package cloudwatch

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch/query"
)

// Statistic sets may have averages that no number in JSON is: a sum of 2^360 of 1e-300 samples.
//
// Broken by: a number that is written as Go does, on which json.Marshal fails, and the request with it.
func TestNumbersWithoutANameInJSONAreStrings(t *testing.T) {
	for want, n := range map[string]float64{
		`"Infinity"`: math.Ldexp(1, 360) / 1e-300, `"-Infinity"`: math.Inf(-1), `"NaN"`: math.NaN(), "5.0": 5, "0.5": 0.5, "1e+100": 1e100,
	} {
		got, err := json.Marshal(number(n))
		if err != nil || string(got) != want {
			t.Errorf("%v is %s, %v, want %s", n, got, err, want)
		}
		var back number
		if err := json.Unmarshal(got, &back); err != nil || float64(back) != n && !math.IsNaN(n) {
			t.Errorf("%s is read as %v, %v", got, back, err)
		}
	}
	for want, n := range map[string]number{"Infinity": number(math.Inf(1)), "-Infinity": number(math.Inf(-1)), "NaN": number(math.NaN()), "5.0": 5} {
		got, err := query.Encode("urn:x", "Do", "id", struct{ N number }{n})
		if want := fmt.Sprintf("<N>%s</N>", want); err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%v is %s, %v, want %s", n, got, err, want)
		}
	}
}
