package dynamodb

// Stories, told as requests and answers in testdata. A request is an operation and its document;
// "now +90s" moves the clock of the requests after it, "lag 5s" and "pages 2" set what their
// envelopes say.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

func TestScenarios(t *testing.T) {
	datadriven.Walk(t, "testdata/scenarios", func(t *testing.T, path string) {
		s := newStory()
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string { return s.play(t, d) })
	})
}

type story struct {
	service  Service
	envelope wire.Request
}

func newStory() *story {
	return &story{envelope: wire.Request{
		Account: "123456789012", Region: "eu-west-1", Now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}}
}

func (s *story) play(t *testing.T, d *datadriven.TestData) string {
	var arg string
	if len(d.CmdArgs) > 0 {
		arg = d.CmdArgs[0].Key
	}
	switch d.Cmd {
	case "now", "lag":
		by, err := time.ParseDuration(arg)
		if err != nil {
			d.Fatalf(t, "%v", err)
		}
		if d.Cmd == "lag" {
			s.envelope.StaleBy = by
		} else {
			s.envelope.Now = s.envelope.Now.Add(by)
		}
		return ""
	case "pages":
		if _, err := fmt.Sscan(arg, &s.envelope.PageItems); err != nil {
			d.Fatalf(t, "%v", err)
		}
		return ""
	}
	answer, err := s.ask(d.Cmd, d.Input)
	if err != nil {
		return refusalText(err)
	}
	return indented(answer)
}

// ask sends one request.
func (s *story) ask(operation, document string) ([]byte, *wire.Error) {
	req := s.envelope
	req.Operation, req.Body = operation, []byte(document)
	answer, err := s.service.Serve(req)
	return answer.Document, err
}

func refusalText(err *wire.Error) string {
	var text strings.Builder
	text.WriteString(err.Error() + "\n")
	for _, name := range slices.Sorted(maps.Keys(err.Members)) {
		member, failure := json.Marshal(err.Members[name])
		if failure != nil {
			return failure.Error()
		}
		text.WriteString(name + ": " + string(member) + "\n")
	}
	return text.String()
}

// indented puts each member of the answer, and each item of a list, on a line of its own.
func indented(answer []byte) string {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(answer, &members); err != nil {
		return err.Error()
	}
	var out bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(members)) {
		var list []json.RawMessage
		if json.Unmarshal(members[name], &list) == nil && len(list) > 0 {
			fmt.Fprintf(&out, "%s:\n", name)
			for _, e := range list {
				fmt.Fprintf(&out, "  %s\n", e)
			}
			continue
		}
		fmt.Fprintf(&out, "%s: %s\n", name, members[name])
	}
	if out.Len() == 0 {
		return "ok\n"
	}
	return out.String()
}

// must is ask for what a test takes for granted.
func (s *story) must(t testing.TB, operation, format string, args ...any) []byte {
	t.Helper()
	answer, err := s.ask(operation, fmt.Sprintf(format, args...))
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	return answer
}

// item reads the item with a key of a table whose key is the string "k".
func (s *story) item(t testing.TB, table, key string) attribute.Map {
	t.Helper()
	var out struct{ Item attribute.Map }
	if err := json.Unmarshal(s.must(t, "GetItem", `{"TableName":%q,"ConsistentRead":true,"Key":{"k":{"S":%q}}}`, table, key), &out); err != nil {
		t.Fatal(err)
	}
	return out.Item
}

// newTable makes a table whose key is the string "k".
func (s *story) newTable(t testing.TB, name string) {
	t.Helper()
	s.must(t, "CreateTable", `{"TableName":%q,"BillingMode":"PAY_PER_REQUEST",
		"AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
		"KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]}`, name)
}
