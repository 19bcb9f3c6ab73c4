//go:build interop

// Package kcl proves by Amazon's own consumer library that the emulator is what the library takes it
// for: an application survives a split, a merge, a scaling and a worker that is killed, and loses
// nothing.
package kcl

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

// An application is a version of the library and how it is used.
type application struct {
	name      string
	classpath string // the environment variable that has it
	options   []string
	fanOut    bool     // reads by push
	latest    bool     // begins at the newest record, the library's default
	kinds     []string // of rows that it keeps beside leases
	index     string   // of its table
	hangs     bool     // in a graceful stop after a shard ended
}

var state3 = []string{"LEASE", "LEADER", "CLIENT_VERSION_MIGRATION", "WORKER_METRIC_STATS"}

const index3 = "LeaseOwnerToLeaseKeyIndex"

func TestKCL3WithItsDefaultsLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl3", classpath: "KCL3", fanOut: true, latest: true, kinds: state3, index: index3})
}

func TestKCL3PollingLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl3-polling", classpath: "KCL3", options: []string{"polling", "oldest"}, kinds: state3, index: index3})
}

func TestKCL2WithItsDefaultsLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl2", classpath: "KCL2", fanOut: true, latest: true, hangs: true})
}

func TestKCL2PollingLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl2-polling", classpath: "KCL2", options: []string{"polling", "oldest"}, hangs: true})
}

// tell runs the story. Its waits are the library's own periods; the stream changes three times while
// the first of them lasts, so later generations are read from a backlog, the first one from the tip.
func tell(t *testing.T, a application) {
	t.Parallel()
	w, heard := newWorld(t, a.name), new(chronicle)
	fleet := []*worker{a.start(t, w, heard, a.name+"-ada"), a.start(t, w, heard, a.name+"-ben")}
	probes := w.reachBoth(t, a, heard, fleet)

	ctx, cease := context.WithCancel(t.Context())
	defer cease()
	p := &producer{world: w}
	ceased := make(chan struct{})
	go func() {
		defer close(ceased)
		p.run(ctx)
	}()
	p.more(t, 15)
	w.split(t)
	p.more(t, 15)
	w.merge(t)
	p.more(t, 15)
	w.scale(t, 4)
	p.more(t, 15)

	victim, survivor := w.pick(t, heard, fleet)
	victim.kill(t)
	w.say("%s is killed", victim.name)
	p.more(t, 15)
	cease()
	<-ceased
	p.count(t) // fails the test if a round did

	puts := p.puts()
	w.await(t, fmt.Sprintf("all %d records are processed", len(puts)), 4*time.Minute, func(context.Context) bool {
		survivor.alive(t)
		return len(told.Missing(heard.lines(), puts)) == 0
	})
	w.await(t, "all leases are at their ends", 2*time.Minute, func(ctx context.Context) bool {
		survivor.alive(t)
		return w.settled(ctx, t, puts)
	})
	a.checkRows(t, w, survivor.name)
	survivor.stop(t)
	w.say("%s stopped", survivor.name)
	w.checkStop(t, a, heard, survivor.name)
	w.checkLaws(t, heard, puts)
	w.checkConsumers(t, a)
	w.checkMetrics(t, heard, survivor.name, len(puts)+probes)
}

// reachBoth waits until the application reads both shards, and answers how many records that took:
// who begins at LATEST is put probes until it has got one from each.
func (w *world) reachBoth(t *testing.T, a application, heard *chronicle, fleet []*worker) int {
	t.Helper()
	probes, last := 0, time.Time{}
	shards := w.open(t)
	w.await(t, "both shards are read", 3*time.Minute, func(ctx context.Context) bool {
		reached := 0
		for _, s := range shards {
			if w.begunOn(a, heard, *s.ShardId) {
				reached++
			}
		}
		if reached == len(shards) || !a.latest {
			return reached == len(shards)
		}
		for _, p := range fleet {
			p.alive(t)
		}
		if time.Since(last) < time.Second {
			return false
		}
		last = time.Now()
		for _, s := range shards {
			if _, err := w.kinesis.PutRecord(ctx, &kinesis.PutRecordInput{
				StreamName: &w.name, PartitionKey: new("probe-" + *s.ShardId), ExplicitHashKey: s.HashKeyRange.StartingHashKey, Data: fmt.Append(nil, probes),
			}); err != nil {
				t.Fatal(err)
			}
			probes++
		}
		return false
	})
	return probes
}

