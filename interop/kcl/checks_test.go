//go:build interop

package kcl

// What has to be true in the end.

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/interop/kcl/told"
)

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
	for _, err := range heard.errs() {
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
