package worker_test

// What a fleet costs at the table.

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func (f *fleet) counts(operation string, opts ...emulator.Option) *emulator.Hook {
	return f.emu.Observe(operation, func(emulator.Call) {}, opts...)
}

// Broken by: a scan per second; a renewal per second; news read more than twice a second.
func TestAnIdleFleetCostsLittle(t *testing.T) {
	play(t, 12, func(f *fleet) {
		for _, name := range []string{"a", "b", "c"} {
			f.join(name)
		}
		f.settles(12, time.Minute)
		time.Sleep(time.Minute)
		scans, writes, reads := f.counts("Scan"), f.counts("UpdateItem"), f.counts("GetItem")
		others := []*emulator.Hook{f.counts("PutItem"), f.counts("DeleteItem"), f.counts("TransactWriteItems")}
		listings, polls := f.counts("ListShards"), f.counts("GetRecords")
		const seconds = 600
		time.Sleep(seconds * time.Second)
		scanned, wrote, read := scans.Count(), writes.Count(), reads.Count()
		f.Logf("in ten minutes: %d scans, %d writes, %d reads, %d listings of shards, %d polls", scanned, wrote, read, listings.Count(), polls.Count())
		if most := 3*seconds*3/10 + 30; scanned > most {
			f.Errorf("%d scans, want %d at most: one per worker and third of a failover time, and an audit a minute", scanned, most)
		}
		if most := 12*seconds*3/10 + 12; wrote > most {
			f.Errorf("%d writes, want %d at most: three per shard and failover time", wrote, most)
		}
		if most := 3 * seconds * 2; read > most {
			f.Errorf("%d reads, want %d at most: two per worker and second", read, most)
		}
		if n := listings.Count(); n < 8 || n > 12 {
			f.Errorf("%d listings of shards, want one a minute", n)
		}
		for _, other := range others {
			if n := other.Count(); n > 0 {
				f.Errorf("%d other writes, want none", n)
			}
		}
		if most := 12*seconds + 24; polls.Count() > most {
			f.Errorf("%d polls, want %d at most: one per shard and second", polls.Count(), most)
		}
	})
}

// Broken by: a write per batch.
func TestCheckpointsCostOneWriteASecondAndShard(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.join("a", func(w *member) { w.PollInterval = 250 * time.Millisecond }) // up to four batches a second
		f.settles(2, time.Second)
		writes := f.counts("UpdateItem")
		began := time.Now()
		f.put(1200)
		if n, most := writes.Count(), 2*int(time.Since(began)/time.Second+2); n > most {
			f.Errorf("%d writes in %v of load on two shards, want %d at most", n, time.Since(began), most)
		}
		f.allProcessed(time.Minute)
	})
}
