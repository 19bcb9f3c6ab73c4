package awscbor

// Any bytes whatever.

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/schemas"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"
)

// The page's own decoder and the SDK's schemas read the same, or both refuse. The page's refuses more:
// what no service writes and memory could be lost by.
//
// Broken by: a null record that is left out; an empty list or blob that becomes nil; the first of two
// members of one name that wins.
func FuzzPageIsReadAsTheSchemasReadIt(f *testing.F) {
	document, _ := samples(f, 3, 20)
	f.Add(document)
	f.Add([]byte("\xa2\x67Records\x83\xf6\xa0\xbf\xff\x67Records\x80"))
	f.Add([]byte("\xa2\x67Records\x83\xf6\xa0\xbf\xff\x6bChildShards\x80"))
	f.Add([]byte("\xf6"))
	f.Add([]byte("\xa1\x67Records\x81\xa1\x64Data\x40"))
	f.Add([]byte("\xa1\x67Records\x81\xa2\x64Data\x41a\x64Data\x41b"))
	f.Add([]byte("\xa1\x6bChildShards\x82\xf6\xa1\x6cParentShards\x81\xf6"))
	for _, document := range hostile {
		if len(document) < 1000 {
			f.Add([]byte(document))
		}
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var page, schema kinesis.GetRecordsOutput
		pageErr := decodePage(document, &page)
		schemaErr := schema.Deserialize(newDeserializer(document))
		if inJSON(document) {
			return
		}
		if (pageErr == nil) != (schemaErr == nil) && (pageErr == nil || !bounded.MatchString(pageErr.Error())) {
			t.Fatalf("page: %v; schemas: %v", pageErr, schemaErr)
		}
		if diff := same(&schema, &page); pageErr == nil && diff != "" {
			t.Errorf("schemas -, page +:\n%s", diff)
		}
	})
}

var bounded = regexp.MustCompile("a second list of records|no duration|too many children|too many parents|more than [0-9]+ records")

// What was read can be written and read again.
//
// Broken by: ReadStruct that opens nothing for a null, so that its members are taken from outside.
func FuzzDocumentsAndRefusals(f *testing.F) {
	f.Add([]byte("\xbf\x66__type\x78\x18ExpiredIteratorException\x67message\x64late\xff"))
	f.Add([]byte("\xa1\x64Tags\x81\xa2\x63Key\x61a\x65Value\xf6"))
	f.Add([]byte("\xa1\x71StreamDescription\xa2\x6fHasMoreShards\xf5\x77StreamCreationTimestamp\xc1\x19\x03\xe8"))
	op := smithy.NewOperationSchema(schemas.DescribeStream, schemas.DescribeStreamInput, schemas.DescribeStreamOutput)
	f.Fuzz(func(t *testing.T, document []byte) {
		if err := refusal(op, kinesis.TypeRegistry, http.Header{}, document); err == nil || err.Error() == "" {
			t.Error("a refusal that says nothing")
		}
		if tags := new(kinesis.ListTagsForStreamOutput); decode(document, tags) == nil {
			readAgain(t, tags, new(kinesis.ListTagsForStreamOutput))
		}
		if stream := new(kinesis.DescribeStreamOutput); decode(document, stream) == nil {
			readAgain(t, stream, new(kinesis.DescribeStreamOutput))
		}
	})
}

func readAgain(t *testing.T, out smithy.Serializable, into smithy.Deserializable) {
	t.Helper()
	document, err := encode(out)
	if err != nil {
		t.Fatal(err)
	}
	if err := decode(document, into); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(any(out), any(into), cmp.FilterPath(func(p cmp.Path) bool {
		field, is := p.Last().(cmp.StructField)
		return is && (field.Name() == "noSmithyDocumentSerde" || field.Name() == "ResultMetadata")
	}, cmp.Ignore())); diff != "" {
		t.Errorf("wrote -, read +:\n%s", diff)
	}
}
