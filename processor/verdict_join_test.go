package processor_test

// Errors in trees: several verdicts, and no error at all.

import (
	"context"
	"errors"
	"testing"

	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/processortest"
)

// Broken by: verdictOf that looks at the first branch of a join alone.
func TestTheStrongestVerdictOfAJoinCounts(t *testing.T) {
	if !processor.IsFinal(errors.Join(processor.RetryAfter(errSick, 1), processor.Final(errSick))) {
		t.Error("not final")
	}
}

type none struct{}

func (none) Error() string   { return "several, of which there are none" }
func (none) Unwrap() []error { return nil }

// Broken by: doneBefore that takes an empty join for one in which all is done.
func TestAnErrorOfNoErrorsSaysNothing(t *testing.T) {
	r := inBubble(t, processor.Func(func(context.Context, *processor.Batch) error { return none{} }), processortest.GiveUpAfter(1))
	if f := events[processor.BatchFailed](r); len(f) != 1 || f[0].Done != 0 || r.Progress.Position.IsSequence() {
		t.Errorf("%+v", f)
	}
}
