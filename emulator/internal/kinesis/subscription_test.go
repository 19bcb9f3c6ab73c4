package kinesis

import (
	"testing"

	"pgregory.net/rapid"
)

// Whoever goes on after the number of an event stands where the event left off, or at the oldest record
// that is kept if retention has passed that place: in an empty shard, before the first record, behind
// the newest, and after a trim between the two. The number sorts right before the record to come, since
// clients hold numbers against each other.
//
// Broken by: the number of the record to come; the shard's starting number for a place behind records
// that are gone.
func TestANumberLeadsBackToItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sh := &shard{index: rapid.IntRange(0, 40).Draw(t, "index"), created: 1_000, log: newLog()}
		arrived := sh.created * 1000
		put := func(label string) {
			for range rapid.IntRange(0, 5).Draw(t, label) {
				arrived += rapid.Int64Range(0, 3000).Draw(t, "pause")
				sh.log.append(arrived, "k", nil)
			}
		}
		put("before")
		sh.log.trim(rapid.Int64Range(sh.created*1000, arrived+1).Draw(t, "horizon"))
		place := rapid.Uint64Range(sh.log.first, sh.log.next).Draw(t, "place")
		text := sh.before(place).String()
		put("after")
		sh.log.trim(rapid.Int64Range(sh.created*1000, arrived+1).Draw(t, "later horizon"))
		seq, ok := parseSequence(text)
		if got, want := sh.position(seq, true), max(place, sh.log.first); !ok || got != want {
			t.Fatalf("%s leads to %d, want %d; kept are %d to %d", text, got, want, sh.log.first, sh.log.next)
		}
		if seq.counter != place-1 || seq.seconds > arrived/1000 {
			t.Fatalf("%s of place %d has the counter %d and the second %d", text, place, seq.counter, seq.seconds)
		}
	})
}
