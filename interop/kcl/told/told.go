// Package told holds what the workers of an application said, one line a thing, and the laws that
// everything they said together has to keep. It knows no process and no service: lines come in, what
// is wrong with them goes out.
package told

import (
	"fmt"
	"strconv"
	"strings"
)

// What a line tells of.
const (
	Start  = "start"  // a processor begins a shard
	Record = "record" // it was given a record
	End    = "end"    // its shard ended; SHARD_END is not stored yet
	Lost   = "lost"   // its lease is gone
	Asked  = "asked"  // it is to stop or to hand over
)

// A Line is one thing that a worker said.
type Line struct {
	Worker, Verb, Shard string
	Sequence            string // of a record; where a start begins
	Key                 string // of a record
	Number              int    // of a record among those of its key, from 0
}

// Parse reads what a worker wrote. Lines of another kind than those above have only a verb.
func Parse(worker, text string) (Line, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return Line{}, fmt.Errorf("told: parse %q of %s: it is empty", text, worker)
	}
	l := Line{Worker: worker, Verb: words[0]}
	want := map[string]int{Start: 3, Record: 5, End: 2, Lost: 2, Asked: 2}[l.Verb]
	if want == 0 {
		return l, nil
	}
	if len(words) != want {
		return Line{}, fmt.Errorf("told: parse %q of %s: %d words, want %d", text, worker, len(words), want)
	}
	l.Shard = words[1]
	if want > 2 {
		l.Sequence = words[2]
	}
	if l.Verb != Record {
		return l, nil
	}
	number, err := strconv.Atoi(words[4])
	if err != nil {
		return Line{}, fmt.Errorf("told: parse the number in %q of %s: %w", text, worker, err)
	}
	l.Key, l.Number = words[3], number
	return l, nil
}

// A Put is a record that the stream took, and where it took it.
type Put struct {
	Key             string
	Number          int
	Shard, Sequence string
}

// id is what a record is, wherever it is met.
func (p Put) id() Put { return Put{Key: p.Key, Number: p.Number} }

func (l Line) id() Put { return Put{Key: l.Key, Number: l.Number} }
