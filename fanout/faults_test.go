package fanout

// What a reader must survive: each hole that a reader by polling can have.

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func TestExpiredIteratorResumesAtTheLastRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		s := w.open(From{})
		w.wants(s, 0)
		w.Emulator.Observe("GetShardIterator", func(c emulator.Call) {
			if kind := string(c.Member("ShardIteratorType")); kind != `"AT_SEQUENCE_NUMBER"` { // Broken by: place() of the start.
				t.Errorf("an iterator %s", kind)
			}
		})
		w.Fail("GetRecords", emulator.ExpiredIterator, emulator.Times(3))
		w.Put(10)
		w.wants(s, 10) // Broken by: without() that drops nothing.
		if n := len(of[IteratorExpired](w.said)); n != 3 {
			t.Errorf("IteratorExpired came %d times, want 3", n)
		}
	})
}

func TestIteratorThatExpiresForGoodIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Interval = 7 * time.Minute // longer than an iterator lives
		w.Put(10)
		s := w.open(From{})
		w.wants(s, 0)
		w.Put(10)
		w.wants(s, 10)
		if len(of[IteratorExpired](w.said)) == 0 {
			t.Error("no iterator expired")
		}
	})
}

func TestLatestLosesNothingAfterAnErrorBeforeTheFirstRecord(t *testing.T) {
	for _, fault := range []emulator.Fault{emulator.ExpiredIterator, emulator.Throttled, emulator.InternalFailure} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.orders.Put("k", "too early")
			time.Sleep(time.Second)
			s := w.open(From{Position: checkpoint.Latest(), At: time.Now()})
			time.Sleep(10 * time.Second)
			w.Fail("GetRecords", fault, emulator.Times(5))
			w.Put(10)
			time.Sleep(time.Minute)
			w.wants(s, 0) // Broken by: an iterator of type LATEST.
		})
	}
}

func TestEveryErrorIsTriedAgainForEver(t *testing.T) {
	for _, fault := range []emulator.Fault{
		emulator.Throttled,
		emulator.LimitExceeded,
		emulator.ExpiredIterator,
		emulator.InternalFailure,
		emulator.ServiceUnavailable,
		emulator.AccessDenied,
		emulator.ResourceNotFound,
		emulator.ExpiredToken,
		emulator.NewFault(400, "KMSThrottlingException", ""),
		emulator.NewFault(400, "KMSDisabledException", ""),
		emulator.NewFault(400, "InvalidArgumentException", ""),
		emulator.NewFault(400, "SomethingNewException", ""),
	} {
		for _, operation := range []string{"GetRecords", "GetShardIterator"} {
			t.Run(operation+" "+string(fault), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					away := w.Fail(operation, fault)
					w.Put(10)
					s := w.open(From{})
					time.Sleep(10 * time.Minute)
					if got := s.Status(); got.LastError == "" || got.Failures < 50 || got.Failures > 200 { // Broken by: no backoff.
						t.Errorf("after ten minutes: %+v", got)
					}
					away.Remove()
					back := time.Now()
					w.wants(s, 0) // Broken by: a reader that ends on any error.
					if waited := time.Since(back); waited > 20*time.Second {
						t.Errorf("the first record came after %v", waited)
					}
					if got := of[Recovered](w.said); len(got) != 1 || got[0].After < 9*time.Minute {
						t.Errorf("recovered: %+v", got)
					}
					if got := s.Status(); got.LastError != "" || got.Failures != 0 {
						t.Errorf("afterwards: %+v", got)
					}
				})
			})
		}
	}
}

func TestBrokenConnectionsNeitherRepeatNorLoseRecords(t *testing.T) {
	for name, cut := range map[string]func(*world){
		"request": func(w *world) { w.DropRequest("*", emulator.Times(7)) },
		"answer":  func(w *world) { w.DropAnswer("*", emulator.Times(7)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.Put(10)
				cut(w)
				s := w.open(From{})
				w.wants(s, 0)
				cut(w)
				w.Put(10)
				w.wants(s, 10)
			})
		})
	}
}

func TestAThrottleNeitherRepeatsNorLosesRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		s := w.open(From{})
		for n := 10; n < 200; n += 10 {
			w.wants(s, n-10)
			w.Fail("GetRecords", emulator.Throttled, emulator.Times(1+n%7))
			w.Put(10)
		}
		if len(of[Throttled](w.said)) == 0 || len(of[ReadFailed](w.said)) > 0 {
			t.Errorf("throttled %d times, failed %v", len(of[Throttled](w.said)), of[ReadFailed](w.said))
		}
	})
}

func TestTheSDKDoesNotRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Fail("GetRecords", emulator.InternalFailure, emulator.Times(5))
		w.Put(1)
		w.wants(w.open(From{}), 0)
		if n := len(of[ReadFailed](w.said)); n != 5 { // Broken by: calls without onlyOnce.
			t.Errorf("5 failures of the service were seen as %d", n)
		}
	})
}

func TestACallThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(10)
		w.Delay("GetRecords", time.Hour, 0, emulator.Times(3))
		s, began := w.open(From{}), time.Now()
		w.wants(s, 0)
		if took := time.Since(began); took > 12*time.Second { // Broken by: a call without Attempt.
			t.Errorf("the first record came after %v", took)
		}
	})
}

func TestPagesTooLargeForTheLineComeInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(100)
		w.Delay("GetRecords", time.Hour, 0, emulator.Where(func(c *emulator.Call) bool {
			return string(c.Member("Limit")) > "9" || len(c.Member("Limit")) > 1 // only pages of less than ten records come through
		}))
		w.wants(w.open(From{}), 0) // Broken by: late() that changes nothing.
	})
}

func TestNotFoundProvesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.Put(3)
		invisible := w.Fail("GetShardIterator", emulator.ResourceNotFound)
		s := w.open(From{})
		began := time.Now()
		time.Sleep(30 * time.Second)
		if since := s.Status().NotFoundSince; since.Sub(began) > time.Second {
			t.Errorf("not found since %v, want %v", since, began)
		}
		if len(of[NotFound](w.said)) == 0 {
			t.Error("no event")
		}
		invisible.Remove()
		w.wants(s, 0) // Broken by: a reader that ends on any error.
		if since := s.Status().NotFoundSince; !since.IsZero() {
			t.Errorf("still not found since %v", since)
		}
	})
}
