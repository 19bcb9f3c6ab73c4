package processortest

import (
	"github.com/shardkeeper/shardkeeper/checkpoint"
	"github.com/shardkeeper/shardkeeper/processor"
)

// What Run can be told.

// An Option changes what Run does.
type Option func(*settings)

type settings struct {
	pageSize  int
	end       ending
	cause     error
	children  []processor.Child
	manual    bool
	from      checkpoint.Progress
	fail      func(n int) error
	attempts  int
	mayGiveUp bool
}

type ending int

const (
	byShardEnd ending = iota
	byStop
	byHandover
	byLoss
)

// PageSize cuts the records into pages, each of which is a batch. Without it they are one.
func PageSize(n int) Option { return func(s *settings) { s.pageSize = n } }

// Stopped stops the worker when everything was read, instead of ending the shard.
func Stopped() Option { return func(s *settings) { s.end = byStop } }

// HandedOver is Stopped, on behalf of another worker.
func HandedOver() Option { return func(s *settings) { s.end = byHandover } }

// LeaseLost takes the lease away when everything was read, with that cause; nil: ErrLost.
func LeaseLost(cause error) Option {
	return func(s *settings) {
		s.end, s.cause = byLoss, cause
		if cause == nil {
			s.cause = ErrLost
		}
	}
}

// Children are the shards that go on where this one ends.
func Children(children ...processor.Child) Option {
	return func(s *settings) { s.children = children }
}

// Manual leaves checkpoints to the processor, as the worker's option of that name does.
func Manual() Option { return func(s *settings) { s.manual = true } }

// From begins with that progress, as left by an earlier tenure.
func From(p checkpoint.Progress) Option { return func(s *settings) { s.from = p } }

// FailCommits asks fail about each checkpoint that user code makes, numbered from 1, and fails it
// with the error.
func FailCommits(fail func(n int) error) Option { return func(s *settings) { s.fail = fail } }

// GiveUpAfter stops the worker when a call failed for the n-th time in a row. Without it that is
// after DefaultAttempts, and fails the test.
func GiveUpAfter(n int) Option {
	return func(s *settings) { s.attempts, s.mayGiveUp = max(n, 1), true }
}
