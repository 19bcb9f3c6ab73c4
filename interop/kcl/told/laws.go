package told

// The laws of a consumer, each a function of what was heard. Each answers with what broke it, in
// words; nil if nothing did.

import (
	"fmt"
	"slices"
)

// Missing lists the records that no worker was given: at least once is promised.
func Missing(lines []Line, puts []Put) []Put {
	heard := map[Put]bool{}
	for _, l := range lines {
		if l.Verb == Record {
			heard[l.id()] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(puts), func(p Put) bool { return heard[p.id()] })
}

// Disorder lists the records that came for the first time after a later one of their key. A record
// that comes again is no disorder: whoever takes over a shard repeats what was not checkpointed.
func Disorder(lines []Line) []string {
	var wrong []string
	latest, heard := map[string]int{}, map[Put]bool{}
	for _, l := range lines {
		if l.Verb != Record || heard[l.id()] {
			continue
		}
		heard[l.id()] = true
		if last, ok := latest[l.Key]; ok && l.Number < last {
			wrong = append(wrong, fmt.Sprintf("%s gave %s/%d in %s after %d of that key", l.Worker, l.Key, l.Number, l.Shard, last))
			continue
		}
		latest[l.Key] = l.Number
	}
	return wrong
}

// Early lists the shards that were begun before all their parents had ended.
func Early(lines []Line, parents map[string][]string) []string {
	var wrong []string
	ended := map[string]bool{}
	for _, l := range lines {
		if l.Verb == End {
			ended[l.Shard] = true
		}
		if l.Verb != Start {
			continue
		}
		for _, parent := range parents[l.Shard] {
			if !ended[parent] {
				wrong = append(wrong, fmt.Sprintf("%s began %s before the end of its parent %s", l.Worker, l.Shard, parent))
			}
		}
	}
	return wrong
}

// Astray lists the records that came from another shard, or under another sequence number, than the
// stream named to their producer.
func Astray(lines []Line, puts []Put) []string {
	at := map[Put]Put{}
	for _, p := range puts {
		at[p.id()] = p
	}
	var wrong []string
	for _, l := range lines {
		p, ours := at[l.id()]
		if l.Verb == Record && ours && (p.Shard != l.Shard || p.Sequence != l.Sequence) {
			wrong = append(wrong, fmt.Sprintf("%s/%d came from %s at %s; it was put into %s at %s", l.Key, l.Number, l.Shard, l.Sequence, p.Shard, p.Sequence))
		}
	}
	return wrong
}
