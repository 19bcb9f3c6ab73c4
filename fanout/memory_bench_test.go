package fanout

// What each way with pages costs: from a page that lies ready on a connection without a wire to the last record done.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/processor"
)

// prerendered is a page that is answered in CBOR whatever is asked.
type prerendered []byte

func (p prerendered) Do(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/x-amz-cbor-1.1"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(p)), ContentLength: int64(len(p)),
	}, nil
}

// cborDocument is a page of n records of size bytes.
func cborDocument(n, size int) []byte {
	text := func(b []byte, s string) []byte { return append(append(b, 0x78, byte(len(s))), s...) }
	b := []byte{0xa3}
	b = text(text(b, "NextShardIterator"), "next")
	b = append(text(b, "MillisBehindLatest"), 0)
	b = append(text(b, "Records"), 0x9f)
	for i := range n {
		b = append(b, 0xa3)
		b = append(text(b, "Data"), 0x59, byte(size>>8), byte(size))
		b = append(b, strings.Repeat("x", size)...)
		b = text(text(b, "PartitionKey"), fmt.Sprint("account-", i%100))
		b = text(text(b, "SequenceNumber"), number(i))
	}
	return append(b, 0xff)
}

// go test ./fanout -run '^$' -bench Pages -benchtime 300x
func BenchmarkPages(b *testing.B) {
	for _, user := range []string{"reads", "clones"} {
		for _, mode := range []Pages{KeepPages, ReusePages, PoisonPages} {
			for _, records := range []int{1000, 10_000} {
				name := [...]string{"keep", "reuse", "poison"}[mode]
				b.Run(fmt.Sprintf("%s/%s/%d", user, name, records), func(b *testing.B) { benchmarkPages(b, mode, records, user == "clones") })
			}
		}
	}
}

func benchmarkPages(b *testing.B, mode Pages, records int, clones bool) {
	client := kinesis.New(kinesis.Options{
		Region: "us-east-1", HTTPClient: prerendered(cborDocument(records, 200)), Credentials: aws.AnonymousCredentials{},
	})
	var free memories
	b.ReportAllocs()
	bytesOf, done := 0, 0
	for b.Loop() {
		in := newIntake(free.get(mode))
		bound := time.AfterFunc(time.Minute, func() {})
		call := pages{into: in, bound: bound, decoders: new(decoders)}
		if _, err := client.GetRecords(context.Background(), &kinesis.GetRecordsInput{ShardIterator: new("next")}, onlyOnce, call.use(false)); err != nil {
			b.Fatal(err)
		}
		var kept processor.Record
		for _, r := range in.records {
			if clones {
				kept = r.Clone()
				r = kept
			}
			bytesOf += len(r.Data)
		}
		done += len(in.records)
		bound.Stop()
		free.put(mode, in.release())
	}
	if done == 0 || bytesOf != 200*done {
		b.Fatalf("%d records, %d bytes", done, bytesOf)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(done), "ns/record")
}
