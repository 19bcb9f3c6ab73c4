package emulatortest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// A patient is a test that may fail without this one failing.
type patient struct {
	testing.TB
	errors  []string
	logs    strings.Builder
	cleanup []func()
}

func (p *patient) Helper()                      {}
func (p *patient) Failed() bool                 { return len(p.errors) > 0 }
func (p *patient) Cleanup(f func())             { p.cleanup = append(p.cleanup, f) }
func (p *patient) Errorf(f string, args ...any) { p.errors = append(p.errors, fmt.Sprintf(f, args...)) }
func (p *patient) Log(args ...any)              { fmt.Fprintln(&p.logs, args...) }
func (p *patient) end() string {
	for _, f := range p.cleanup {
		f()
	}
	return p.logs.String()
}

func TestAStreamIsResharded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Updating = 3 * time.Second
		orders := emu.Stream("orders", 1)
		shard, first := orders.Put("k", "1")
		lower, upper := orders.Split(shard)
		second := orders.PutTo(upper, "k", "2")
		child := orders.Merge(lower, upper)
		if first >= second || *orders.Shard(child).AdjacentParentShardId != upper {
			t.Errorf("put %s, then %s; merged into %+v", first, second, orders.Shard(child))
		}
		orders.UpdateShardCount(2)
		open := 0
		for _, s := range orders.Shards() {
			if s.SequenceNumberRange.EndingSequenceNumber == nil {
				open++
			}
		}
		if open != 2 || len(orders.Shards()) != 6 {
			t.Errorf("%d of %d shards are open, want 2 of 6", open, len(orders.Shards()))
		}
		orders.Recreate()
		if n := len(orders.Shards()); n != 1 {
			t.Errorf("the recreated stream has %d shards, want 1", n)
		}
		orders.Delete()
		if tree := emu.Tree("orders"); !strings.Contains(tree, "no such stream") {
			t.Error(tree)
		}
	})
}

// Broken by: a Stream made with Config; a report that is logged in any case.
func TestTheHandsOfATestAreNotInTheWayOfFaults(t *testing.T) {
	p := &patient{TB: t}
	emu := emulatortest.New(p)
	emu.Fail("*", emulator.AccessDenied)
	emu.Stream("orders", 1).Put("k", "d")
	if len(emu.Calls()) != 0 || p.Failed() {
		t.Errorf("%d calls, errors %v", len(emu.Calls()), p.errors)
	}
	if logs := p.end(); logs != "" {
		t.Errorf("a test that passed logs %s", logs)
	}
}

func TestAFailedTestShowsItsTreesAndCalls(t *testing.T) {
	p := &patient{TB: t}
	emu := emulatortest.New(p)
	orders := emu.Stream("orders", 1)
	orders.Split("shardId-000000000000")
	_, err := kinesis.NewFromConfig(emu.Config()).GetShardIterator(t.Context(), &kinesis.GetShardIteratorInput{
		StreamName: new("orders"), ShardId: new("shardId-000000000007"), ShardIteratorType: types.ShardIteratorTypeLatest})
	if err == nil {
		t.Error("an iterator of a shard that does not exist")
	}
	orders.Merge("shardId-000000000002", "shardId-000000000001") // in the wrong order
	orders.PutTo("shardId-000000000000", "k", "d")               // closed
	orders.Shard("shardId-000000000009")
	if len(p.errors) != 3 {
		t.Errorf("errors %q, want three", p.errors)
	}
	logs := p.end()
	for _, part := range []string{"├─ shardId-000000000001  open", "GetShardIterator orders shardId-000000000007: ResourceNotFoundException"} {
		if !strings.Contains(logs, part) {
			t.Errorf("the report lacks %q:\n%s", part, logs)
		}
	}
}

func TestTheExampleHolds(t *testing.T) { testReader(t) }
