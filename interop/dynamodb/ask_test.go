//go:build interop

package dynamodb

// Asking a server, over plain HTTP.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// mostPages bounds how long a listing is followed.
const mostPages = 200

// credential is another for every run: DynamoDB Local keeps tables by key, so that a server which goes
// on between runs begins each with nothing.
var credential = fmt.Sprintf("AWS4-HMAC-SHA256 Credential=compare%d/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0", os.Getpid())

// A server is one of the two that answer.
type server struct{ name, url string }

// ask sends a request, and the ones for its further pages if it asks for all.
func (s server) ask(t testing.TB, r request) answer {
	t.Helper()
	first := s.post(t, r.operation, []byte(r.document))
	if !r.all {
		return first
	}
	pages := 1
	for page := first; page.status == http.StatusOK && page.document["LastEvaluatedKey"] != nil; pages++ {
		if pages > mostPages {
			t.Fatalf("%s: %s has more than %d pages", s.name, r.name, mostPages)
		}
		page = s.post(t, r.operation, continued(t, r.document, page.document["LastEvaluatedKey"]))
		if page.status != http.StatusOK {
			return page
		}
		first.add(page)
	}
	delete(first.document, "LastEvaluatedKey")
	first.document["Pages"] = pages
	return first
}

// continued is the request for the page after a key.
func continued(t testing.TB, document string, after any) []byte {
	t.Helper()
	var in map[string]any
	if err := json.Unmarshal([]byte(document), &in); err != nil {
		t.Fatal(err)
	}
	in["ExclusiveStartKey"] = after
	next, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return next
}

// add joins a page to those before.
func (a answer) add(page answer) {
	for name, more := range page.document {
		switch more := more.(type) {
		case []any:
			had, _ := a.document[name].([]any)
			a.document[name] = append(had, more...)
		case float64:
			had, _ := a.document[name].(float64)
			a.document[name] = had + more
		}
	}
}

func (s server) post(t testing.TB, operation string, document []byte) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
	r.Header.Set("Authorization", credential)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatalf("%s: %s: %v", s.name, operation, err)
	}
	defer func() { _ = got.Body.Close() }()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatalf("%s: %s: %v", s.name, operation, err)
	}
	a := answer{status: got.StatusCode}
	if err := json.Unmarshal(body, &a.document); err != nil {
		a.document = map[string]any{"not JSON": fmt.Sprintf("%.200s", strings.TrimSpace(string(body)))}
	}
	return a
}
