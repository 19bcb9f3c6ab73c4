package fanout

// Polling or fan-out: stories that are read in testdata/choice.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
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
	var table strings.Builder
	table.WriteString(strings.TrimSpace(line) + "\n")
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
		table.WriteString(strings.TrimSpace(line) + "\n")
	}
	return table.String()
}
