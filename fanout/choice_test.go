package fanout

// Polling or fan-out: stories that are read in testdata/choice, and laws over any past.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"pgregory.net/rapid"
)

// A chooser is one shard's choice as time passes.
type chooser struct {
	choice
	wanted   Mode
	consumer ConsumerState
	now      time.Time
}

var choiceBegan = time.Unix(1_000_000, 0)

func newChooser() *chooser {
	return &chooser{wanted: Automatic, consumer: ConsumerState{Why: "the consumer is CREATING"}, now: choiceBegan}
}

func (c *chooser) mode() Mode {
	m, _, _ := c.choice.mode(c.wanted, c.consumer, c.now)
	return m
}

func (c *chooser) ready() {
	if !c.consumer.Ready {
		c.consumer = ConsumerState{Ready: true, Again: c.consumer.Again, Since: c.now}
	}
}

func (c *chooser) lost(why string) {
	c.consumer = ConsumerState{Again: c.consumer.Again || c.consumer.Ready, Since: c.now, Why: why}
}

// String is what a story says of the choice.
func (c *chooser) String() string {
	m, why, until := c.choice.mode(c.wanted, c.consumer, c.now)
	line := fmt.Sprintf("%v: %v", c.now.Sub(choiceBegan), m)
	if !until.IsZero() {
		line += fmt.Sprintf(" until %v", until.Sub(choiceBegan))
	}
	return line + " (" + why + ")\n"
}

// tell is one line of a story.
func (c *chooser) tell(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "wanted":
		for _, m := range []Mode{Polling, FanOut, Automatic} {
			if m.String() == rest {
				c.wanted = m
			}
		}
	case "ready":
		c.ready()
	case "lost":
		c.lost(rest)
	case "event":
		c.choice = c.received(c.now)
	case "fails":
		c.choice = c.failed(verdict{why: rest}, c.now)
	case "falls":
		c.choice = c.failed(verdict{why: rest, fallBack: true}, c.now)
	case "unknown":
		c.choice = c.failed(verdict{why: rest, verify: true}, c.now)
	case "pass":
		d, err := time.ParseDuration(rest)
		c.now = c.now.Add(d)
		return err
	default:
		return fmt.Errorf("what is %q?", line)
	}
	return nil
}

// Broken by: each pause that is changed; a fall that is prolonged by what ends during it; a proof
// that counts from before the fall.
func TestStoriesOfPollingAndFanOut(t *testing.T) {
	c := newChooser()
	datadriven.RunTest(t, "testdata/choice", func(t *testing.T, d *datadriven.TestData) string {
		switch d.Cmd {
		case "table":
			return choiceTable()
		case "each": // falls as soon as it is on fan-out
			return c.falling(8)
		case "shard":
			c = newChooser()
		}
		for line := range strings.Lines(d.Input) {
			if err := c.tell(strings.TrimSpace(line)); err != nil {
				d.Fatalf(t, "%v", err)
			}
		}
		return c.String()
	})
}

// falling is a shard whose fan-out never works.
func (c *chooser) falling(times int) string {
	var told strings.Builder
	for range times {
		c.choice = c.failed(verdict{why: "throttled", fallBack: true}, c.now)
		told.WriteString(c.String())
		c.now = c.until
	}
	return told.String()
}

// choiceTable draws the mode by what is wanted and what can be had.
func choiceTable() string {
	type column struct {
		title string
		do    func(*chooser)
	}
	columns := []column{
		{"consumer not ready", func(*chooser) {}},
		{"consumer ready", (*chooser).ready},
		{"lost, back", func(c *chooser) { c.ready(); c.lost("gone"); c.ready() }},
		{"30 s later", func(c *chooser) { c.ready(); c.lost("gone"); c.ready(); c.now = c.now.Add(fallBackFirst) }},
		{"fell back", func(c *chooser) { c.ready(); c.choice = c.failed(verdict{fallBack: true}, c.now) }},
		{"30 s later", func(c *chooser) {
			c.ready()
			c.choice = c.failed(verdict{fallBack: true}, c.now)
			c.now = c.now.Add(fallBackFirst)
		}},
	}
	line := fmt.Sprintf("%-10s", "wanted")
	for _, col := range columns {
		line += fmt.Sprintf("| %-19s", col.title)
	}
	table := strings.TrimSpace(line) + "\n"
	for _, wanted := range []Mode{Polling, FanOut, Automatic} {
		line = fmt.Sprintf("%-10v", wanted)
		for _, col := range columns {
			c := newChooser()
			c.wanted = wanted
			col.do(c)
			cell := c.mode().String()
			if wanted == FanOut && !c.consumer.Ready {
				cell += ", waits"
			}
			line += fmt.Sprintf("| %-19s", cell)
		}
		table += strings.TrimSpace(line) + "\n"
	}
	return table
}

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
