package worker_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/lease"
)

// A table that answers reads and refuses writes, as after a right was revoked, is waited for: no
// listing a second, and no write of a shard a second for long. Broken by: a listing after each
// take that failed; a pause between attempts that does not grow; taking an answered read for the
// end of the failure.
func TestATableThatRefusesWritesIsNotStormed(t *testing.T) {
	const shards, workers, seconds = 12, 3, 60
	play(t, shards, func(f *fleet) {
		for _, name := range []string{"a", "b", "c"} {
			f.join(name)
		}
		f.settles(shards, time.Minute)
		var scans, updates atomic.Int64
		f.emu.Observe("Scan", func(emulator.Call) { scans.Add(1) })
		f.emu.Observe("UpdateItem", func(emulator.Call) { updates.Add(1) })
		denied := f.emu.Fail("UpdateItem", emulator.AccessDenied)
		time.Sleep(seconds * time.Second)
		if got, most := scans.Load(), int64(workers*seconds)/2; got > most {
			f.Errorf("%d listings in %d s of %d workers, want %d at most", got, seconds, workers, most)
		}
		if got, most := updates.Load(), int64(shards*seconds); got > most {
			f.Errorf("%d writes in %d s of %d shards, want %d at most", got, seconds, shards, most)
		}
		for name, m := range f.alive {
			if n := len(eventsOf[lease.TableAnswered](m)); n > 0 {
				f.Errorf("%s says %d times that the table answers again, want never", name, n)
			}
			if m.Status().Ready {
				f.Errorf("%s is ready though it cannot write", name)
			}
		}
		denied.Remove()
		f.settles(shards, time.Minute)
	})
}
