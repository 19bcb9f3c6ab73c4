package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/server"
)

// ask sends a request as a page's browser does.
func (w world) ask(method, origin string, header http.Header) *http.Response {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, "http://"+w.addr+"/", strings.NewReader("{}"))
	if err != nil {
		w.Fatal(err)
	}
	r.Header = header.Clone()
	r.Header.Set("Origin", origin)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer
}

// What the AWS SDK for JavaScript has a browser ask before its first request.
const sdkHeaders = "amz-sdk-invocation-id,amz-sdk-request,authorization,content-type,x-amz-content-sha256,x-amz-date,x-amz-target,x-amz-user-agent"

// Broken by: OPTIONS given to the emulator, which refuses it.
func TestAnApplicationInABrowserMayCall(t *testing.T) {
	w := start(t, &server.Server{})
	const page = "http://localhost:3000"
	first := w.ask(http.MethodOptions, page, http.Header{
		"Access-Control-Request-Method":  {"POST"},
		"Access-Control-Request-Headers": {sdkHeaders},
	})
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": page, "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": sdkHeaders,
	} {
		if got := first.Header.Get(name); got != want || first.StatusCode != http.StatusOK {
			t.Errorf("the question before a call is answered %d with %s %q, want 200 with %q", first.StatusCode, name, got, want)
		}
	}
	for target, want := range map[string]int{"Kinesis_20131202.ListStreams": http.StatusOK, "Kinesis_20131202.PutRecord": http.StatusBadRequest} {
		call := w.ask(http.MethodPost, page, http.Header{"Content-Type": {"application/x-amz-json-1.1"}, "X-Amz-Target": {target}})
		if got := call.Header.Get("Access-Control-Allow-Origin"); call.StatusCode != want || got != page {
			t.Errorf("%s is answered %d to origin %q, want %d to %s", target, call.StatusCode, got, want, page)
		}
		if !strings.Contains(call.Header.Get("Access-Control-Expose-Headers"), "x-amzn-RequestId") {
			t.Errorf("%s: a page cannot read the request's ID", target)
		}
	}
}

// Broken by: every origin allowed, as the service does, which checks signatures.
func TestOnlyPagesOfThisMachineMayCall(t *testing.T) {
	w := start(t, &server.Server{})
	for origin, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://[::1]": true, "https://app.localhost": true,
		"https://example.com": false, "http://localhost.example.com": false, "http://127.0.0.1.example.com": false, "null": false,
	} {
		answer := w.ask(http.MethodOptions, origin, http.Header{"Access-Control-Request-Method": {"POST"}})
		if got := answer.Header.Get("Access-Control-Allow-Origin") == origin; got != want {
			t.Errorf("a page of %s may call: %v, want %v", origin, got, want)
		}
	}
}
