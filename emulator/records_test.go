package emulator_test

// PutRecord, PutRecords, GetShardIterator, GetRecords, retention.

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func TestRecordsGoWhereTheirHashSays(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 2)
		out := must[*kinesis.PutRecordsOutput](w)(w.api.PutRecords(w.Context(), &kinesis.PutRecordsInput{StreamName: new("orders"), Records: []types.PutRecordsRequestEntry{
			{PartitionKey: new("a"), Data: []byte("md5 begins with 0c")},
			{PartitionKey: new("b"), Data: []byte("md5 begins with 92")},
			{PartitionKey: new("a"), Data: []byte("explicit"), ExplicitHashKey: new("340282366920938463463374607431768211455")},
			{PartitionKey: new("a"), Data: []byte{}},
		}}))
		var shards, sequences []string
		for _, r := range out.Records {
			shards, sequences = append(shards, *r.ShardId), append(sequences, *r.SequenceNumber)
		}
		if *out.FailedRecordCount != 0 || fmt.Sprint(shards) != fmt.Sprint([]string{shard0, shard1, shard1, shard0}) {
			t.Errorf("PutRecords = %v", shards)
		}
		page := w.read(w.iterator(shard1, types.ShardIteratorTypeTrimHorizon))
		if data(page) != "md5 begins with 92 explicit" || *page.Records[1].SequenceNumber != sequences[2] || *page.Records[1].PartitionKey != "a" ||
			!page.Records[0].ApproximateArrivalTimestamp.Equal(time.Now()) {
			t.Errorf("GetRecords = %+v", page.Records)
		}
		one := must[*kinesis.PutRecordOutput](w)(w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("a"),
			Data: []byte("more"), SequenceNumberForOrdering: &sequences[0]}))
		if *one.ShardId != shard0 || *one.SequenceNumber <= sequences[0] || len(*one.SequenceNumber) != 56 {
			t.Errorf("PutRecord = %s %s", *one.ShardId, *one.SequenceNumber)
		}
	})
}

