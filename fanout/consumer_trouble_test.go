package fanout

// What can stand between a worker and its consumer, over the emulator.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a State that says nothing of the right, the limit or the endpoint; a wait that outlasts the cause.
func TestWhatIsMissingIsNamedAndWaitedFor(t *testing.T) {
	for _, c := range []struct {
		what      string
		operation string
		fault     emulator.Fault
		words     []string
		within    time.Duration // of its end
	}{
		{"the right to describe", "DescribeStreamConsumer", emulator.AccessDenied, []string{"kinesis:DescribeStreamConsumer of consumer billing", "is not allowed", ordersARN}, time.Minute},
		{"the right to register", "RegisterStreamConsumer", emulator.AccessDenied, []string{"kinesis:RegisterStreamConsumer", `"Allow"`, ordersARN}, time.Minute},
		{"the operation", "*", emulator.NewFault(400, "UnknownOperationException", ""), []string{"no enhanced fan-out"}, 10 * time.Minute},
		{"the operation, by status", "*", emulator.NewFault(501, "InternalFailure", "The API action is not implemented."), []string{"no enhanced fan-out"}, 10 * time.Minute},
		{"a place", "RegisterStreamConsumer", emulator.NewFault(400, "LimitExceededException", "Stream orders has 20 consumers already."), []string{"20 or 50", "deregister one"}, 10 * time.Minute},
		{"the stream", "*", emulator.ResourceNotFound, []string{"kinesis:RegisterStreamConsumer", ordersARN, "ResourceNotFoundException"}, time.Minute},
	} {
		t.Run(c.what, func(t *testing.T) {
			inRegistry(t, func(t *testing.T, r *registry) {
				said := new(journal)
				fault := r.Fail(c.operation, c.fault)
				consumer, _ := r.consumer(said)
				s := r.awaits(consumer, "unavailable", func(s ConsumerState) bool { return s.Unavailable })
				for _, words := range c.words {
					if s.Err == nil || !strings.Contains(s.Err.Error(), words) {
						t.Errorf("%v does not say %q", s.Err, words)
					}
				}
				time.Sleep(3 * time.Hour)
				if s := consumer.State(); !s.Unavailable || s.Ready || s.Why == "" {
					t.Errorf("three hours later: %+v", s)
				}
				if n := len(of[ConsumerUnavailable](said)); n == 0 || n > 2*3*60+10 {
					t.Errorf("%d events in three hours", n)
				}
				fault.Remove()
				over := time.Now()
				r.awaits(consumer, "ready", isReady)
				if took := time.Since(over); took > c.within+2*r.Creating {
					t.Errorf("ready %v after the cause was gone, want at most %v", took, c.within)
				}
			})
		})
	}
}

// Broken by: telling the two limits apart by their code alone.
func TestAFullStreamIsNoThrottle(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		for i := range 20 {
			r.register(fmt.Sprint("consumer-", i))
			time.Sleep(10 * time.Second) // five at once may be CREATING
		}
		c, _ := r.consumer(new(journal))
		if s := r.awaits(c, "unavailable", func(s ConsumerState) bool { return s.Unavailable }); s.Why != hurdleFull.sentence() {
			t.Errorf("%+v", s)
		}
		r.deregister("consumer-7")
		r.awaits(c, "ready", isReady)
	})
}

// Broken by: a State that waits for the call that is under way.
func TestTheStateIsToldWhileTheServiceHangs(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.Delay("DescribeStreamConsumer", time.Hour, 0, emulator.Times(3))
		c, _ := r.consumer(new(journal))
		time.Sleep(time.Second)
		began := time.Now()
		if s := c.State(); s.Ready || !time.Now().Equal(began) {
			t.Errorf("%+v after %v", s, time.Since(began))
		}
		r.awaits(c, "ready", isReady)
		if took := time.Since(began); took > 10*DefaultAttempt+2*r.Creating {
			t.Errorf("three calls without an answer took %v", took)
		}
	})
}
