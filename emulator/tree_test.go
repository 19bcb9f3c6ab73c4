package emulator_test

import (
	"testing"
	"time"
)

func TestATreeShowsSplitsAndMerges(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 2)
		orders.PutTo(shard0, "k", "1")
		lower, upper := orders.Split(shard0)
		orders.PutTo(lower, "k", "2")
		orders.PutTo(lower, "k", "3")
		child := orders.Merge(upper, shard1)
		orders.PutTo(child, "k", "4")
		const want = `orders: ACTIVE, 2 of 5 shards open, 4 records
shardId-000000000000  closed  0%-50%  1 record
├─ shardId-000000000002  open  0%-25%  2 records
└─ shardId-000000000003  closed  25%-50%  0 records
   └─ shardId-000000000004  open  25%-100%  1 record  (child of shardId-000000000001 too)
shardId-000000000001  closed  50%-100%  0 records
└─ (merged into shardId-000000000004)
`
		if got := w.emu.Tree("orders"); got != want {
			t.Errorf("Tree:\n%s\nwant\n%s", got, want)
		}
		time.Sleep(day + time.Second)
		const later = `orders: ACTIVE, 2 of 2 shards open, 0 records
shardId-000000000002  open  0%-25%  0 records  (child of shardId-000000000000 too)
shardId-000000000004  open  25%-100%  0 records  (child of shardId-000000000003 and shardId-000000000001 too)
`
		if got := w.emu.Tree("arn:aws:kinesis:us-east-1:000000000000:stream/orders"); got != later {
			t.Errorf("a day later:\n%s\nwant\n%s", got, later)
		}
		if got := w.emu.Tree("bills"); got != "bills: no such stream\n" {
			t.Errorf("Tree(bills) = %q", got)
		}
	})
}