func TestPutsRefuse(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		record := func(fields string) string { return `{"StreamName":"orders","Records":[{` + fields + `}]}` }
		for _, c := range []struct{ operation, document, want string }{
			{"PutRecords", `{"StreamName":"orders"}`, "ValidationException: 1 validation error detected: Value null at 'records'"},
			{"PutRecords", `{"StreamName":"orders","Records":[]}`, "ValidationException: "},
			{"PutRecords", record(`"PartitionKey":"k"`), "ValidationException: 1 validation error detected: Value null at 'records.1.member.data' failed to satisfy constraint: Member must not be null"},
			{"PutRecords", record(`"Data":""`), "ValidationException: 1 validation error detected: Value null at 'records.1.member.partitionKey'"},
			{"PutRecords", record(`"Data":"","PartitionKey":""`), "ValidationException: 1 validation error detected: Value '' at 'records.1.member.partitionKey'"},
			{"PutRecords", record(`"Data":"","PartitionKey":"` + strings.Repeat("ü", 257) + `"`), "ValidationException: "},
			{"PutRecords", record(`"Data":"","PartitionKey":"k","ExplicitHashKey":"01"`), "ValidationException: "},
			{"PutRecords", record(`"Data":"","PartitionKey":"k","ExplicitHashKey":"340282366920938463463374607431768211456"`), "InvalidArgumentException: Invalid ExplicitHashKey."},
			{"PutRecords", record(`"Data":"!","PartitionKey":"k"`), "SerializationException: "},
			{"PutRecords", `{"StreamName":"orders","Records":[` + strings.TrimSuffix(strings.Repeat(`{"Data":"","PartitionKey":"k"},`, 501), ",") + `]}`, "ValidationException: "},
			{"PutRecord", `{"StreamName":"bills","PartitionKey":"k","Data":""}`, "ResourceNotFoundException: Stream bills"},
			{"PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":"","SequenceNumberForOrdering":"1"}`, "InvalidArgumentException: "},
			{"PutRecord", `{"StreamName":"orders","PartitionKey":"k","Data":"","DryRun":true}`, "DryRunOperationException: "},
			{"PutRecords", `{"StreamName":"orders","DryRun":true,"Records":[{"PartitionKey":"k","Data":""}]}`, "DryRunOperationException: "},
		} {
			exception, message, _ := w.raw(c.operation, c.document)
			if got := exception + ": " + message; !strings.HasPrefix(got, c.want) {
				t.Errorf("%s %.80s:\n%.300s, want\n%s", c.operation, c.document, got, c.want)
			}
		}
		if page := w.read(w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)); len(page.Records) != 0 {
			t.Errorf("refused requests wrote %d records", len(page.Records))
		}
	})
}

func TestRecordsHaveTheSizeThatTheStreamTakes(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Off
		w.emu.Stream("orders", 1)
		put := func(n int) error {
			_, err := w.api.PutRecord(w.Context(), &kinesis.PutRecordInput{StreamName: new("orders"), PartitionKey: new("k"), Data: make([]byte, n)})
			return err
		}
		if err := put(1<<20 - 1); err != nil {
			t.Errorf("1 MiB with the key: %v", err)
		}
		w.wantRefusal("1 MiB and a byte", put(1<<20), "InvalidArgumentException", "1048577 bytes")
		w.wantRefusal("10 MiB and a byte", put(10<<20+1), "ValidationException", "less than or equal to 10485760")
		in := &kinesis.PutRecordsInput{StreamName: new("orders")}
		for range 11 {
			in.Records = append(in.Records, types.PutRecordsRequestEntry{PartitionKey: new("k"), Data: make([]byte, 1<<20-10)})
		}
		_, err := w.api.PutRecords(w.Context(), in)
		w.wantRefusal("11 MiB at once", err, "InvalidArgumentException", "size exceeds")
	})
}

func at(sequence string) func(*kinesis.GetShardIteratorInput) {
	return func(in *kinesis.GetShardIteratorInput) { in.StartingSequenceNumber = &sequence }
}

// Broken by: AT that skips, AFTER that repeats; AT_TIMESTAMP with > ; LATEST evaluated by GetRecords.
func TestIteratorsStartWhereTheirTypeSays(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		start := *orders.Shards()[0].SequenceNumberRange.StartingSequenceNumber
		_, first := orders.Put("k", "1")
		time.Sleep(time.Second)
		second := time.Now()
		_, middle := orders.Put("k", "2")
		time.Sleep(time.Second)
		orders.Put("k", "3")
		when := func(d time.Duration) func(*kinesis.GetShardIteratorInput) {
			return func(in *kinesis.GetShardIteratorInput) { in.Timestamp = new(second.Add(d)) }
		}
		latest := w.iterator(shard0, types.ShardIteratorTypeLatest)
		cases := []struct{ name, iterator, want string }{
			{"TRIM_HORIZON", w.iterator(shard0, types.ShardIteratorTypeTrimHorizon), "1 2 3 4"},
			{"LATEST", latest, "4"},
			{"AT the first", w.iterator(shard0, types.ShardIteratorTypeAtSequenceNumber, at(first)), "1 2 3 4"},
			{"AFTER the first", w.iterator(shard0, types.ShardIteratorTypeAfterSequenceNumber, at(first)), "2 3 4"},
			{"AT the middle", w.iterator(shard0, types.ShardIteratorTypeAtSequenceNumber, at(middle)), "2 3 4"},
			{"AT the start", w.iterator(shard0, types.ShardIteratorTypeAtSequenceNumber, at(start)), "1 2 3 4"},
			{"AFTER the start", w.iterator(shard0, types.ShardIteratorTypeAfterSequenceNumber, at(start)), "1 2 3 4"},
			{"AT_TIMESTAMP of the second", w.iterator(shard0, types.ShardIteratorTypeAtTimestamp, when(0)), "2 3 4"},
			{"AT_TIMESTAMP just after", w.iterator(shard0, types.ShardIteratorTypeAtTimestamp, when(time.Millisecond)), "3 4"},
			{"AT_TIMESTAMP long ago", w.iterator(shard0, types.ShardIteratorTypeAtTimestamp, when(-day)), "1 2 3 4"},
		}
		orders.Put("k", "4") // after the iterators were made, before they are used
		for _, c := range cases {
			time.Sleep(time.Second)
			if got := data(w.read(c.iterator)); got != c.want {
				t.Errorf("%s: read %q, want %q", c.name, got, c.want)
			}
		}
		if again := data(w.read(latest)); again != "4" {
			t.Errorf("the same iterator again: read %q", again)
		}
	})
}

func TestGetShardIteratorRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 2)
		sequence := orders.PutTo(shard1, "k", "d")
		get := func(fields string) string { return `{"StreamName":"orders","ShardId":"shardId-0",` + fields + `}` }
		for document, want := range map[string]string{
			get(`"ShardIteratorType":"SOMEWHERE"`):                                                      "ValidationException: 1 validation error detected: Value 'SOMEWHERE' at 'shardIteratorType'",
			get(`"Timestamp":1`):                                                                        "ValidationException: 1 validation error detected: Value null at 'shardIteratorType'",
			get(`"ShardIteratorType":"AT_SEQUENCE_NUMBER"`):                                             "InvalidArgumentException: Must either specify",
			get(`"ShardIteratorType":"AT_TIMESTAMP"`):                                                   "InvalidArgumentException: Must specify timestamp",
			get(`"ShardIteratorType":"LATEST","StartingSequenceNumber":"0"`):                            "InvalidArgumentException: ",
			get(`"ShardIteratorType":"LATEST","Timestamp":1`):                                           "InvalidArgumentException: ",
			get(`"ShardIteratorType":"AT_TIMESTAMP","Timestamp":946684801`):                             "InvalidArgumentException: The timestampInMillis",
			get(`"ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"1"`):                "InvalidArgumentException: StartingSequenceNumber 1 used in GetShardIterator",
			get(`"ShardIteratorType":"AT_SEQUENCE_NUMBER","StartingSequenceNumber":"` + sequence + `"`): "InvalidArgumentException: Invalid StartingSequenceNumber. It encodes shardId-000000000001",
			`{"StreamName":"orders","ShardId":"shardId-9","ShardIteratorType":"LATEST"}`:                "ResourceNotFoundException: ",
			`{"StreamName":"bills","ShardId":"shardId-0","ShardIteratorType":"LATEST"}`:                 "ResourceNotFoundException: ",
			get(`"ShardIteratorType":"LATEST","DryRun":true`):                                           "DryRunOperationException: ",
		} {
			exception, message, _ := w.raw("GetShardIterator", document)
			if got := exception + ": " + message; !strings.HasPrefix(got, want) {
				t.Errorf("GetShardIterator %s:\n%s, want\n%s", document, got, want)
			}
		}
	})
}

