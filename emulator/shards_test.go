package emulator_test

// SplitShard, MergeShards, UpdateShardCount, ListShards.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func (w world) shards(set func(*kinesis.ListShardsInput)) []types.Shard {
	w.Helper()
	in := &kinesis.ListShardsInput{StreamName: new("orders")}
	set(in)
	return must[*kinesis.ListShardsOutput](w)(w.api.ListShards(w.Context(), in)).Shards
}

func filter(kind types.ShardFilterType, at ...time.Time) func(*kinesis.ListShardsInput) {
	return func(in *kinesis.ListShardsInput) {
		in.ShardFilter = &types.ShardFilter{Type: kind}
		if len(at) > 0 {
			in.ShardFilter.Timestamp = &at[0]
		}
	}
}

func TestASplitShardIsSucceededByTwoHalves(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		must[*kinesis.SplitShardOutput](w)(w.api.SplitShard(w.Context(), &kinesis.SplitShardInput{
			StreamName: new("orders"), ShardToSplit: new("shardId-0"), NewStartingHashKey: new("1000")}))
		all := orders.Shards()
		if ids(all) != "0 1 2" {
			t.Fatalf("shards %s, want 0 1 2", ids(all))
		}
		parent, lower, upper := all[0], all[1], all[2]
		if parent.SequenceNumberRange.EndingSequenceNumber == nil || *parent.SequenceNumberRange.EndingSequenceNumber >= *lower.SequenceNumberRange.StartingSequenceNumber {
			t.Errorf("the parent ends at %v, its child starts at %s", parent.SequenceNumberRange.EndingSequenceNumber, *lower.SequenceNumberRange.StartingSequenceNumber)
		}
		if *lower.ParentShardId != shard0 || *upper.ParentShardId != shard0 || lower.AdjacentParentShardId != nil || lower.SequenceNumberRange.EndingSequenceNumber != nil {
			t.Errorf("children %+v and %+v", lower, upper)
		}
		if *lower.HashKeyRange.StartingHashKey != "0" || *lower.HashKeyRange.EndingHashKey != "999" || *upper.HashKeyRange.StartingHashKey != "1000" ||
			*upper.HashKeyRange.EndingHashKey != "340282366920938463463374607431768211455" {
			t.Errorf("children own %+v and %+v", *lower.HashKeyRange, *upper.HashKeyRange)
		}
		if shard, _ := orders.PutAt("999", "k", "d"); shard != shard1 {
			t.Errorf("999 went to %s", shard)
		}
		if shard, _ := orders.PutAt("1000", "k", "d"); shard != shard2 {
			t.Errorf("1000 went to %s", shard)
		}
	})
}

func TestSplitShardRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for _, c := range []struct{ document, exception string }{
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"0"}`, "InvalidArgumentException"},
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"1"}`, "InvalidArgumentException"},
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"340282366920938463463374607431768211455"}`, "InvalidArgumentException"},
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"01"}`, "ValidationException"},
			{`{"StreamName":"orders","ShardToSplit":"shardId-7","NewStartingHashKey":"1000"}`, "ResourceNotFoundException"},
			{`{"StreamName":"bills","ShardToSplit":"shardId-0","NewStartingHashKey":"1000"}`, "ResourceNotFoundException"},
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"2"}`, ""},
			{`{"StreamName":"orders","ShardToSplit":"shardId-0","NewStartingHashKey":"1000"}`, "InvalidArgumentException"}, // closed by now
		} {
			if exception, message, _ := w.raw("SplitShard", c.document); exception != c.exception {
				t.Errorf("SplitShard %s: %q %s, want %q", c.document, exception, message, c.exception)
			}
		}
	})
}

func TestMergedShardsAreSucceededByOne(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 3)
		merge := func(lower, upper string) error {
			_, err := w.api.MergeShards(w.Context(), &kinesis.MergeShardsInput{StreamName: new("orders"), ShardToMerge: &lower, AdjacentShardToMerge: &upper})
			return err
		}
		w.wantRefusal("merge with a gap", merge(shard0, shard2), "InvalidArgumentException", "not an adjacent pair")
		w.wantRefusal("merge in the wrong order", merge(shard1, shard0), "InvalidArgumentException", "not an adjacent pair")
		w.wantRefusal("merge with itself", merge(shard1, shard1), "InvalidArgumentException", "not an adjacent pair")
		if err := merge(shard1, shard2); err != nil {
			t.Fatal(err)
		}
		child := orders.Shard("shardId-000000000003")
		if *child.ParentShardId != shard1 || *child.AdjacentParentShardId != shard2 {
			t.Errorf("the child is %+v", child)
		}
		w.wantRefusal("merge of closed shards", merge(shard1, shard2), "InvalidArgumentException", "already been merged or split")
	})
}

func TestUpdateShardCountAnswersBeforeAndAfter(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 4)
		update := func(n int32) (*kinesis.UpdateShardCountOutput, error) {
			return w.api.UpdateShardCount(w.Context(), &kinesis.UpdateShardCountInput{StreamName: new("orders"), TargetShardCount: &n, ScalingType: "UNIFORM_SCALING"})
		}
		for _, n := range []int32{1, 9} {
			_, err := update(n)
			w.wantRefusal("UpdateShardCount beyond double or half", err, "LimitExceededException", "your current open shard count")
		}
		_, err := update(10001)
		w.wantRefusal("UpdateShardCount to 10,001", err, "LimitExceededException", "10001")
		out := must[*kinesis.UpdateShardCountOutput](w)(update(3))
		if *out.CurrentShardCount != 4 || *out.TargetShardCount != 3 || *out.StreamName != "orders" {
			t.Errorf("UpdateShardCount = %+v", out)
		}
		if got := ids(orders.Shards()); got != "0 1 2 3 4 5 6 7 8 9 10" {
			t.Errorf("listed are %s, want all that ever were", got)
		}
		if got := ids(w.shards(filter(types.ShardFilterTypeAtLatest))); got != "6 9 10" {
			t.Errorf("open are %s, want 6 9 10", got)
		}
	})
}

// Broken by: AT_ filters that compare with < on either side; FROM_TIMESTAMP without open shards; a
// horizon before the stream began.
func TestFiltersOfListShards(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		began := time.Now()
		orders := w.emu.Stream("orders", 1)
		time.Sleep(time.Hour)
		first := time.Now()
		orders.Split(shard0)
		time.Sleep(time.Hour)
		second := time.Now()
		orders.Merge(shard1, shard2)
		time.Sleep(time.Hour)
		for _, c := range []struct {
			name string
			set  func(*kinesis.ListShardsInput)
			want string
		}{
			{"none", func(*kinesis.ListShardsInput) {}, "0 1 2 3"},
			{"FROM_TRIM_HORIZON", filter(types.ShardFilterTypeFromTrimHorizon), "0 1 2 3"},
			{"AT_TRIM_HORIZON", filter(types.ShardFilterTypeAtTrimHorizon), "0"},
			{"AT_LATEST", filter(types.ShardFilterTypeAtLatest), "3"},
			{"AT_TIMESTAMP before all", filter(types.ShardFilterTypeAtTimestamp, began.Add(-time.Hour)), "0"},
			{"AT_TIMESTAMP of the split", filter(types.ShardFilterTypeAtTimestamp, first), "0 1 2"},
			{"AT_TIMESTAMP after the split", filter(types.ShardFilterTypeAtTimestamp, first.Add(time.Second)), "1 2"},
			{"AT_TIMESTAMP now", filter(types.ShardFilterTypeAtTimestamp, time.Now()), "3"},
			{"FROM_TIMESTAMP before all", filter(types.ShardFilterTypeFromTimestamp, began), "0 1 2 3"},
			{"FROM_TIMESTAMP after the split", filter(types.ShardFilterTypeFromTimestamp, first.Add(time.Second)), "1 2 3"},
			{"FROM_TIMESTAMP of the merge", filter(types.ShardFilterTypeFromTimestamp, second), "1 2 3"},
			{"FROM_TIMESTAMP after the merge", filter(types.ShardFilterTypeFromTimestamp, second.Add(time.Second)), "3"},
			{"AFTER_SHARD_ID", func(in *kinesis.ListShardsInput) {
				in.ShardFilter = &types.ShardFilter{Type: types.ShardFilterTypeAfterShardId, ShardId: new(shard1)}
			}, "2 3"},
			{"ExclusiveStartShardId", func(in *kinesis.ListShardsInput) { in.ExclusiveStartShardId = new(shard2) }, "3"},
		} {
			if got := ids(w.shards(c.set)); got != c.want {
				t.Errorf("%s: shards %s, want %s", c.name, got, c.want)
			}
		}
	})
}

// Broken by: a token without the filter; a page that is full and has no token.
func TestListShardsPagesKeepTheFilter(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 5)
		orders.UpdateShardCount(10) // 0 to 4 close, 5 to 14 open
		orders.Split("shardId-000000000010")
		in := &kinesis.ListShardsInput{StreamName: new("orders"), MaxResults: new(int32(3)), ShardFilter: &types.ShardFilter{Type: types.ShardFilterTypeAtLatest}}
		var got []types.Shard
		var last *string
		for pages := 1; ; pages++ {
			out := must[*kinesis.ListShardsOutput](w)(w.api.ListShards(w.Context(), in))
			got = append(got, out.Shards...)
			if out.NextToken == nil {
				if pages != 4 {
					t.Errorf("%d pages, want 4", pages)
				}
				break
			}
			last = out.NextToken
			in = &kinesis.ListShardsInput{NextToken: last, MaxResults: new(int32(3))}
		}
		if want := "5 6 7 8 9 11 12 13 14 15 16"; ids(got) != want {
			t.Errorf("open shards %s, want %s", ids(got), want)
		}
		for name, document := range map[string]string{
			"StreamName": `"StreamName":"orders"`, "ExclusiveStartShardId": `"ExclusiveStartShardId":"shardId-0"`,
			"StreamCreationTimestamp": `"StreamCreationTimestamp":946684800`, "ShardFilter": `"ShardFilter":{"Type":"AT_LATEST"}`,
		} {
			if exception, message, _ := w.raw("ListShards", `{"NextToken":"`+*last+`",`+document+`}`); exception != "InvalidArgumentException" {
				t.Errorf("NextToken with %s: %s %s", name, exception, message)
			}
		}
		time.Sleep(5*time.Minute + time.Second)
		_, err := w.api.ListShards(w.Context(), &kinesis.ListShardsInput{NextToken: last})
		w.wantRefusal("ListShards with an old token", err, "ExpiredNextTokenException", "expired")
		_, err = w.api.ListShards(w.Context(), &kinesis.ListShardsInput{NextToken: new((*last)[1:])})
		w.wantRefusal("ListShards with a damaged token", err, "InvalidArgumentException", "NextToken")
	})
}

func TestListShardsRefusesFiltersThatLackSomething(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for filter, want := range map[string]string{
			`{"Type":"AFTER_SHARD_ID"}`: "InvalidArgumentException", `{"Type":"AT_LATEST","ShardId":"shardId-0"}`: "InvalidArgumentException",
			`{"Type":"AT_TIMESTAMP"}`: "InvalidArgumentException", `{"Type":"AT_LATEST","Timestamp":1}`: "InvalidArgumentException",
			`{}`: "ValidationException", `{"Type":"SOME"}`: "ValidationException", `{"Type":"AFTER_SHARD_ID","ShardId":"x"}`: "InvalidArgumentException",
		} {
			if exception, message, _ := w.raw("ListShards", `{"StreamName":"orders","ShardFilter":`+filter+`}`); exception != want {
				t.Errorf("ShardFilter %s: %s %s, want %s", filter, exception, message, want)
			}
		}
		_, err := w.api.ListShards(w.Context(), &kinesis.ListShardsInput{StreamName: new("orders"), StreamCreationTimestamp: new(time.Now().Add(-day))})
		w.wantRefusal("ListShards of an incarnation that is not this one", err, "ResourceNotFoundException", "orders")
	})
}

// Broken by: shape that looks at closed alone; a listing that shows shards opened after its instant.
func TestAListingThatLagsShowsTheShardsAsTheyWere(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		time.Sleep(time.Minute)
		orders.Split(shard0)
		lag, alike := w.emu.Stale("ListShards", 10*time.Second), w.emu.Stale("DescribeStreamSummary", 10*time.Second)
		defer alike.Remove()
		open := func() int32 {
			out := must[*kinesis.DescribeStreamSummaryOutput](w)(w.api.DescribeStreamSummary(w.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")}))
			return *out.StreamDescriptionSummary.OpenShardCount
		}
		time.Sleep(9 * time.Second)
		all := w.shards(func(*kinesis.ListShardsInput) {})
		if ids(all) != "0" || all[0].SequenceNumberRange.EndingSequenceNumber != nil {
			t.Errorf("before the lag has passed: %s, closed %v", ids(all), all[0].SequenceNumberRange.EndingSequenceNumber != nil)
		}
		if n := open(); n != 1 {
			t.Errorf("before the lag has passed %d shards are open", n)
		}
		time.Sleep(time.Second)
		if all := w.shards(func(*kinesis.ListShardsInput) {}); ids(all) != "0 1 2" || open() != 2 {
			t.Errorf("after the lag: %s, %d open", ids(all), open())
		}
		lag.Remove()
		if lag.Count() != 2 {
			t.Errorf("the hook was applied %d times, want 2", lag.Count())
		}
	})
}
