package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/processor"
)

const (
	streamName = "clicks"
	timeUp     = 29 * time.Second // for the whole demonstration
	redraw     = 500 * time.Millisecond
)

//go:embed consumer.go
var consumerSource string

// A counter is user code: what is done with one record.
type counter = func(shard string, r *processor.Record)

// A tamper makes user code do wrong; the demonstration must notice.
type tamper func(counter) counter

// faithful leaves user code as it is.
func faithful(c counter) counter { return c }

var errUnproven = errors.New("quickstart: it is not proven: see above")

// demonstrate runs the story and returns nil if everything was proven in time.
func demonstrate(ctx context.Context, s *screen, user tamper) error {
	ctx, cancel := context.WithTimeout(ctx, timeUp)
	defer cancel()
	s.print(consumerSource[strings.Index(consumerSource, "// consume is"):strings.Index(consumerSource, "// An option")])
	s.print(fmt.Sprintf("Three of these, on an emulated stream of 4 shards. Failover time: %v (10s by default).\n\n", failover))

	d := &demo{screen: s, emu: &emulator.Emulator{}, ledger: newLedger()}
	d.fleet = newFleet(s, d.ledger)
	d.countWrites()
	d.kinesis = kinesis.NewFromConfig(d.emu.Config())
	if err := d.create(ctx, 4); err != nil {
		return err
	}
	if err := d.play(ctx, user); err != nil {
		d.report()
		return err
	}
	return d.prove()
}

// A demo is the story while it is played.
type demo struct {
	screen  *screen
	emu     *emulator.Emulator
	kinesis *kinesis.Client
	ledger  *ledger
	fleet   *fleet
	writes  atomic.Int64 // of the lease table
	began   time.Time
	ended   time.Time
}

// play is the story: each line is one thing that a person sees.
func (d *demo) play(ctx context.Context, user tamper) error {
	d.began = time.Now()
	producing, enough := context.WithCancel(ctx)
	defer enough()
	produced := make(chan error, 1)
	go func() { produced <- produce(producing, d.kinesis, streamName, d.ledger) }()
	drawn := make(chan struct{})
	go func() { defer close(drawn); d.redraw(ctx) }()

	for _, name := range []string{"worker-1", "worker-2", "worker-3"} {
		d.fleet.join(context.WithoutCancel(ctx), d.emu, streamName, name, user)
	}
	err := d.steps(ctx)
	enough()
	err = errors.Join(err, <-produced)
	if err == nil {
		d.screen.say("the producer stops; what it put is worked off")
		err = d.until(ctx, "everything that was put is processed", func() bool {
			v := d.ledger.verdict()
			return v.lost == 0
		})
	}
	d.ended = time.Now()
	for _, m := range d.fleet.members {
		m.stop()
	}
	d.fleet.members[2].plug.Mend() // so that the dead one's goroutines end too
	for _, m := range d.fleet.members {
		err = errors.Join(err, <-m.done)
	}
	return err
}

func (d *demo) steps(ctx context.Context) error {
	first, second, third := d.fleet.members[0], d.fleet.members[1], d.fleet.members[2]
	steps := []struct {
		after time.Duration
		do    func() error
	}{
		{3 * time.Second, func() error {
			d.screen.say("SPLIT %s in two", short(shard(0)))
			return d.split(ctx, shard(0))
		}},
		{2 * time.Second, func() error {
			d.screen.say("MERGE %s and %s", short(shard(2)), short(shard(3)))
			return d.merge(ctx, shard(2), shard(3))
		}},
		{3 * time.Second, func() error {
			d.screen.say("STOP %s gracefully", second.name)
			second.stop()
			return nil
		}},
		{2 * time.Second, func() error {
			d.screen.say("KILL %s: from now on nothing of it reaches anyone", third.name)
			d.fleet.kill(third)
			return nil
		}},
		{0, func() error {
			return d.until(ctx, first.name+" has taken over", func() bool { return d.fleet.orphans() == 0 })
		}},
	}
	for _, step := range steps {
		if !wait(ctx, step.after) {
			return fmt.Errorf("quickstart: time is up after %v", timeUp)
		}
		if err := step.do(); err != nil {
			return err
		}
		d.screen.show(d.picture(), !d.screen.terminal)
	}
	wait(ctx, time.Second) // a little more to work off
	return nil
}

