package awscbor

// Pages of records, in every form that CBOR has for them.

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// samples is a page of records as the service writes it, and what it means.
func samples(t testing.TB, records, size int) (document []byte, want *kinesis.GetRecordsOutput) {
	t.Helper()
	want = &kinesis.GetRecordsOutput{
		MillisBehindLatest: new(int64(0)), NextShardIterator: new(strings.Repeat("i", 200)),
		ChildShards: []types.ChildShard{{
			ShardId: new("shardId-000000000001"), ParentShards: []string{"shardId-000000000000"},
			HashKeyRange: &types.HashKeyRange{StartingHashKey: new("0"), EndingHashKey: new("1")},
		}},
		Records: []types.Record{},
	}
	for i := range records {
		want.Records = append(want.Records, types.Record{
			Data: bytes.Repeat([]byte{byte(i)}, size), EncryptionType: types.EncryptionTypeNone,
			PartitionKey:                new(fmt.Sprint("account-", i)),
			SequenceNumber:              new(fmt.Sprintf("4960000000000000000000000000000000000000%016d", i)),
			ApproximateArrivalTimestamp: new(time.UnixMilli(1_700_000_000_123 + int64(i)).UTC()),
		})
	}
	document, err := encode(want)
	if err != nil {
		t.Fatal(err)
	}
	return document, want
}

func same(a, b *kinesis.GetRecordsOutput) string {
	return cmp.Diff(a, b, cmpopts.IgnoreUnexported(kinesis.GetRecordsOutput{}, types.Record{}, types.ChildShard{}, types.HashKeyRange{}),
		cmpopts.IgnoreFields(kinesis.GetRecordsOutput{}, "ResultMetadata"))
}

// Broken by: room of a constant number of records; records that move while others point to them.
func TestAPageIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &kinesis.GetRecordsOutput{Records: []types.Record{}}
		for range rapid.IntRange(0, 300).Draw(t, "records") {
			want.Records = append(want.Records, types.Record{
				Data:                        rapid.SliceOfN(rapid.Byte(), 0, rapid.SampledFrom([]int{0, 30, 300, 3000}).Draw(t, "size")).Draw(t, "data"),
				PartitionKey:                new(rapid.String().Draw(t, "key")),
				SequenceNumber:              new(rapid.StringN(0, 300, -1).Draw(t, "sequence")),
				ApproximateArrivalTimestamp: new(time.UnixMilli(rapid.Int64Range(-1<<50, 1<<50).Draw(t, "arrived")).UTC()),
			})
		}
		document, err := encode(want)
		if err != nil {
			t.Fatal(err)
		}
		var got kinesis.GetRecordsOutput
		if err := decodePage(document, &got); err != nil || same(want, &got) != "" {
			t.Fatalf("%v: wrote -, read +:\n%s", err, same(want, &got))
		}
	})
}

