package worker_test

// Stories of fleets. Each is run over the real SDK and the emulator; the clock is virtual.

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/lease"
)

// Broken by: taking what is live instead of asking; releasing before user code returned.
func TestWorkersJoinAndLeaveWithoutARecordTwice(t *testing.T) {
	play(t, 8, func(f *fleet) {
		f.join("a")
		f.put(20)
		f.settles(8, time.Second)
		f.join("b")
		f.put(20)
		f.settles(8, time.Minute)
		f.join("c")
		f.put(20)
		f.settles(8, time.Minute)
		f.leave("b")
		f.put(20)
		f.settles(8, time.Minute)
		f.leave("a")
		f.put(20)
		f.allProcessed(time.Minute)
		if n := f.ledger.duplicates(); n > 0 {
			f.Errorf("%d records were processed twice, want 0: nobody crashed", n)
		}
	})
}

func TestAStopLetsAnotherReadWithinASecond(t *testing.T) {
	play(t, 4, func(f *fleet) {
		a := f.join("a")
		f.settles(4, time.Second)
		b := f.join("b", func(w *member) { w.MaxLeases = 4 })
		f.settles(4, time.Minute)
		stopped := time.Now()
		f.leave("a")
		for b.held() < 4 {
			time.Sleep(10 * time.Millisecond)
		}
		if took := time.Since(stopped); took > time.Second {
			f.Errorf("b held all shards %v after a was stopped, want a second at most", took)
		}
		for _, e := range eventsOf[lease.Lost](a) {
			f.Errorf("a lost %v: %v, want it released", e.Key, e.Cause)
		}
	})
}

func TestACrashCostsOneFailoverTimeAndOneListing(t *testing.T) {
	play(t, 4, func(f *fleet) {
		f.join("a")
		f.put(20)
		b := f.join("b")
		f.settles(4, time.Minute)
		f.put(20)
		crashed := time.Now()
		f.crash("a")
		for b.held() < 4 {
			time.Sleep(10 * time.Millisecond)
		}
		if took, most := time.Since(crashed), failover+listEvery+10*perCall; took > most {
			f.Errorf("b held all shards %v after a crashed, want %v at most", took, most)
		}
		f.put(20)
		f.allProcessed(time.Minute)
	})
}

// Broken by: trusting a term by its timer alone; a write that is not conditional on the tenure.
func TestAPausedWorkerReturnsAsAZombieAndHarmsNobody(t *testing.T) {
	play(t, 4, func(f *fleet) {
		a := f.join("a")
		f.join("b")
		f.put(50)
		f.settles(4, time.Minute)
		for range 3 {
			a.pause()
			f.put(400) // 20 s and more: longer than a term
			a.resume()
			f.put(100)
		}
		f.settles(4, time.Minute)
		f.allProcessed(time.Minute)
	})
}

func TestTheFleetSurvivesTheLossOfItsTable(t *testing.T) {
	play(t, 6, func(f *fleet) {
		f.join("a")
		f.join("b")
		f.put(50)
		f.settles(6, time.Minute)
		var faults []*emulator.Hook
		for _, operation := range []string{"GetItem", "UpdateItem", "Scan", "TransactWriteItems"} {
			faults = append(faults, f.emu.Fail(operation, emulator.InternalFailure))
		}
		f.put(600) // half a minute
		for _, fault := range faults {
			fault.Remove()
		}
		f.settles(6, time.Minute)
		f.put(50)
		f.allProcessed(time.Minute)
	})
}

func TestReshardingUnderLoadLosesNothingAndKeepsOrder(t *testing.T) {
	play(t, 2, func(f *fleet) {
		f.join("a")
		f.join("b")
		f.put(50)
		lower, upper := f.stream.Split("shardId-000000000000")
		f.put(50)
		f.stream.Merge(lower, upper)
		f.put(10)
		f.stream.UpdateShardCount(4)
		f.put(100)
		f.crash("a")
		f.stream.UpdateShardCount(2)
		f.put(100)
		f.join("c")
		f.put(100)
		f.settles(2, time.Minute)
		f.allProcessed(time.Minute)
	})
}

func TestTheFirstRecordOfAHundredShardsComesWithinASecond(t *testing.T) {
	play(t, 100, func(f *fleet) {
		f.put(1)
		began := time.Now()
		a := f.join("a")
		for f.ledger.lost() > 0 && time.Since(began) < time.Minute {
			time.Sleep(10 * time.Millisecond)
		}
		if took := time.Since(began); took > time.Second {
			f.Errorf("the first record came %v after Run, want a second at most", took)
		}
		if n := a.held(); n != 100 {
			f.Errorf("a holds %d shards in its first pass, want 100", n)
		}
	})
}
