package main

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/shardkeeper/shardkeeper/processor"
)

// play runs the demonstration with user code that is tampered with, and returns what it printed.
func play(t *testing.T, user tamper) (string, error) {
	t.Helper()
	var out strings.Builder
	var err error
	synctest.Test(t, func(t *testing.T) {
		err = demonstrate(t.Context(), newScreen(&out), user)
	})
	if t.Failed() || testing.Verbose() {
		t.Log(out.String())
	}
	return out.String(), err
}

func TestTheDemonstrationProvesItself(t *testing.T) {
	out, err := play(t, faithful)
	if err != nil {
		t.Fatalf("demonstrate: %v\n%s", err, out)
	}
	for _, want := range []string{"// consume is a whole consumer", "SPLIT", "MERGE", "STOP", "KILL", "after the graceful stop",
		"after the crash", "lost                     0", "keys out of order        0", "-stream NAME", "TestBalancesSurviveASplit"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not print %q:\n%s", want, out)
		}
	}
}

func TestADroppedRecordIsNoticed(t *testing.T) {
	var n atomic.Int64 // shards run at once
	out, err := play(t, func(count counter) counter {
		return func(shard string, r *processor.Record) {
			if n.Add(1) == 500 {
				return
			}
			count(shard, r)
		}
	})
	if err == nil || status(err) != 1 {
		t.Errorf("demonstrate with a dropped record: %v, want status 1\n%s", err, out)
	}
	if !strings.Contains(out, "lost                     1") {
		t.Errorf("it does not print that 1 record is lost:\n%s", out)
	}
}

func TestTwoSwappedRecordsAreNoticed(t *testing.T) {
	var mu sync.Mutex // shards run at once
	var kept *processor.Record
	swapped := false
	out, err := play(t, func(count counter) counter {
		return func(shard string, r *processor.Record) {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case swapped || r.PartitionKey != "user-07":
				count(shard, r)
			case kept == nil:
				kept = r
			default: // the next one of that key first, then the one before it
				count(shard, r)
				count(shard, kept)
				swapped = true
			}
		}
	})
	if !errors.Is(err, errUnproven) || status(err) != 1 {
		t.Errorf("demonstrate with two swapped records: %v, want %v and status 1\n%s", err, errUnproven, out)
	}
	if !strings.Contains(out, "keys out of order        1") {
		t.Errorf("it does not print that 1 key is out of order:\n%s", out)
	}
}
