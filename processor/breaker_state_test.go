package processor

import (
	"strings"
	"testing"
	"time"
)

// The state machine of CircuitBreaker. A letter is a call: x failed, o done; a digit is that many seconds.
// The answer is what is admitted of 10 records after each.
// Broken by: trips that counts to one more; after that keeps open on success; admits that lets all go on
// when the pause is over.
func TestACircuitOpensProbesAndCloses(t *testing.T) {
	for name, c := range map[string]struct {
		policy  BreakerPolicy
		happens string
		want    []int
	}{
		"in a row":           {BreakerPolicy{Failures: 2, Pause: 5 * time.Second}, "xox x4 1 o", []int{10, 10, 10, 0, 0, 1, 10}},
		"probe fails":        {BreakerPolicy{Failures: 1, Pause: 5 * time.Second, Probe: 3}, "x5x4 1 o", []int{0, 3, 0, 0, 3, 10}},
		"counts anew":        {BreakerPolicy{Failures: 2, Pause: time.Second}, "xx1oxx", []int{10, 0, 1, 10, 10, 0}},
		"share":              {BreakerPolicy{Share: 0.5, Calls: 4, Pause: time.Second}, "oxox1ooox", []int{10, 10, 10, 0, 1, 10, 10, 10, 10}},
		"share needs calls":  {BreakerPolicy{Share: 0.5, Calls: 4}, "xxx", []int{10, 10, 10}},
		"share slides":       {BreakerPolicy{Share: 0.75, Calls: 4}, "xoxoxx", []int{10, 10, 10, 10, 10, 0}},
		"zero is five":       {BreakerPolicy{}, "xxxxx999", []int{10, 10, 10, 10, 0, 0, 0, 0}},
		"zero is 30 seconds": {BreakerPolicy{}, "xxxxx9993", []int{10, 10, 10, 10, 0, 0, 0, 0, 1}},
	} {
		var circuit circuit
		now, got := time.Unix(0, 0), []int(nil)
		for _, r := range strings.ReplaceAll(c.happens, " ", "") {
			switch r {
			case 'x', 'o':
				circuit = circuit.after(c.policy, r == 'x', now)
			default:
				now = now.Add(time.Duration(r-'0') * time.Second)
			}
			got = append(got, circuit.admits(c.policy, 10, now))
		}
		for i := range got {
			if i >= len(c.want) || got[i] != c.want[i] {
				t.Errorf("%s: after %q admitted %v, want %v", name, c.happens, got, c.want)
				break
			}
		}
	}
}
