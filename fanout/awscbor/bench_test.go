package awscbor

// What a page costs, beside the SDK's own JSON. Compare the two of one run, not times of two.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/schemas"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

func BenchmarkPage(b *testing.B) {
	for _, c := range []struct{ records, size int }{{100, 200}, {1000, 200}, {10_000, 200}, {2000, 1024}} {
		document, page := samples(b, c.records, c.size)
		name := fmt.Sprintf("%dx%dB", c.records, c.size)
		b.Run(name+"/cbor", func(b *testing.B) { readPages(b, New(), document, c.records) })
		b.Run(name+"/json-page", func(b *testing.B) { readPages(b, New(), asJSON(b, page), c.records) })
		b.Run(name+"/json", func(b *testing.B) {
			readPages(b, awsjson.New11(schemas.Kinesis_20131202), asJSON(b, page), c.records)
		})
	}
}

func readPages(b *testing.B, p smithyhttp.ClientProtocol, document []byte, records int) {
	op := smithy.NewOperationSchema(schemas.GetRecords, schemas.GetRecordsInput, schemas.GetRecordsOutput)
	b.ReportAllocs()
	for b.Loop() {
		var out kinesis.GetRecordsOutput
		resp := &http.Response{StatusCode: 200, ContentLength: int64(len(document)), Body: io.NopCloser(bytes.NewReader(document))}
		if err := p.DeserializeResponse(b.Context(), op, kinesis.TypeRegistry, &smithyhttp.Response{Response: resp}, &out); err != nil {
			b.Fatal(err)
		}
		if len(out.Records) != records {
			b.Fatalf("%d records, want %d", len(out.Records), records)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*records), "ns/record")
}

// asJSON is the page as the service writes it in JSON.
func asJSON(b *testing.B, page *kinesis.GetRecordsOutput) []byte {
	b.Helper()
	records := []map[string]any{}
	for _, r := range page.Records {
		records = append(records, map[string]any{
			"Data": r.Data, "PartitionKey": r.PartitionKey, "SequenceNumber": r.SequenceNumber,
			"EncryptionType": r.EncryptionType, "ApproximateArrivalTimestamp": float64(r.ApproximateArrivalTimestamp.UnixMilli()) / 1000,
		})
	}
	document, err := json.Marshal(map[string]any{
		"Records": records, "MillisBehindLatest": page.MillisBehindLatest, "NextShardIterator": page.NextShardIterator,
	})
	if err != nil {
		b.Fatal(err)
	}
	return document
}