// begunOn: is a shard read? From LATEST, that is once a record of it came.
func (w *world) begunOn(a application, heard *chronicle, shard string) bool {
	sign := told.Start
	if a.latest {
		sign = told.Record
	}
	return heard.count(func(l told.Line) bool { return l.Verb == sign && l.Shard == shard }) > 0
}

// pick chooses who is to be killed: one who holds an unfinished lease, has just been given a record,
// and does not lead. (Of a leader that is gone the library takes note after two minutes.)
func (w *world) pick(t *testing.T, heard *chronicle, fleet []*worker) (victim, survivor *worker) {
	t.Helper()
	victim, survivor = fleet[0], fleet[1]
	if w.leader(t.Context()) == victim.name {
		victim, survivor = survivor, victim
	}
	before := heard.count(by(victim.name, told.Record))
	w.await(t, victim.name+" is in the middle of something", 3*time.Minute, func(ctx context.Context) bool {
		for _, p := range fleet {
			p.alive(t)
		}
		return w.held(ctx, victim.name) > 0 && heard.count(by(victim.name, told.Record)) > before
	})
	return victim, survivor
}

// checkLaws looks at everything that was said.
func (w *world) checkLaws(t *testing.T, heard *chronicle, puts []told.Put) {
	t.Helper()
	lines := heard.lines()
	for law, wrong := range map[string][]string{
		"keys out of order":            told.Disorder(lines),
		"children before their parent": told.Early(lines, w.parents(t)),
		"records from elsewhere":       told.Astray(lines, puts),
	} {
		if len(wrong) > 0 {
			t.Errorf("%s: %s, %d times: %q", w.name, law, len(wrong), wrong[:min(5, len(wrong))])
		}
	}
	for _, err := range heard.mu.errs {
		t.Error(err)
	}
}

// checkStop: whoever reads a shard is asked before a graceful stop. In 2.7 such a stop then waits, until
// the application loses patience, for processors of shards that have ended, which nobody tells.
func (w *world) checkStop(t *testing.T, a application, heard *chronicle, survivor string) {
	t.Helper()
	for _, s := range w.open(t) {
		if heard.count(func(l told.Line) bool { return l.Verb == told.Asked && l.Shard == *s.ShardId && l.Worker == survivor }) == 0 {
			t.Errorf("%s was not asked about %s before it stopped", survivor, *s.ShardId)
		}
	}
	if heard.count(by(survivor, "stopped")) != 1 && !a.hangs {
		t.Errorf("%s did not stop gracefully", survivor)
	}
}

// checkConsumers: an application that reads by push is a consumer of its name; one that polls is none.
func (w *world) checkConsumers(t *testing.T, a application) {
	t.Helper()
	stream, err := w.kinesis.DescribeStreamSummary(t.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: &w.name})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.kinesis.ListStreamConsumers(t.Context(), &kinesis.ListStreamConsumersInput{StreamARN: stream.StreamDescriptionSummary.StreamARN})
	if err != nil {
		t.Fatal(err)
	}
	if !a.fanOut {
		if len(out.Consumers) != 0 {
			t.Errorf("%s has the consumers %v, want none", w.name, out.Consumers)
		}
		return
	}
	if len(out.Consumers) != 1 || *out.Consumers[0].ConsumerName != w.name || out.Consumers[0].ConsumerStatus != types.ConsumerStatusActive {
		t.Errorf("%s has the consumers %v, want an active one of that name", w.name, out.Consumers)
	}
}
