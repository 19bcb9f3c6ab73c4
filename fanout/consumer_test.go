package fanout

// Consumers over the emulator: how one worker and a fleet come to theirs, and to a new one.

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// Broken by: a registration after each missing consumer that was refused; a Changed that is not closed.
func TestAFleetRegistersItsConsumerOnce(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		said := new(journal)
		var fleet []*Consumer
		for range 8 {
			c, _ := r.consumer(said)
			fleet = append(fleet, c)
		}
		began := time.Now()
		arn := r.awaits(fleet[0], "ready", isReady).ARN
		for i, c := range fleet {
			if s := r.awaits(c, "ready", isReady); s.ARN != arn || s.Again {
				t.Errorf("worker %d: %+v, want %s", i, s, arn)
			}
		}
		if took := time.Since(began); took < r.Creating || took > 3*r.Creating {
			t.Errorf("ready after %v, CREATING takes %v", took, r.Creating)
		}
		if n := r.calls.succeeded["RegisterStreamConsumer"]; n != 1 || r.calls.all("RegisterStreamConsumer") > len(fleet) {
			t.Errorf("%d registrations of %d tried, want 1 of at most one each", n, r.calls.all("RegisterStreamConsumer"))
		}
		before := r.calls.all("DescribeStreamConsumer")
		time.Sleep(24 * time.Hour)
		if n := r.calls.all("DescribeStreamConsumer"); n != before || before > 8*len(fleet) {
			t.Errorf("%d looks until all were ready, then %d more: want a few each, then none", before, n-before)
		}
		if n := len(of[ConsumerRegistered](said)); n != 1 || len(of[ConsumerReady](said)) != len(fleet) || len(of[ConsumerUnavailable](said)) != 0 {
			t.Errorf("%d registered, %d ready, unavailable %v", n, len(of[ConsumerReady](said)), of[ConsumerUnavailable](said))
		}
	})
}

// Broken by: a second Run that forgets; a describe before each subscription.
func TestAConsumerThatIsThereCostsOneCallAWorker(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.register("billing")
		time.Sleep(time.Minute)
		c, stop := r.consumer(new(journal))
		r.awaits(c, "ready", isReady)
		time.Sleep(time.Hour)
		stop()
		stop = r.run(c)
		time.Sleep(time.Hour)
		stop()
		if n := r.calls.all("DescribeStreamConsumer"); n != 1 || r.calls.all("RegisterStreamConsumer") != 0 {
			t.Errorf("%d looks, %d registrations, want 1 and none", n, r.calls.all("RegisterStreamConsumer"))
		}
	})
}

// Broken by: a registration that does not wait for DELETING to end.
func TestAConsumerThatIsDeletingIsWaitedForThenRegisteredAnew(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		r.register("billing")
		time.Sleep(time.Minute)
		r.deregister("billing")
		c, _ := r.consumer(new(journal))
		r.awaits(c, "DELETING", func(s ConsumerState) bool { return strings.Contains(s.Why, "DELETING") })
		r.awaits(c, "ready", isReady)
		if n := r.calls.succeeded["RegisterStreamConsumer"]; n != 1 || r.calls.refused["RegisterStreamConsumer"] != 0 {
			t.Errorf("%d registrations, %d refused, want 1 and none", n, r.calls.refused["RegisterStreamConsumer"])
		}
	})
}

// Broken by: a Verify that is not heard; one look for each call of it.
func TestAConsumerThatIsGoneComesBackUnderAnotherARN(t *testing.T) {
	for name, gone := range map[string]func(*registry){
		"deregistered": func(r *registry) { r.deregister("billing") },
		"the stream was recreated": func(r *registry) {
			_, err := r.backstage().DeleteStream(r.t.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders"), EnforceConsumerDeletion: new(true)})
			if err != nil {
				r.t.Fatal(err)
			}
			time.Sleep(time.Minute)
			r.orders = r.Stream("orders", 1)
		},
		"registered anew by somebody else": func(r *registry) {
			r.deregister("billing")
			time.Sleep(time.Minute)
			r.register("billing")
		},
	} {
		t.Run(name, func(t *testing.T) {
			inRegistry(t, func(t *testing.T, r *registry) {
				said := new(journal)
				c, _ := r.consumer(said)
				first := r.awaits(c, "ready", isReady)
				time.Sleep(time.Hour)
				gone(r)
				looks := r.calls.all("DescribeStreamConsumer")
				for range 1000 { // shards
					c.Verify()
				}
				s := r.awaits(c, "ready again", func(s ConsumerState) bool { return s.Ready && s.ARN != first.ARN })
				if !s.Again || !s.Since.After(first.Since) {
					t.Errorf("%+v", s)
				}
				if n := r.calls.all("DescribeStreamConsumer") - looks; n > 12 {
					t.Errorf("%d looks for 1000 doubts", n)
				}
				if lost := of[ConsumerUnavailable](said); len(lost) != 1 || !errors.Is(lost[0].Err, errConsumerGone) {
					t.Errorf("events %v", lost)
				}
			})
		})
	}
}

// Broken by: a look that takes the consumer from those who subscribe.
func TestAShardThatIsMissingCostsOneLook(t *testing.T) {
	inRegistry(t, func(t *testing.T, r *registry) {
		c, _ := r.consumer(new(journal))
		first := r.awaits(c, "ready", isReady)
		time.Sleep(time.Hour)
		doubted, looks := time.Now(), r.calls.all("DescribeStreamConsumer")
		c.Verify()
		s := r.awaits(c, "looked at", func(s ConsumerState) bool { return !s.Looked.Before(doubted) })
		time.Sleep(time.Hour)
		if n := r.calls.all("DescribeStreamConsumer") - looks; n != 1 || !s.Ready || s.ARN != first.ARN || s.Since != first.Since || s.Again {
			t.Errorf("%d looks, %+v, want one and %+v", n, s, first)
		}
	})
}

func TestValidateTellsAllMistakesOfAConsumer(t *testing.T) {
	err := (&Consumer{Name: "not a name", Attempt: -1}).Validate()
	for _, words := range []string{"no Client", "neither ARN nor StreamARN", "Name", "Attempt"} {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v does not say %q", err, words)
		}
	}
	if err := (&Consumer{ARN: "arn"}).Validate(); err != nil {
		t.Errorf("an ARN alone: %v", err)
	}
}