func TestIteratorsExpireAfterFiveMinutes(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		it := w.iterator(shard0, types.ShardIteratorTypeLatest)
		time.Sleep(5 * time.Minute)
		w.read(it)
		time.Sleep(time.Millisecond)
		_, err := w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it})
		w.wantRefusal("GetRecords after five minutes", err, "ExpiredIteratorException", "tolerated delay of 300000 milliseconds")
		_, err = w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: new(it[:40])})
		w.wantRefusal("GetRecords with half an iterator", err, "InvalidArgumentException", "Invalid ShardIterator.")
		for limit, want := range map[string]string{"0": "ValidationException", "10001": "ValidationException", "10000": "ExpiredIteratorException"} {
			if exception, _, _ := w.raw("GetRecords", `{"ShardIterator":"`+it+`","Limit":`+limit+`}`); exception != want {
				t.Errorf("Limit %s: %s, want %s", limit, exception, want)
			}
		}
	})
}

// Broken by: an end that is told only by an empty page; children without their second parent;
// LATEST of a closed shard that goes on for ever.
func TestTheEndOfAShardNamesItsChildren(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		orders.Put("k", "1")
		orders.Put("k", "2")
		it := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		orders.Split(shard0)
		page := must[*kinesis.GetRecordsOutput](w)(w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it, Limit: new(int32(1))}))
		if data(page) != "1" || page.NextShardIterator == nil || page.ChildShards != nil {
			t.Errorf("the first page is %q with iterator %v and children %v", data(page), page.NextShardIterator != nil, page.ChildShards)
		}
		page = w.read(*page.NextShardIterator)
		if data(page) != "2" || page.NextShardIterator != nil || len(page.ChildShards) != 2 || *page.MillisBehindLatest != 0 {
			t.Errorf("the last page is %q with iterator %v and %d children", data(page), page.NextShardIterator != nil, len(page.ChildShards))
		}
		if c := page.ChildShards[1]; *c.ShardId != shard2 || fmt.Sprint(c.ParentShards) != "["+shard0+"]" || *c.HashKeyRange.StartingHashKey != "170141183460469231731687303715884105728" {
			t.Errorf("the second child is %+v", c)
		}
		orders.Merge(shard1, shard2)
		for _, shard := range []string{shard1, shard2} {
			page = w.read(w.iterator(shard, types.ShardIteratorTypeLatest))
			if page.NextShardIterator != nil || len(page.ChildShards) != 1 || fmt.Sprint(page.ChildShards[0].ParentShards) != fmt.Sprint([]string{shard1, shard2}) {
				t.Errorf("LATEST of %s: iterator %v, children %+v", shard, page.NextShardIterator != nil, page.ChildShards)
			}
		}
	})
}

// Broken by: 0 while records remain; the age of the newest record; the age of the page's first.
func TestMillisBehindLatestIsTheAgeOfTheNextRecord(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		for i := range 3 {
			orders.Put("k", fmt.Sprint(i))
			time.Sleep(10 * time.Second)
		}
		orders.Put("k", "3")
		it := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		for i, want := range []int64{20_000, 10_000, 1, 0, 0} {
			out := must[*kinesis.GetRecordsOutput](w)(w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: &it, Limit: new(int32(1))}))
			if *out.MillisBehindLatest != want {
				t.Errorf("after %d records: %d ms behind, want %d", i+1, *out.MillisBehindLatest, want)
			}
			it = *out.NextShardIterator
		}
	})
}

