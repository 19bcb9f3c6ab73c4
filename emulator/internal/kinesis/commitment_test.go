package kinesis

import (
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A commitment, told as a conversation: what is done when, in hours, and the status afterwards.
//
// Broken by: an end that comes at once; an enabling that begins a commitment anew; an end that is not
// called off; an end that is dated when somebody looks.
func TestTheLifeOfACommitment(t *testing.T) {
	const hour = 3600_000
	var m commitment
	for _, step := range []struct {
		hour   int64
		do     func(commitment, int64) commitment
		status string
		want   commitment
	}{
		{1, commitment.at, disabled, commitment{}},
		{1, commitment.disabled, disabled, commitment{}},
		{2, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{3, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{4, commitment.disabled, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{5, commitment.enabled, enabled, commitment{on: true, started: 2 * hour, earliest: 26 * hour}},
		{6, commitment.disabled, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{25, commitment.at, enabledUntil, commitment{on: true, ending: true, started: 2 * hour, earliest: 26 * hour}},
		{30, commitment.at, disabled, commitment{started: 2 * hour, earliest: 26 * hour, ended: 26 * hour}},
		{31, commitment.enabled, enabled, commitment{on: true, started: 31 * hour, earliest: 55 * hour}},
		{60, commitment.disabled, disabled, commitment{started: 31 * hour, earliest: 55 * hour, ended: 60 * hour}},
	} {
		if m = step.do(m, step.hour*hour); m != step.want || m.status() != step.status {
			t.Errorf("hour %d: %+v, %s, want %+v, %s", step.hour, m, m.status(), step.want, step.status)
		}
	}
}

// Broken by: a provisioned stream that has the advantage too; a commitment that is not asked for.
func TestACommitmentGivesOnDemandStreamsMoreConsumers(t *testing.T) {
	c := &call{Request: wire.Request{Account: "000000000000", Region: "us-east-1", Now: time.Unix(1000, 0)}, service: &Service{}}
	s := newStream(home{}, 1000)
	for _, step := range []struct {
		mode      string
		committed bool
		want      int
	}{{provisioned, false, 20}, {onDemand, false, 20}, {onDemand, true, 50}, {provisioned, true, 20}} {
		s.mode = step.mode
		if step.committed {
			c.commit(commitment.enabled)
		}
		if got := c.consumersMost(s); got != step.want {
			t.Errorf("%s, committed %v: %d consumers, want %d", step.mode, step.committed, got, step.want)
		}
	}
}