// until waits for something to be so.
func (d *demo) until(ctx context.Context, what string, is func() bool) error {
	for !is() {
		if !wait(ctx, 50*time.Millisecond) {
			return fmt.Errorf("quickstart: time is up after %v, and it is not so that %s", timeUp, what)
		}
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

func (d *demo) create(ctx context.Context, shards int32) error {
	_, err := d.kinesis.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: aws.String(streamName), ShardCount: &shards})
	if err != nil {
		return fmt.Errorf("quickstart: create the stream: %w", err)
	}
	return nil
}

// split splits a shard in the middle.
func (d *demo) split(ctx context.Context, id string) error {
	middle, err := d.middle(ctx, id)
	if err != nil {
		return err
	}
	_, err = d.kinesis.SplitShard(ctx, &kinesis.SplitShardInput{
		StreamName: aws.String(streamName), ShardToSplit: &id, NewStartingHashKey: &middle,
	})
	if err != nil {
		return fmt.Errorf("quickstart: split %s: %w", id, err)
	}
	return nil
}

func (d *demo) merge(ctx context.Context, a, b string) error {
	_, err := d.kinesis.MergeShards(ctx, &kinesis.MergeShardsInput{
		StreamName: aws.String(streamName), ShardToMerge: &a, AdjacentShardToMerge: &b,
	})
	if err != nil {
		return fmt.Errorf("quickstart: merge %s and %s: %w", a, b, err)
	}
	return nil
}

// countWrites counts what the fleet writes to the lease table.
func (d *demo) countWrites() {
	for _, operation := range []string{"UpdateItem", "PutItem", "DeleteItem", "TransactWriteItems"} {
		d.emu.Observe(operation, func(emulator.Call) { d.writes.Add(1) })
	}
}

func shard(n int) string { return fmt.Sprintf("shardId-%012d", n) }

// prove prints what the ledger says.
func (d *demo) prove() error {
	if !d.report() {
		return errUnproven
	}
	d.screen.print(`
The same on a real stream, with your AWS configuration (it creates the table "quickstart"):

	go run ./examples/quickstart -stream NAME

A test of a consumer of your own through a reshard, in no time:

	go test -v -run TestBalancesSurviveASplit ./examples/balances

`)
	return nil
}

// report prints the verdict, and tells whether it is a good one.
func (d *demo) report() bool {
	v := d.ledger.verdict()
	took := cmp.Or(d.ended, time.Now()).Sub(d.began)
	graceful, stopped := d.fleet.gap("graceful stop")
	crash, crashed := d.fleet.gap("crash")
	d.screen.show(d.picture(), true)
	d.screen.print(fmt.Sprintf(`proven in %.1f s
  records put         %6d   what PutRecords answered
  records processed   %6d
  lost                %6d   must be 0
  keys out of order   %6d   must be 0%s
  seen twice          %6d   what a crash repeats: the work since the last checkpoint
  gap, graceful stop  %6.2f s   at most, from release to the next reader, %d shards
  gap, crash          %6.2f s   at most: failover time %v and one listing period, %d shards
  table writes        %6.1f a second
`, took.Seconds(), v.put, v.processed, v.lost, len(v.disorder), list(v.disorder), v.twice,
		graceful.Seconds(), stopped, crash.Seconds(), failover, crashed, float64(d.writes.Load())/took.Seconds()))
	return v.proven()
}

func list(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return ": " + strings.Join(keys, ", ")
}
