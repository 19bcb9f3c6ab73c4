package page

// JSON as the SDK reads it.

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// forms are pages in all ways that JSON has for them, and in some that it has not.
var forms = []string{
	`{"Records":[{"Data":"YWI=","PartitionKey":"key","SequenceNumber":"1","ApproximateArrivalTimestamp":1.700000000123E9}],"NextShardIterator":"AAA","MillisBehindLatest":5}`,
	" {\t\"Records\" :\r\n[ { \"Data\" : \"YWI=\" , \"PartitionKey\" : \"key\" } , { } ] , \"ContinuationSequenceNumber\" : \"1\" } \n",
	`{"MillisBehindLatest":0,"Records":[{"ApproximateArrivalTimestamp":1700000000.5,"SequenceNumber":"1","PartitionKey":"key","Data":""}]}`,
	`{"Records":[{"ApproximateArrivalTimestamp":1700000000},{"ApproximateArrivalTimestamp":17e8},{"ApproximateArrivalTimestamp":1700000000123e-3},{"ApproximateArrivalTimestamp":-1.5},{"ApproximateArrivalTimestamp":0}]}`,
	`{"Records":[null,{"Data":null,"PartitionKey":null,"SequenceNumber":null,"ApproximateArrivalTimestamp":null,"EncryptionType":null}],"NextShardIterator":null,"MillisBehindLatest":null,"ChildShards":null}`,
	`{"Records":null}`, `{"Records":[]}`, `{"ChildShards":[]}`, `{}`, `null`, `[]`, `""`, ``, ` `, `{`, `{}{}`, `{} x`,
	`{"Records":[{"x":1,"y":[true,false,null,{"z":["\u00e9",-1.5e+7,[]]},{}],"Data":"YQ==","w":{"Data":"Yg=="}}],"x":{"Records":[{}]}}`,
	`{"Records":[{"Data":"YWI=","Data":"YWJj","PartitionKey":"a","PartitionKey":"b","PartitionKey":null}]}`,
	`{"\u0052ecords":[{"D\u0061ta":"YWI="}],"records":[{}]}`,
	`{"Records":[{"Data":"\/\/\/\/"},{"Data":"YW\nI="},{"Data":"\u0059WI="},{"Data":"YWI=\r\n"},{"Data":"YWJjYWJjYWJj\nYWI="}]}`,
	`{"Records":[{"Data":"YWI"}]}`, `{"Records":[{"Data":"YW=="}]}`, `{"Records":[{"Data":"Y==="}]}`, `{"Records":[{"Data":"YWI=YWI="}]}`, `{"Records":[{"Data":"YW I"}]}`,
	`{"Records":[{"Data":"_-_-"}]}`, `{"Records":[{"Data":"===="}]}`, `{"Records":[{"Data":"YWJ="}]}`, `{"Records":[{"Data":1}]}`, `{"Records":[{"Data":"é"}]}`,
	`{"Records":[{"PartitionKey":"\ud83d\ude00 \ud83d \ude00 \ud83dx \ud83d\ud83d\ude00 \"\\\/\b\f\n\r\t"}]}`,
	"{\"Records\":[{\"PartitionKey\":\"a\xffb\\u00e9\xc3\"},{\"PartitionKey\":\"\xff\xfe\xfd plain text behind it\"},{\"PartitionKey\":\"é € 😀 behind\"}]}",
	"{\"Records\":[{\"PartitionKey\":\"a\nb\"}]}", `{"Records":[{"PartitionKey":"\x"}]}`, `{"Records":[{"PartitionKey":"\u12g4"}]}`, `{"Records":[{"PartitionKey":"\u12"}]}`, `{"Records":[{"PartitionKey":"a\`,
	`{"Records":[{"ApproximateArrivalTimestamp":01}]}`, `{"Records":[{"ApproximateArrivalTimestamp":1.}]}`, `{"Records":[{"ApproximateArrivalTimestamp":1e}]}`, `{"Records":[{"ApproximateArrivalTimestamp":-}]}`, `{"Records":[{"ApproximateArrivalTimestamp":+1}]}`, `{"Records":[{"ApproximateArrivalTimestamp":.5}]}`, `{"Records":[{"ApproximateArrivalTimestamp":"1"}]}`, `{"Records":[{"ApproximateArrivalTimestamp":1x}]}`,
	`{"Records":[{},]}`, `{"Records":[,{}]}`, `{"Records":[{}{}]}`, `{"Records":[{}]`, `{"Records":[{}],}`, `{"Records" [{}]}`, `{Records:[{}]}`, `{"Records":{}}`, `{"Records":[[]]}`, `{"Records":[{}]}}`, `{"Records":nul}`, `{"x":tru}`, `{"x":nan}`,
	`{"ChildShards":[{"ShardId":"a","ParentShards":["b","c"],"HashKeyRange":{"StartingHashKey":"0","EndingHashKey":"1"}},null,{},{"ParentShards":[null],"HashKeyRange":{}},{"HashKeyRange":null,"ShardId":null,"ParentShards":null}]}`,
	`{"ChildShards":[{"HashKeyRange":{"StartingHashKey":"0"},"HashKeyRange":{"EndingHashKey":"1"}}],"ChildShards":[{"ShardId":"\u0061"}]}`,
	`{"MillisBehindLatest":-1}`, `{"MillisBehindLatest":9223372036854775807}`, `{"MillisBehindLatest":"5"}`,
	`{"NextShardIterator":"a","NextShardIterator":"b"}`, `{"NextShardIterator":5}`, `{"ContinuationSequenceNumber":"a\u0062"}`,
}

// Broken by: null taken for a value; a member nobody knows; escapes that only texts have; half a pair
// of surrogates; base64 without its padding; a float between a time and its milliseconds.
func TestJSONIsReadAsTheSDKReadsIt(t *testing.T) {
	accepted := 0
	for _, form := range forms {
		accepted += sameAsSDK(t, form)
	}
	if accepted < len(forms)*2/5 {
		t.Errorf("only %d readings of %d forms are compared", accepted, len(forms))
	}
}

// Broken by: whatever breaks the forms, found by machine.
func FuzzJSONIsReadAsTheSDKReadsIt(f *testing.F) {
	for _, form := range forms {
		f.Add(form)
	}
	f.Fuzz(func(t *testing.T, document string) { sameAsSDK(t, document) })
}

// sameAsSDK compares both readings of a document that both accept, and counts them. Ours may refuse
// more; what it accepts beyond the SDK is a Behind that is no integer.
func sameAsSDK(t *testing.T, document string) (accepted int) {
	t.Helper()
	var out kinesis.GetRecordsOutput
	wantErr := readSDK([]byte(document), &out)
	k := new(kept)
	got, err := ReadJSON([]byte(document), k)
	if wantErr == nil && err == nil {
		accepted++
		want, wantRecords := pageOf(out.Records, out.ChildShards, out.NextShardIterator, out.MillisBehindLatest)
		wantPage(t, document, got, k.records, want, wantRecords)
	}
	tolerate(t, document, err, wantErr)

	event, wantErr := readEventSDK([]byte(document))
	k = new(kept)
	got, err = ReadEvent([]byte(document), k)
	if wantErr == nil && err == nil {
		accepted++
		want, wantRecords := pageOf(event.Records, event.ChildShards, event.ContinuationSequenceNumber, event.MillisBehindLatest)
		wantPage(t, "event "+document, got, k.records, want, wantRecords)
	}
	tolerate(t, "event "+document, err, wantErr)
	return accepted
}

// refusals are what ours refuses and the SDK need not.
var refusals = []string{
	"something behind the end", "a second list of records", "no duration", "no time", "nested too deep", "too many", "more than",
}

func tolerate(t *testing.T, document string, err, sdk error) {
	t.Helper()
	if err != nil && sdk == nil {
		for _, why := range refusals {
			if strings.Contains(err.Error(), why) {
				return
			}
		}
		if document != "" && document != "event " { // the SDK takes nothing for an answer
			t.Errorf("%s: %v, and the SDK accepts it", document, err)
		}
	}
	if err == nil && sdk != nil && !strings.Contains(sdk.Error(), "int") {
		t.Errorf("%s: accepted; the SDK: %v", document, sdk)
	}
}

// Broken by: skip without a bound of its depth; room for children without one; text that is grown for
// each byte that is no UTF-8.
func TestHostileJSONIsRefusedOrReadInLittleMemory(t *testing.T) {
	const long = 1 << 20
	for what, document := range map[string]string{
		"deep arrays":       `{"x":` + strings.Repeat("[", long) + strings.Repeat("]", long) + `}`,
		"deep objects":      `{"x":` + strings.Repeat(`{"x":`, long/5) + "0" + strings.Repeat("}", long/5) + `}`,
		"many children":     `{"ChildShards":[` + strings.Repeat("{},", long/3),
		"many parents":      `{"ChildShards":[{"ParentShards":[` + strings.Repeat(`"",`, long/3),
		"no UTF-8":          `{"x":"` + strings.Repeat("\xff", long) + `",`,
		"escapes":           `{"x":"` + strings.Repeat(`\u0000`, long/6) + `",`,
		"endless text":      `{"x":"` + strings.Repeat("a", long),
		"endless data":      `{"Records":[{"Data":"` + strings.Repeat("YWJj", long/4),
		"endless number":    `{"x":` + strings.Repeat("1", long),
		"a huge exponent":   `{"Records":[{"ApproximateArrivalTimestamp":1e` + strings.Repeat("9", long) + `}]}`,
		"many times":        `{"Records":[{"ApproximateArrivalTimestamp":0.` + strings.Repeat("0", long) + `1e99999999999999999999}]}`,
		"endless space":     `{` + strings.Repeat(" ", long),
		"many members":      `{` + strings.Repeat(`"x":0,`, long/6),
		"many nulls":        `{` + strings.Repeat(`"x":null,`, long/9),
		"many small blanks": `{"x":[` + strings.Repeat(`"",`, long/3),
	} {
		var before, after runtime.MemStats
		copied := []byte(document)
		runtime.ReadMemStats(&before)
		_, err := ReadJSON(copied, new(kept))
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: no error", what)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%s: %d bytes of memory", what, grown)
		}
	}
}

// Every place of a string that a word of eight bytes can begin or end at.
//
// Broken by: a quote, a control character or a byte of several that the search by words passes over.
func TestTextsOfEveryLengthEndWhereTheyEnd(t *testing.T) {
	for n := range 40 {
		for _, special := range []string{"", "é", `\n`, `\\`, `\"`, "\xff", "\x7f", " ", "~"} {
			for at := range n + 1 {
				text := strings.Repeat("a", at) + special + strings.Repeat("b", n-at)
				for _, behind := range []string{`}]}`, `,"SequenceNumber":"` + strings.Repeat("c", 20) + `"}]}`} {
					sameAsSDK(t, `{"Records":[{"PartitionKey":"`+text+`"`+behind)
				}
			}
		}
		for c := range 0x20 {
			document := fmt.Sprintf(`{"x":"%s%c%s"}`, strings.Repeat("a", n), c, strings.Repeat("a", 12))
			if _, err := ReadJSON([]byte(document), new(kept)); err == nil {
				t.Errorf("%q is read", document)
			}
		}
	}
}

// Broken by: one of the three subtractions left out.
func TestWhatIsMoreThanItselfIsFoundAnywhere(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			text := []byte("a text of some words")
			text[at] = byte(c)
			want := at
			if c >= ' ' && c < 0x80 && c != '"' && c != '\\' {
				want = len(text)
			}
			if got := plain(text, 0); got != want {
				t.Fatalf("%q: %d, want %d", text, got, want)
			}
		}
	}
}

// Broken by: a second reading of what was unescaped.
func TestADocumentIsReadOnce(t *testing.T) {
	document := inJSON("NextShardIterator", sample(3, 50))
	before := bytes.Clone(document)
	if _, err := ReadJSON(document, new(kept)); err != nil || bytes.Equal(document, before) {
		t.Errorf("%v; the document has changed: %v, want base64 decoded in place", err, !bytes.Equal(document, before))
	}
}
