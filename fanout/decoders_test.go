package fanout

import (
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Broken by: enter() with another number of places; leave() that gives none back.
func TestAsManyPagesAreDecodedAtOnceAsThereAreProcessors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d decoders
		var now, most atomic.Int64
		for range 50 {
			go func() {
				defer d.enter()()
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(time.Second)
				now.Add(-1)
			}()
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := int64(runtime.GOMAXPROCS(0)); most.Load() != want || now.Load() != 0 {
			t.Errorf("%d at once, %d still at it; want %d and none", most.Load(), now.Load(), want)
		}
	})
}
