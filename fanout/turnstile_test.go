package fanout

// A service that is too slow for what is asked of it: calls take turns, nobody asks sooner for that, and
// the error says what happened.

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// Each shard needs two calls of a second to begin, which is more together than one call may take: those
// that had to wait for their turn are late for nothing.
// Broken by: poll without turns.enter (300 at once); a turn that is taken behind the begin of its call's
// bound (calls fail).
func TestThousandsOfShardsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const shards = 300
		w := newWorld(t)
		w.Stream("wide", shards)
		w.StreamName = "wide"
		cfg := w.Config()
		under := &underWay{HTTPClient: cfg.HTTPClient}
		cfg.HTTPClient = under
		w.Client = kinesis.NewFromConfig(cfg)
		w.Delay("GetShardIterator", time.Second, 0)
		w.Delay("GetRecords", time.Second, 0)
		for i := range shards {
			t.Cleanup(w.Open(shardName(i), From{}).Close)
		}
		time.Sleep(5 * time.Second)
		if got := under.most.Load(); got != pollsAtOnce {
			t.Errorf("%d calls at once, want %d", got, pollsAtOnce)
		}
		if failed := of[ReadFailed](w.said); len(failed) > 0 {
			t.Errorf("%d calls failed, the first: %v", len(failed), failed[0].Err)
		}
		read := map[string]bool{}
		for _, f := range of[Fetched](w.said) {
			read[f.Shard] = true
		}
		if len(read) != shards {
			t.Errorf("%d shards were read, want %d", len(read), shards)
		}
	})
}

// A shard waits for its turn for a call that hangs, and is closed meanwhile.
// Broken by: enter that does not look at ctx (a deadlock); renounce that leaves the ticket.
func TestWhoWaitsForItsTurnCanBeClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		for range pollsAtOnce {
			w.turns.enter(t.Context(), nil)
		}
		s := w.Open(shard0, From{})
		synctest.Wait()
		s.Close()
		if n := len(w.turns.mu.queue); n != 0 {
			t.Errorf("%d wait that nobody wakes", n)
		}
	})
}

// A turn comes to one whose context ends at the same time.
// Broken by: renounce that does not hand it on.
func TestATurnThatIsNotTakenGoesToTheNext(t *testing.T) {
	var gate turnstile
	for range pollsAtOnce {
		gate.come(nil)
	}
	first, second := gate.come(make(chan struct{}, 1)), gate.come(make(chan struct{}, 1))
	gate.leave()
	if !first.is || second.is {
		t.Fatalf("after one left it is the turn of the first: %t, of the second: %t", first.is, second.is)
	}
	gate.renounce(first)
	if !second.is {
		t.Error("the second waits for ever")
	}
}

// Broken by: late() that knows no idle pause; answered() that does not note that the shard is behind.
func TestAShardThatWasCaughtUpIsNotAskedSoonerBecauseACallWasTooSlow(t *testing.T) {
	const pause = 100 * time.Millisecond
	p := newPace(time.Second, 10_000).among(10_000)
	for name, c := range map[string]struct {
		pace
		want time.Duration
	}{
		"never read": {p, pause},
		"caught up":  {p.answered(epoch, epoch, 0, 0, false), 10 * time.Second},
		"behind":     {p.answered(epoch, epoch, 1, 1, false).answered(epoch, epoch, 1, 1, true), pause},
	} {
		if got := c.late(epoch, pause).next.Sub(epoch); got != c.want {
			t.Errorf("%s: asked again after %v, want %v", name, got, c.want)
		}
	}
}

// Broken by: overtime that keeps the call's own error.
func TestACallThatWasTooSlowSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, operation := range []string{"GetRecords", "GetShardIterator"} {
			w := newWorld(t)
			w.Delay(operation, time.Hour, 0)
			s := w.open(From{})
			time.Sleep(time.Minute)
			s.Close()
			failed := of[ReadFailed](w.said)
			if len(failed) == 0 {
				t.Fatalf("%s: no call failed", operation)
			}
			if got := failed[0].Err.Error(); !strings.HasSuffix(got, "no answer within 1.667s") || strings.Contains(got, "cancel") {
				t.Errorf("%s failed with %q", operation, got)
			}
		}
	})
}

// underWay counts requests that have no answer yet.
type underWay struct {
	aws.HTTPClient
	now, most atomic.Int64
}

func (u *underWay) Do(req *http.Request) (*http.Response, error) {
	now := u.now.Add(1)
	defer u.now.Add(-1)
	for most := u.most.Load(); now > most && !u.most.CompareAndSwap(most, now); most = u.most.Load() {
	}
	return u.HTTPClient.Do(req)
}

func shardName(i int) string { return fmt.Sprintf("shardId-%012d", i) }
