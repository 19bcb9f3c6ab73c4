package emulator_test

// The law that a consumer with enhanced fan-out relies on: whatever ends its subscriptions, going on
// from the number of the last event gives every record of every shard once, in order.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
	"pgregory.net/rapid"
)

// An ordeal is something that happens to a stream and those who read it.
type ordeal struct {
	kind  string
	n     int
	pause time.Duration // before it
}

// Broken by: a number that is the next record's; AFTER that repeats the record; a place that goes back by
// a record after each event.
func TestNoSubscriptionLeavesAGapOrRepeatsARecord(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) ordeal {
		return ordeal{
			rapid.SampledFrom([]string{"put", "put", "put large", "split", "merge", "end", "break", "fail", "rival"}).Draw(t, "kind"),
			rapid.IntRange(1, 9).Draw(t, "n"),
			time.Duration(rapid.SampledFrom([]int{0, 1, 400, 5000, 5001, 299_999}).Draw(t, "pause")) * time.Millisecond,
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		schedule := rapid.SliceOfN(draw, 1, 8).Draw(rt, "schedule")
		var wrong string
		synctest.Test(t, func(t *testing.T) { wrong = follow(t, schedule) })
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// follow reads while the schedule happens, and says what was wrong with what came.
func follow(t *testing.T, schedule []ordeal) string {
	emu := emulatortest.New(t)
	w := world{t, emu, client(emu.Config())}
	orders := emu.Stream("orders", 1)
	ctx, stop := context.WithCancel(t.Context())
	f := &follower{world: w, ctx: ctx, arn: w.consumer("billing"), ends: map[string]bool{}, read: map[string][]string{}}
	f.start(shard0, fromLatest) // nothing was put yet, and nothing may be missed
	time.Sleep(time.Millisecond)
	for i, o := range schedule {
		time.Sleep(o.pause)
		w.suffer(orders, o, i, f.arn)
	}
	time.Sleep(time.Minute)
	stop()
	f.readers.Wait()
	return f.compare(orders)
}

// suffer has an ordeal happen.
func (w world) suffer(orders *emulatortest.Stream, o ordeal, i int, arn string) {
	open := slices.DeleteFunc(orders.Shards(), func(s types.Shard) bool { return s.SequenceNumberRange.EndingSequenceNumber != nil })
	switch o.kind {
	case "put":
		for n := range o.n {
			orders.Put(fmt.Sprint(n), fmt.Sprint(i, n))
		}
	case "put large":
		for n := range o.n % 5 { // more than an event takes
			orders.Put("k", fmt.Sprintf("%-300000d", 100*i+n))
		}
	case "split":
		orders.Split(*open[o.n%len(open)].ShardId)
	case "merge":
		slices.SortFunc(open, func(a, b types.Shard) int {
			return strings.Compare(fmt.Sprintf("%40s", *a.HashKeyRange.StartingHashKey), fmt.Sprintf("%40s", *b.HashKeyRange.StartingHashKey))
		})
		if len(open) > 1 {
			orders.Merge(*open[0].ShardId, *open[1].ShardId)
		}
	case "end":
		w.emu.EndSubscriptions(emulator.Times(o.n))
	case "break":
		w.emu.BreakSubscriptions(emulator.Times(o.n))
	case "fail":
		w.emu.FailSubscriptions(emulator.InternalFailure, emulator.Times(o.n))
	case "rival":
		if sub, err := w.trySubscribe(arn, *open[0].ShardId, fromHorizon); err == nil {
			_ = sub.stream.Close()
		}
	}
}

// A follower reads shards, and their children once all parents have ended.
type follower struct {
	world
	ctx     context.Context
	arn     string
	readers sync.WaitGroup

	mu   sync.Mutex
	ends map[string]bool
	read map[string][]string // by shard: number and data of each record
}

func (f *follower) start(shard string, from *types.StartingPosition) {
	f.readers.Go(func() {
		for from != nil && f.ctx.Err() == nil {
			from = f.once(shard, from)
		}
	})
}

// once is one subscription. It tells where to go on, nil at the shard's end.
func (f *follower) once(shard string, from *types.StartingPosition) *types.StartingPosition {
	out, err := subscriber(f.api).SubscribeToShard(f.ctx, &kinesis.SubscribeToShardInput{ConsumerARN: &f.arn, ShardId: &shard, StartingPosition: from})
	if err != nil {
		sleepFor(f.ctx, time.Second)
		return from
	}
	defer out.GetStream().Close() // how it ended is no matter
	for event := range out.GetStream().Events() {
		e := event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent).Value
		f.take(shard, e.Records)
		if e.ContinuationSequenceNumber == nil {
			f.ended(shard, e.ChildShards)
			return nil
		}
		from = after(e.ContinuationSequenceNumber)
	}
	return from
}

func sleepFor(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func (f *follower) take(shard string, records []types.Record) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read[shard] = append(f.read[shard], lines(records)...)
}

// ended starts the children whose parents have all ended.
func (f *follower) ended(shard string, children []types.ChildShard) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ends[shard] = true
	for _, c := range children {
		if !slices.ContainsFunc(c.ParentShards, func(p string) bool { return !f.ends[p] }) {
			f.start(*c.ShardId, fromHorizon)
		}
	}
}

// lines is each record in a few bytes.
func lines(records []types.Record) (all []string) {
	for _, r := range records {
		all = append(all, *r.SequenceNumber+" "+strings.TrimRight(string(r.Data), " "))
	}
	return all
}

// compare holds what came against what GetRecords reads.
func (f *follower) compare(orders *emulatortest.Stream) string {
	f.api = client(f.emu.Backstage())
	for _, s := range orders.Shards() {
		var want []string
		for next := new(f.iterator(*s.ShardId, "TRIM_HORIZON")); next != nil; {
			page := f.world.read(*next)
			if next = page.NextShardIterator; len(page.Records) == 0 && *page.MillisBehindLatest == 0 {
				next = nil
			}
			want = append(want, lines(page.Records)...)
		}
		if got := f.read[*s.ShardId]; !slices.Equal(got, want) {
			return fmt.Sprintf("of %s came %d records:\n%s\nwant %d:\n%s", *s.ShardId, len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"))
		}
	}
	return ""
}
