package fanout

// Polling or fan-out: laws over any past.

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// happens is one step of any past: what can end, end; what can come, come; late things too.
func (c *chooser) happens(t *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0, 1:
		v := verdict{fallBack: rapid.Bool().Draw(t, "falls back"), verify: rapid.Bool().Draw(t, "verify")}
		c.choice = c.failed(v, c.now)
	case 2, 3:
		c.choice = c.received(c.now)
	case 4:
		c.ready()
	case 5:
		c.lost("gone")
	default:
		c.now = c.now.Add(time.Duration(rapid.IntRange(0, 120_000).Draw(t, "ms")) * time.Millisecond)
	}
}

// Broken by: a fall of less than 30 s; a consumer that is trusted as soon as it is back.
func TestAShardGoesToFanOutAtMostOnceInThirtySeconds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChooser()
		var went time.Time
		was := c.mode()
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			c.happens(t)
			is := c.mode()
			if was == Polling && is == FanOut {
				if !went.IsZero() && c.now.Sub(went) < fallBackFirst {
					t.Fatalf("to fan-out at %v, and again %v later", went.Sub(choiceBegan), c.now.Sub(went))
				}
				went = c.now
			}
			was = is
		}
	})
}

// Broken by: a pause that doubles without a bound; a doubt that stays after an event.
func TestAShardIsBackOnFanOutTenMinutesAfterTheLastFailure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChooser()
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			c.happens(t)
		}
		c.ready()
		c.now = c.now.Add(fallBackMost + fallBackFirst)
		if c.mode() != FanOut {
			t.Fatalf("ten and a half minutes later: %v", c)
		}
		for range 70 { // five minutes and some of events
			c.choice = c.received(c.now)
			c.now = c.now.Add(5 * time.Second)
		}
		c.choice = c.failed(verdict{fallBack: true}, c.now)
		if _, _, until := c.choice.mode(Automatic, c.consumer, c.now); until.Sub(c.now) != fallBackFirst {
			t.Fatalf("the next fall lasts %v, want %v again", until.Sub(c.now), fallBackFirst)
		}
	})
}

// Broken by: a mode that looks at the past, or the consumer, before it looks at the wish.
func TestAWishIsObeyedAtOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChooser()
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			c.happens(t)
			for _, wanted := range []Mode{Polling, FanOut} {
				if m, why, until := c.choice.mode(wanted, c.consumer, c.now); m != wanted || !until.IsZero() || why == "" {
					t.Fatalf("%v is wanted: %v until %v, %q", wanted, m, until, why)
				}
			}
		}
	})
}

// Broken by: an until that is past, or at which nothing changes.
func TestTheModeChangesExactlyWhenItSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChooser()
		for range rapid.IntRange(1, 100).Draw(t, "steps") {
			c.happens(t)
			m, why, until := c.choice.mode(Automatic, c.consumer, c.now)
			if why == "" {
				t.Fatalf("%v without a why", m)
			}
			if until.IsZero() {
				until = c.now.Add(24 * time.Hour)
			} else if !until.After(c.now) {
				t.Fatalf("until %v, now %v", until.Sub(choiceBegan), c.now.Sub(choiceBegan))
			}
			if before, _, _ := c.choice.mode(Automatic, c.consumer, until.Add(-1)); before != m {
				t.Fatalf("%v became %v before it said so", m, before)
			}
			// What it changes to may be another reason to poll, with an until of its own.
			if _, then, _ := c.choice.mode(Automatic, c.consumer, until); until.Sub(c.now) < 24*time.Hour && then == why {
				t.Fatalf("nothing changed at %v", until.Sub(choiceBegan))
			}
		}
	})
}