// Broken by: lengths of one width only; chunks; null taken for a value; tags that are not passed over;
// a member nobody knows.
func TestEveryFormOfARecordIsRead(t *testing.T) {
	want := &kinesis.GetRecordsOutput{
		MillisBehindLatest: new(int64(5)),
		Records:            []types.Record{{Data: []byte("ab"), PartitionKey: new("key"), ApproximateArrivalTimestamp: new(time.UnixMilli(1000).UTC())}},
	}
	const data, key, at = "\x64Data\x42ab", "\x6cPartitionKey\x63key", "\x78\x1bApproximateArrivalTimestamp"
	for what, record := range map[string]string{
		"definite":           "\xa3" + data + key + at + "\xc1\x19\x03\xe8",
		"indefinite":         "\xbf" + data + key + at + "\xc1\x19\x03\xe8\xff",
		"wide integers":      "\xa3" + data + key + at + "\xc1\x1b\x00\x00\x00\x00\x00\x00\x03\xe8",
		"chunks":             "\xa3\x64Data\x5f\x41a\x40\x41b\xff\x6cPartitionKey\x7f\x62ke\x61y\xff" + at + "\xc1\x19\x03\xe8",
		"wide lengths":       "\xa3\x64Data\x5a\x00\x00\x00\x02ab\x6cPartitionKey\x79\x00\x03key" + at + "\xc1\x19\x03\xe8",
		"a double":           "\xa3" + data + key + at + "\xc1\xfb\x40\x8f\x40\x00\x00\x00\x00\x00",
		"a single":           "\xa3" + data + key + at + "\xc1\xfa\x44\x7a\x00\x00",
		"a half":             "\xa3" + data + key + at + "\xc1\xf9\x63\xd0",
		"no tag":             "\xa3" + data + key + at + "\x19\x03\xe8",
		"tags":               "\xd9\xd9\xf7\xa3" + data + key + at + "\xd8\x40\xc1\x19\x03\xe8",
		"null and undefined": "\xa5" + data + key + at + "\xc1\x19\x03\xe8\x6eEncryptionType\xf6\x6eSequenceNumber\xf7",
		"unknown members":    "\xa4" + data + key + at + "\xc1\x19\x03\xe8\x61x\x9f\xbf\x61a\x5f\x41b\xff\xff\x82\x01\xfb\x00\x00\x00\x00\x00\x00\x00\x00\xff",
	} {
		for _, frame := range []string{"\xbf\x67Records\x9f%s\xff\x72MillisBehindLatest\x05\xff", "\xa2\x72MillisBehindLatest\x18\x05\x67Records\x81%s"} {
			var got kinesis.GetRecordsOutput
			if err := decodePage(fmt.Appendf(nil, frame, record), &got); err != nil || same(want, &got) != "" {
				t.Errorf("%s: %v: want -, got +:\n%s", what, err, same(want, &got))
			}
		}
	}
}

// Broken by: a copy of Data; a copy of a key.
func TestRecordsPointIntoTheirPage(t *testing.T) {
	document, _ := samples(t, 3, 50)
	var out kinesis.GetRecordsOutput
	if err := decodePage(document, &out); err != nil {
		t.Fatal(err)
	}
	from := uintptr(unsafe.Pointer(unsafe.SliceData(document)))
	within := func(p *byte) bool {
		at := uintptr(unsafe.Pointer(p))
		return at >= from && at < from+uintptr(len(document))
	}
	for i, r := range out.Records {
		if !within(unsafe.SliceData(r.Data)) || !within(unsafe.StringData(*r.PartitionKey)) || !within(unsafe.StringData(*r.SequenceNumber)) {
			t.Errorf("record %d is a copy", i)
		}
	}
	if within(unsafe.StringData(*out.NextShardIterator)) {
		t.Error("the next iterator pins the page that it comes with")
	}
}

// Broken by: Data with the capacity of the page behind it.
func TestAppendingToDataTouchesNothingElse(t *testing.T) {
	document, _ := samples(t, 2, 50)
	before := bytes.Clone(document)
	var out kinesis.GetRecordsOutput
	if err := decodePage(document, &out); err != nil {
		t.Fatal(err)
	}
	_ = append(out.Records[0].Data, "more than there was"...)
	if !bytes.Equal(document, before) {
		t.Error("the page has changed")
	}
}

// Broken by: a place of its own for each key; records that double from one.
func TestAPageCostsAHandfulOfAllocations(t *testing.T) {
	for _, records := range []int{1000, 10_000} {
		_, page := samples(t, records, 200)
		page.ChildShards = nil // as on every page but the last
		document, err := encode(page)
		if err != nil {
			t.Fatal(err)
		}
		var out kinesis.GetRecordsOutput
		n := testing.AllocsPerRun(10, func() {
			out = kinesis.GetRecordsOutput{}
			if err := decodePage(document, &out); err != nil {
				t.Error(err)
			}
		})
		if n > 10 {
			t.Errorf("%d records: %v allocations, want at most 10", records, n)
		}
		if room := cap(out.Records); room > records*5/4 {
			t.Errorf("%d records: room for %d", records, room)
		}
	}
}
