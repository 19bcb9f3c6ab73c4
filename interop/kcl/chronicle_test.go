//go:build interop

package kcl

// Everything that is said, in one order: what one worker said after another's line, it said later,
// since whatever makes it later (a lease, a checkpoint) took a journey through the table.

import (
	"slices"
	"sync"

	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

// A chronicle is what all workers of an application said, in the order in which it was heard.
type chronicle struct {
	mu struct {
		sync.Mutex
		lines []told.Line
		errs  []error
	}
}

func (c *chronicle) hear(worker, text string) {
	line, err := told.Parse(worker, text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.mu.errs = append(c.mu.errs, err)
		return
	}
	c.mu.lines = append(c.mu.lines, line)
}

func (c *chronicle) lines() []told.Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mu.lines[:len(c.mu.lines):len(c.mu.lines)]
}

// errs are the lines that were none.
func (c *chronicle) errs() []error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.mu.errs)
}

// count says how many lines are such.
func (c *chronicle) count(such func(told.Line) bool) int {
	n := 0
	for _, l := range c.lines() {
		if such(l) {
			n++
		}
	}
	return n
}

// by are the lines of a kind that a worker said.
func by(worker, verb string) func(told.Line) bool {
	return func(l told.Line) bool { return l.Worker == worker && l.Verb == verb }
}
