package emulator_test

// What every operation makes of members that it does not know, of null, of the wrong type, and of the
// other way to name a stream. The requests are those of the error tables, taken apart as the SDK's
// client writes them.

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// eachInput runs a test for the accepted request of every operation.
func eachInput(t *testing.T, test func(w world, operation string, document map[string]any)) {
	t.Helper()
	all := everything()
	for _, operation := range clientOperations() {
		t.Run(operation, func(t *testing.T) {
			inErrorBubble(t, false, func(t *testing.T, w world) {
				test(w, operation, w.document(all[operation].request(w)))
			})
		})
	}
}

// document is a request as the SDK's client writes it, which has no effect.
func (w world) document(in any) (members map[string]any) {
	w.Helper()
	var body []byte
	hook := w.emu.Hook("*", func(_ context.Context, c *emulator.Call) {
		body = c.Body
		c.Refuse(emulator.AccessDenied)
	})
	defer hook.Remove()
	if err := w.call(in); refusal(err) != "AccessDeniedException" {
		w.Fatal(err)
	}
	if err := json.Unmarshal(body, &members); err != nil {
		w.Fatal(err)
	}
	return members
}

// wantAccepted sends a document that is to be accepted.
func (w world) wantAccepted(operation string, document map[string]any) {
	w.Helper()
	want := ""
	if operation == "SubscribeToShard" { // whose events have no end
		document["DryRun"], want = true, "DryRunOperationException"
	}
	if exception, message := w.askWith(operation, document); exception != want {
		w.Errorf("%v: %s: %s", document, exception, message)
	}
}

// Newer clients send members that are not known yet, and null is no value.
//
// Broken by: a decoder that is strict; a pattern that null breaks.
func TestMembersThatAreUnknownOrNullAreNoMatter(t *testing.T) {
	eachInput(t, func(w world, operation string, document map[string]any) {
		for member := range membersOf(operation) {
			if _, given := document[member]; !given {
				document[member] = nil
			}
		}
		document["SentByANewerClient"] = map[string]any{"Deep": []any{1, "two", nil}}
		document["StreamId"] = "aaaaaaaaaaaaaaaaaaaa-aaa"
		w.wantAccepted(operation, document)
	})
}

// Broken by: an operation that looks at StreamName only.
func TestAStreamIsNamedByItsARNAlone(t *testing.T) {
	eachInput(t, func(w world, operation string, document map[string]any) {
		name, named := document["StreamName"].(string)
		if membersOf(operation)["StreamARN"] == nil || !named {
			return // it is named by ARN anyway, or not at all
		}
		delete(document, "StreamName")
		document["StreamARN"] = strings.Replace(ordersARN, "orders", name, 1)
		w.wantAccepted(operation, document)
	})
}

// wrong is a value that a member of a type cannot have.
func wrong(of reflect.Type) any {
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	switch {
	case of == reflect.TypeFor[time.Time]():
		return map[string]any{}
	case of.Kind() == reflect.String, of == reflect.TypeFor[[]byte]():
		return 7
	}
	return "seven"
}

// Broken by: a shape whose member takes what it gets.
func TestAMemberOfAnotherTypeCannotBeRead(t *testing.T) {
	eachInput(t, func(w world, operation string, document map[string]any) {
		for member, of := range membersOf(operation) {
			right, given := document[member]
			document[member] = wrong(of)
			exception, message := w.askWith(operation, document)
			if exception != "SerializationException" || message == "" || strings.Contains(message, "Go ") || strings.Contains(message, "seven") {
				w.Errorf("%s %v: %s: %s", member, document[member], exception, message)
			}
			if document[member] = right; !given {
				delete(document, member)
			}
		}
		w.wantAccepted(operation, document) // nothing of all this had an effect
	})
}
