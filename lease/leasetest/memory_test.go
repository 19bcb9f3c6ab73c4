package leasetest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/lease/leasetest"
)

func TestMemoryPassesTheSuite(t *testing.T) {
	leasetest.TestTable(t, func(*testing.T) lease.Table { return new(leasetest.Memory) })
}

func TestMemoryInPagesPassesTheSuite(t *testing.T) {
	leasetest.TestTable(t, func(*testing.T) lease.Table { return &leasetest.Memory{Page: 2} })
}

var shard = lease.Key{Shard: "shardId-000000000000"}

func taken() lease.Lease {
	return lease.Lease{Key: shard}.TakenBy("w1~a1", "t1", 10*time.Second, lease.Marks{}).Next
}

// Broken by: refusing after the effect.
func TestARefusedCallHasNoEffect(t *testing.T) {
	cut := errors.New("cut off")
	m := &leasetest.Memory{Refuse: func(c leasetest.Call) error {
		if c.Change.Kind == lease.Save {
			return cut
		}
		return nil
	}}
	m.Put(taken())
	_, err := m.Apply(t.Context(), taken().Saved(checkpoint.Progress{}))
	if !errors.Is(err, cut) || m.Rows()[0].Counter != 1 {
		t.Errorf("error = %v, counter = %d, want the cut and no effect", err, m.Rows()[0].Counter)
	}
}

// Broken by: dropping before the effect.
func TestADroppedAnswerHasItsEffect(t *testing.T) {
	cut := errors.New("cut off")
	m := &leasetest.Memory{Drop: func(leasetest.Call) error { return cut }}
	m.Put(taken())
	_, err := m.Apply(t.Context(), taken().Saved(checkpoint.Progress{}))
	if !errors.Is(err, cut) || m.Rows()[0].Counter != 2 {
		t.Errorf("error = %v, counter = %d, want the cut and the effect", err, m.Rows()[0].Counter)
	}
}

// Broken by: waiting with the mutex held, which stops the bubble's clock.
func TestCallsTakeTheirTimeSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &leasetest.Memory{Before: 20 * time.Millisecond, After: 10 * time.Millisecond}
		m.Put(taken())
		began := time.Now()
		done := make(chan time.Duration)
		for range 10 {
			go func() {
				if _, _, err := m.Get(t.Context(), shard); err != nil {
					t.Error(err)
				}
				done <- time.Since(began)
			}()
		}
		for range 10 {
			if took := <-done; took != 30*time.Millisecond {
				t.Errorf("a call took %v, want 30ms", took)
			}
		}
	})
}

// Broken by: forgetting an effect whose caller gave up.
func TestAnEffectMayComeAfterItsCallerGaveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &leasetest.Memory{
			Before:   time.Minute,
			Straggle: func(leasetest.Call) time.Duration { return 5 * time.Second },
		}
		m.Put(taken())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := m.Apply(ctx, taken().Saved(checkpoint.Progress{}))
		if !errors.Is(err, context.DeadlineExceeded) || m.Rows()[0].Counter != 1 {
			t.Errorf("error = %v, counter = %d, want a deadline and no effect yet", err, m.Rows()[0].Counter)
		}
		time.Sleep(6 * time.Second)
		if m.Rows()[0].Counter != 2 {
			t.Errorf("counter = %d after the straggler, want 2", m.Rows()[0].Counter)
		}
	})
}

// Broken by: reading all pages at one instant.
func TestPagesComeFromDifferentInstants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &leasetest.Memory{Before: time.Second, Page: 1}
		m.Put(lease.Lease{Key: lease.Key{Shard: "b"}}, lease.Lease{Key: lease.Key{Shard: "c"}})
		time.AfterFunc(1500*time.Millisecond, func() {
			m.Put(lease.Lease{Key: lease.Key{Shard: "a"}}, lease.Lease{Key: lease.Key{Shard: "c"}, Counter: 1})
		})
		rows, err := m.List(t.Context())
		if err != nil || len(rows) != 2 || rows[0].Key.Shard != "b" || rows[1].Counter != 1 {
			t.Errorf("List = %v, %v, want b, and c as it is later; a came behind the reader's back", rows, err)
		}
	})
}

// Broken by: storing the caller's slice.
func TestARowInTheTableIsACopy(t *testing.T) {
	state := []byte("before")
	m := new(leasetest.Memory)
	m.Put(lease.Lease{Key: shard, Pending: &checkpoint.Pending{State: state}})
	copy(state, "after!")
	if got := string(m.Rows()[0].Pending.State); got != "before" {
		t.Errorf("state = %q, want %q", got, "before")
	}
}
