package emulator_test

// Whatever the headers of a request say, the front answers it, and in the protocol that it names.

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// Broken by: a message that has a path as it is, which CBOR cannot carry; a service that is asked in an
// encoding that it does not read.
func FuzzServeHTTP(f *testing.F) {
	const signed = "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=x"
	targets := []string{"", "Kinesis_20131202.ListStreams", "Kinesis_20131202.", "DynamoDB_20120810.ListTables", "GraniteServiceVersion20100801.ListMetrics", "Nobody_1.Do", "."}
	for _, target := range targets {
		for _, kind := range []string{"", "application/x-amz-json-1.1", "application/x-amz-cbor-1.1", "application/cbor", "application/x-www-form-urlencoded"} {
			for _, body := range []string{"", "{}", "\xa0", "Action=GetCallerIdentity&Version=2011-06-15", "Action=ListMetrics&Version=2010-08-01", "\x1f\x8b\x08"} {
				f.Add("POST", "/", target, kind, "", signed, "attempt=2; max=3", "", body)
			}
		}
	}
	f.Add("POST", "/service/GraniteServiceVersion20100801/operation/ListMetrics", "", "application/cbor", "rpc-v2-cbor", signed, "", "", "\xa0")
	f.Add("POST", "/service/x", "", "", "rpc-v2-cbor", "", "", "", "")
	f.Add("GET", "/\xff", "", "application/cbor", "rpc-v2-cbor", "", "", "", "")
	f.Add("PUT", "/bucket/\xff", "", "", "", strings.Replace(signed, "kinesis", "s3", 1), "", "gzip", "x")
	f.Add("POST", "/", "x.y", "", "", strings.Replace(signed, "us-east-1", "\xff", 1), "attempt=99999999999999999999", "GZIP", "\x1f\x8b")
	f.Fuzz(func(t *testing.T, method, path, target, kind, smithy, authorization, attempt, coding, body string) {
		var emu emulator.Emulator
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := (&http.Request{Method: method, URL: &url.URL{Path: path}, Header: http.Header{
			"X-Amz-Target": {target}, "Content-Type": {kind}, "Smithy-Protocol": {smithy}, "Authorization": {authorization},
			"Amz-Sdk-Request": {attempt}, "Content-Encoding": {coding},
		}, Body: io.NopCloser(strings.NewReader(body))}).WithContext(ctx)
		w := httptest.NewRecorder()
		emu.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
		if err := readable(w.Header().Get("Content-Type"), w.Body.Bytes()); err != nil {
			t.Errorf("%s of %q: %v", w.Header().Get("Content-Type"), w.Body, err)
		}
	})
}

// readable says what is wrong with a document of a kind.
func readable(kind string, document []byte) error {
	switch {
	case strings.HasPrefix(kind, "application/x-amz-json"):
		var members map[string]any
		return json.Unmarshal(document, &members)
	case strings.HasSuffix(kind, "cbor") || kind == "application/x-amz-cbor-1.1":
		var members map[string]any
		return cbor.Unmarshal(document, &members)
	case kind == "text/xml":
		for d := xml.NewDecoder(bytes.NewReader(document)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return errors.New("no client reads this")
}
