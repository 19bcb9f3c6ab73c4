package main

import (
	"maps"
	"slices"
	"sync"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// A ledger knows what the producer's PutRecords answered, and what was processed: the proof.
// Sequence numbers grow along a key also from a shard to its children, so they are the order.
type ledger struct {
	mu struct {
		sync.Mutex
		put       map[string][]checkpoint.Position // by key, in the order of the answers
		puts      int
		seen      map[string]map[checkpoint.Position]int // by key, how often
		newest    map[string]checkpoint.Position         // by key, the last that was seen for the first time
		processed int                                    // different records
		twice     int                                    // times that a record came again
		disorder  map[string]bool                        // keys of which a record came behind a later one
		byShard   map[string]int
	}
}

func newLedger() *ledger {
	l := &ledger{}
	l.mu.put = map[string][]checkpoint.Position{}
	l.mu.seen = map[string]map[checkpoint.Position]int{}
	l.mu.newest = map[string]checkpoint.Position{}
	l.mu.disorder = map[string]bool{}
	l.mu.byShard = map[string]int{}
	return l
}

// wasPut notes one record that the service took.
func (l *ledger) wasPut(key string, at checkpoint.Position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mu.put[key] = append(l.mu.put[key], at)
	l.mu.puts++
}

// wasProcessed notes one record that user code finished.
func (l *ledger) wasProcessed(shard, key string, at checkpoint.Position) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.mu.seen[key] == nil {
		l.mu.seen[key] = map[checkpoint.Position]int{}
	}
	l.mu.seen[key][at]++
	if l.mu.seen[key][at] > 1 {
		l.mu.twice++
		return
	}
	l.mu.processed++
	l.mu.byShard[shard]++
	if at.Before(l.mu.newest[key]) {
		l.mu.disorder[key] = true
	}
	l.mu.newest[key] = at
}

// A verdict is what the ledger proves.
type verdict struct {
	put, processed, lost, twice int
	disorder                    []string // keys
}

// proven tells whether every record was processed, each key's in order.
func (v verdict) proven() bool { return v.put > 0 && v.lost == 0 && len(v.disorder) == 0 }

func (l *ledger) verdict() verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := verdict{put: l.mu.puts, processed: l.mu.processed, twice: l.mu.twice}
	for key, puts := range l.mu.put {
		for _, at := range puts {
			if l.mu.seen[key][at] == 0 {
				v.lost++
			}
		}
	}
	for key := range l.mu.disorder {
		v.disorder = append(v.disorder, key)
	}
	slices.Sort(v.disorder)
	return v
}

// progress is the number of different records processed, by shard.
func (l *ledger) progress() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.mu.byShard)
}