// Broken by: a horizon that keeps what is a millisecond too old.
func TestRetentionTrimsEachRecordByItsArrival(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		orders.Put("k", "1")
		time.Sleep(time.Hour)
		orders.Put("k", "2")
		time.Sleep(23 * time.Hour)
		first := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		if got := data(w.read(first)); got != "1 2" {
			t.Errorf("after a day: %q, want both", got)
		}
		time.Sleep(time.Millisecond)
		if got := data(w.read(first)); got != "2" {
			t.Errorf("a millisecond later, from the same place: %q, want the second", got)
		}
	})
}

// Broken by: hours changed before the trim.
func TestALongerRetentionBringsNothingBack(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		orders.Put("k", "1")
		time.Sleep(25 * time.Hour) // and nobody looks
		must[*kinesis.IncreaseStreamRetentionPeriodOutput](w)(w.api.IncreaseStreamRetentionPeriod(w.Context(), &kinesis.IncreaseStreamRetentionPeriodInput{
			StreamName: new("orders"), RetentionPeriodHours: new(int32(48))}))
		orders.Put("k", "2")
		for range 2 { // at once, and a day later
			if got := data(w.read(w.iterator(shard0, types.ShardIteratorTypeTrimHorizon))); got != "2" {
				t.Errorf("read %q, want what was put under the longer retention", got)
			}
			time.Sleep(25 * time.Hour)
		}
	})
}

// Broken by: a shard that stays listed for ever; hours that are not checked against the present.
func TestWhatRetentionTrimmedStaysTrimmed(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		increase := func(hours int32) error {
			_, err := w.api.IncreaseStreamRetentionPeriod(w.Context(), &kinesis.IncreaseStreamRetentionPeriodInput{StreamName: new("orders"), RetentionPeriodHours: &hours})
			return err
		}
		decrease := func(hours int32) error {
			_, err := w.api.DecreaseStreamRetentionPeriod(w.Context(), &kinesis.DecreaseStreamRetentionPeriodInput{StreamName: new("orders"), RetentionPeriodHours: &hours})
			return err
		}
		if err := increase(48); err != nil {
			t.Fatal(err)
		}
		orders.Put("k", "1")
		orders.Split(shard0)
		time.Sleep(47 * time.Hour)
		if got := data(w.read(w.iterator(shard0, types.ShardIteratorTypeTrimHorizon))); got != "1" {
			t.Errorf("within 48 hours: %q", got)
		}
		w.wantRefusal("Increase to less", increase(24), "InvalidArgumentException", "Use DecreaseRetentionPeriod")
		w.wantRefusal("Decrease to more", decrease(72), "InvalidArgumentException", "Use IncreaseRetentionPeriod")
		w.wantRefusal("Decrease to 23", decrease(23), "InvalidArgumentException", "Minimum")
		w.wantRefusal("Increase to 8761", increase(8761), "InvalidArgumentException", "Maximum")
		for _, change := range []error{increase(48), decrease(48), decrease(24), increase(72)} {
			if change != nil {
				t.Error(change)
			}
		}
		if got := ids(orders.Shards()); got != "1 2" {
			t.Errorf("shards %s, want the children alone", got)
		}
		if parent := orders.Shards()[0].ParentShardId; *parent != shard0 {
			t.Errorf("the child's parent is %s, want %s though it is gone", *parent, shard0)
		}
		_, err := w.api.GetShardIterator(w.Context(), &kinesis.GetShardIteratorInput{StreamName: new("orders"), ShardId: new(shard0), ShardIteratorType: "TRIM_HORIZON"})
		w.wantRefusal("GetShardIterator on a shard that is gone", err, "ResourceNotFoundException", shard0)
	})
}

func TestAPageHoldsTenMebibytes(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		for range 11 {
			orders.Put("k", strings.Repeat("x", 1<<20-1))
		}
		it := w.iterator(shard0, types.ShardIteratorTypeTrimHorizon)
		page := w.read(it)
		if len(page.Records) != 10 {
			t.Errorf("the first page has %d records of 1 MiB, want 10", len(page.Records))
		}
		time.Sleep(4999 * time.Millisecond)
		_, err := w.api.GetRecords(w.Context(), &kinesis.GetRecordsInput{ShardIterator: page.NextShardIterator})
		w.wantRefusal("GetRecords within five seconds of 10 MiB", err, "ProvisionedThroughputExceededException", shard0)
		time.Sleep(time.Millisecond)
		if page = w.read(*page.NextShardIterator); len(page.Records) != 1 {
			t.Errorf("the second page has %d records, want 1", len(page.Records))
		}
	})
}
