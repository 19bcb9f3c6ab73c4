package tally

import "testing"

type record struct {
	shard     string
	data, key string
	sequence  string
	arrived   int64
}

func totalOf(records ...record) Total {
	tally := New(2, 2)
	for _, r := range records {
		tally.Shard(r.shard).Add([]byte(r.data), r.key, r.sequence, r.arrived)
	}
	return tally.Total()
}

const first, second = "shardId-000000000000", "shardId-000000000001"

// Broken by: a sum without the factor of its shard; one that leaves a member out.
func TestASumTellsWhatWasReadAndFromWhere(t *testing.T) {
	a, b := record{first, "data", "key", "495", 1}, record{second, "data", "key", "496", 1}
	whole := totalOf(a, b)
	if totalOf(b, a) != whole {
		t.Error("the sum depends on the order of shards")
	}
	for name, other := range map[string][]record{
		"another shard":  {a, {first, "data", "key", "496", 1}},
		"another datum":  {a, {second, "date", "key", "496", 1}},
		"another key":    {a, {second, "data", "kez", "496", 1}},
		"another number": {a, {second, "data", "key", "497", 1}},
		"another time":   {a, {second, "data", "key", "496", 2}},
		"a record less":  {a},
	} {
		if totalOf(other...).Sum == whole.Sum {
			t.Errorf("%s: the sum is the same", name)
		}
	}
}

// Broken by: repetitions that are summed; repetitions of the last record only.
func TestARecordThatComesAgainIsSummedOnce(t *testing.T) {
	a, b := record{first, "data", "key", "495", 1}, record{first, "data", "key", "496", 1}
	once, again := totalOf(a, b), totalOf(a, b, a, b)
	if again.Sum != once.Sum || again.Records != 2 || again.Repeated != 2 {
		t.Errorf("read again: %+v, want the sum of %+v and 2 repetitions", again, once)
	}
}

// Broken by: a shard counted as read before its last record.
func TestATallyIsDoneAtTheLastRecord(t *testing.T) {
	tally := New(2, 1)
	done := func() bool {
		select {
		case <-tally.Done():
			return true
		default:
			return false
		}
	}
	tally.Shard(second).Add(nil, "", "495", 0)
	if done() {
		t.Error("done with a shard unread")
	}
	tally.Shard(first).Add(nil, "", "495", 0)
	if !done() {
		t.Error("not done")
	}
	for _, id := range []string{"shardId-000000000002", "shardId--00000000001", "", "orders"} {
		if tally.Shard(id) != nil {
			t.Errorf("there is a shard %q", id)
		}
	}
}

func BenchmarkSum(b *testing.B) {
	for _, size := range []int{200, 1024} {
		data := make([]byte, size)
		sequence := "49645115243379604563413377123400000000000000000000000002"
		b.Run(map[int]string{200: "200B", 1024: "1KB"}[size], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Of(data, "account-1234567", sequence, 1764000000123)
			}
		})
	}
}
