package awscbor

// Pages that mean harm.

import (
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// hostile are documents that would have a careless reader nest, reserve or wait.
var hostile = map[string]string{
	"nothing":           "",
	"a text":            "\x64Data",
	"endless arrays":    "\xa1\x61x" + strings.Repeat("\x9f", 1<<20),
	"deep arrays":       "\xa1\x61x" + strings.Repeat("\x81", 1<<20) + "\x00",
	"endless tags":      strings.Repeat("\xc1", 1<<20),
	"a long string":     "\xa1\x67Records\x81\xa1\x64Data\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
	"a longer one":      "\xa1\x67Records\x81\xa1\x64Data\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
	"many records":      "\xa1\x67Records\x9b\xff\xff\xff\xff\xff\xff\xff\xff\xa0",
	"many members":      "\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x61x\x00",
	"many children":     "\xa1\x6bChildShards\x9b\x7f\xff\xff\xff\xff\xff\xff\xff\xa0",
	"chunks in chunks":  "\xa1\x67Records\x81\xa1\x64Data\x5f\x5f\x41a\xff\xff",
	"a chunk of text":   "\xa1\x67Records\x81\xa1\x64Data\x5f\x61a\xff",
	"a break too many":  "\xa1\x61x\xff",
	"an odd map":        "\xbf\x61x\xff",
	"a reserved length": "\xa1\x61x\x5c",
	"an endless number": "\xa1\x61x\x1f",
	"a text for a blob": "\xa1\x67Records\x81\xa1\x64Data\x61a",
	"not a time":        "\xa1\x67Records\x81\xa1\x78\x1bApproximateArrivalTimestamp\xc1\xfb\x7f\xf8\x00\x00\x00\x00\x00\x00",
	"a time beyond":     "\xa1\x67Records\x81\xa1\x78\x1bApproximateArrivalTimestamp\x1b\x7f\xff\xff\xff\xff\xff\xff\xff",
	"a number too wide": "\xa1\x72MillisBehindLatest\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
}

// Broken by: room for as many records as are declared; skip without a bound of its depth; a length
// that is compared after it was added to the place.
func TestHostilePagesAreRefusedWithoutMemory(t *testing.T) {
	for what, document := range hostile {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := decodePage([]byte(document), new(kinesis.GetRecordsOutput))
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", what)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%s: %d bytes of memory", what, grown)
		}
	}
}
