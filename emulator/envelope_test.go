package emulator_test

// Headers of answers that clients look at, though the AWS SDK for Go does not.

import (
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// asked is an answer to a request with these headers, by name and value.
func asked(path, body string, headers ...string) *httptest.ResponseRecorder {
	var emu emulator.Emulator
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	emu.ServeHTTP(w, r)
	return w
}

// boto3 compares the sum with what it got, and asks again if it is another.
//
// Broken by: a sum of anything but the document; none for refusals.
func TestDynamoDBsAnswersBearTheirChecksum(t *testing.T) {
	for _, operation := range []string{"ListTables", "DescribeTable"} {
		w := asked("/", "{}", "X-Amz-Target", "DynamoDB_20120810."+operation, "Content-Type", "application/x-amz-json-1.0")
		want := strconv.FormatUint(uint64(crc32.ChecksumIEEE(w.Body.Bytes())), 10)
		if got := w.Header().Get("X-Amz-Crc32"); got != want {
			t.Errorf("%s: X-Amz-Crc32 = %q, want %s, of %s", operation, got, want, w.Body)
		}
	}
}

// Broken by: leaving the header out of answers, or of refusals.
func TestAnswersInTheNewestProtocolNameIt(t *testing.T) {
	for _, operation := range []string{"ListMetrics", "Frob"} {
		w := asked("/service/GraniteServiceVersion20100801/operation/"+operation, "\xa0",
			"Smithy-Protocol", "rpc-v2-cbor", "Content-Type", "application/cbor")
		if got := w.Header().Get("Smithy-Protocol"); got != "rpc-v2-cbor" {
			t.Errorf("%s: Smithy-Protocol = %q, want rpc-v2-cbor", operation, got)
		}
		if got := w.Header().Get("Content-Type"); got != "application/cbor" {
			t.Errorf("%s: Content-Type = %q, want application/cbor", operation, got)
		}
	}
}
