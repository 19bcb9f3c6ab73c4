package worker_test

// The law of the fleet under enhanced fan-out: a storm in which workers read one way and the other,
// change between them, and lose subscriptions and the consumer itself.

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"github.com/shardkeeper/shardkeeper/worker"
)

// Broken by: a subscription at LATEST, after a failure or before the first record; a cursor that moves
// before its event is handed over; an event that is dropped because there is to be chosen again.
func TestNoStormOverFanOutLosesARecordOrBreaksOrder(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			playOn(t, 3, func(emu *emulatortest.Emulator) { emu.Creating, emu.Deleting = 3*time.Second, 3*time.Second }, func(f *fleet) {
				f.takes = 300 * time.Millisecond
				s := &storm{fleet: f, Rand: rand.New(rand.NewPCG(seed, 2))}
				s.turns = []func(){s.sets, s.sets, s.setsOne, s.ends, s.cutsOff, s.deregisters, s.refuses}
				defer func() {
					if t.Failed() {
						t.Logf("seed %d:\n%s", seed, strings.Join(s.log, "\n"))
					}
				}()
				s.rage(10 * time.Minute)
				s.calm()
				f.allProcessed(5 * time.Minute)
			})
		})
	}
}

var retrievals = []worker.Retrieval{worker.Polling, worker.FanOut, worker.Automatic}

// retrieves says how a worker that joins reads. Without turns, it polls.
func (s *storm) retrieves(m *member) {
	if len(s.turns) > 0 {
		m.Retrieval, m.DeregisterConsumer = retrievals[s.IntN(len(retrievals))], s.IntN(2) == 0
		s.say("%s reads by %v", m.ID, m.Retrieval)
	}
}

// one is some worker that runs, nil if none does.
func (s *storm) one() *member {
	names := slices.Sorted(maps.Keys(s.alive))
	if len(names) == 0 {
		return nil
	}
	return s.alive[names[s.IntN(len(names))]]
}

func (s *storm) sets() { s.setsOf() }

func (s *storm) setsOne() {
	shards := s.stream.Shards()
	s.setsOf(*shards[s.IntN(len(shards))].ShardId)
}

func (s *storm) setsOf(shards ...string) {
	m, to := s.one(), retrievals[s.IntN(len(retrievals))]
	if m == nil {
		return
	}
	s.say("%s is set to %v for %v", m.ID, to, shards)
	if err := m.SetRetrieval(to, shards...); err != nil {
		s.Error(err)
	}
}

// ends ends subscriptions as the service does, or as a network does.
func (s *storm) ends() {
	some := chance(s.Uint64(), 0.7)
	if s.IntN(2) == 0 {
		s.say("%d subscriptions end", s.emu.EndSubscriptions(some))
	} else {
		s.say("%d subscriptions break", s.emu.BreakSubscriptions(some))
	}
}

// cutsOff ends subscriptions with an exception among their events.
func (s *storm) cutsOff() {
	faults := []emulator.Fault{emulator.ResourceInUse, emulator.InternalFailure, emulator.ResourceNotFound, emulator.LimitExceeded}
	fault := faults[s.IntN(len(faults))]
	s.say("%d subscriptions end with %s", s.emu.FailSubscriptions(fault, chance(s.Uint64(), 0.7)), fault)
}

// deregisters removes the consumer behind the workers' backs.
func (s *storm) deregisters() {
	api := kinesis.NewFromConfig(s.emu.Backstage())
	_, err := api.DeregisterStreamConsumer(s.Context(), &kinesis.DeregisterStreamConsumerInput{StreamARN: new(s.arn()), ConsumerName: new("billing")})
	s.say("the consumer is removed: %v", err)
}

var fanOutOperations = []string{"SubscribeToShard", "SubscribeToShard", "DescribeStreamConsumer", "RegisterStreamConsumer"}

// refuses has calls of fan-out fail until the next clears.
func (s *storm) refuses() {
	faults := []emulator.Fault{emulator.AccessDenied, emulator.LimitExceeded, emulator.ResourceNotFound, emulator.ResourceInUse,
		emulator.InternalFailure, unknownOperation}
	operation, fault := fanOutOperations[s.IntN(len(fanOutOperations))], faults[s.IntN(len(faults))]
	s.say("%s is answered %s", operation, fault)
	s.faults = append(s.faults, s.emu.Fail(operation, fault, chance(s.Uint64(), 0.1+0.9*s.Float64())))
}
