package emulator_test

// What every operation makes of a request with nothing in it, and of one in which all is wrong.

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

// inputOf is the type of an operation's input.
func inputOf(operation string) reflect.Type {
	method, _ := reflect.TypeFor[*kinesis.Client]().MethodByName(operation)
	return method.Type.In(2).Elem()
}

// membersOf is the members of an operation's input by name.
func membersOf(operation string) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for field := range inputOf(operation).Fields() {
		if field.IsExported() && field.Name != "StreamId" { // reserved, read by nobody
			all[field.Name] = field.Type
		}
	}
	return all
}

// askWith sends a document.
func (w world) askWith(operation string, document map[string]any) (exception, message string) {
	w.Helper()
	body, err := json.Marshal(document)
	if err != nil {
		w.Fatal(err)
	}
	return w.ask(operation, string(body))
}

// inMessage is a member's name as messages write it.
func inMessage(member string) string { return strings.ToLower(member[:1]) + member[1:] }

func null(member string) string {
	return fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", inMessage(member))
}

// detected is how a message with so many mistakes begins.
func detected(n int) string {
	if n == 1 {
		return "1 validation error detected: "
	}
	return fmt.Sprintf("%d validation errors detected: ", n)
}

// The client refuses such a request by itself, which also tells whether required is right.
//
// Broken by: a required member that is not checked; one that is not in the list.
func TestAnEmptyRequestIsToldAllThatItLacks(t *testing.T) {
	for _, operation := range clientOperations() {
		t.Run(operation, func(t *testing.T) {
			inErrorBubble(t, false, func(t *testing.T, w world) {
				lacking := strings.Fields(required()[operation])
				err := w.call(reflect.New(inputOf(operation)).Interface())
				for member := range membersOf(operation) {
					missed := err != nil && strings.Contains(err.Error(), operation+"Input."+member+".")
					if missed != slices.Contains(lacking, member) {
						t.Errorf("the client misses %s: %v", member, missed)
					}
				}
				exception, message := w.ask(operation, `{}`)
				w.wantLack(operation, lacking, exception, message)
			})
		})
	}
}

// wantLack checks the answer to an empty request.
func (w world) wantLack(operation string, lacking []string, exception, message string) {
	w.Helper()
	want, begins, parts := "", "", []string(nil)
	for _, member := range lacking {
		parts = append(parts, null(member))
	}
	if len(lacking) > 0 {
		want, begins = "ValidationException", detected(len(lacking))
	} else {
		for _, member := range []string{"StreamName", "StreamARN", "ConsumerName", "ConsumerARN"} {
			if membersOf(operation)[member] != nil {
				want, parts = "InvalidArgumentException", append(parts, member)
			}
		}
	}
	complete := !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(message, part) })
	if exception != want || !strings.HasPrefix(message, begins) || !complete {
		w.Errorf("{}: %s: %s, want %s: %s... with %q", exception, message, want, begins, parts)
	}
}

// A "!" is no name, no ARN, no number and no word of the service.
func spelled() []string {
	return []string{
		"AdjacentShardToMerge", "ChannelARN", "ChannelName", "ConsumerARN", "ConsumerName", "EncryptionType", "ExclusiveStartShardId",
		"ExclusiveStartStreamName", "ExplicitHashKey", "NewStartingHashKey", "RecordDistributionStrategy", "ResourceARN", "ScalingType",
		"SequenceNumberForOrdering", "ServiceExecutionRoleARN", "ShardId", "ShardIteratorType", "ShardToMerge", "ShardToSplit",
		"StartingSequenceNumber", "StreamARN", "StreamName",
	}
}

// Broken by: a validate that returns at its first mistake; one that forgets a member.
func TestAllBrokenConstraintsAreToldAtOnce(t *testing.T) {
	for _, operation := range clientOperations() {
		document := map[string]any{}
		for _, member := range spelled() {
			if membersOf(operation)[member] != nil {
				document[member] = "!"
			}
		}
		if len(document) == 0 {
			continue
		}
		t.Run(operation, func(t *testing.T) {
			inErrorBubble(t, false, func(t *testing.T, w world) {
				exception, message := w.askWith(operation, document)
				lacking := slices.DeleteFunc(strings.Fields(required()[operation]), func(member string) bool { return document[member] != nil })
				if want := detected(len(document) + len(lacking)); exception != "ValidationException" || !strings.HasPrefix(message, want) {
					t.Errorf("%v: %s: %s, want %s...", document, exception, message, want)
				}
				for member := range document {
					if part := fmt.Sprintf("Value '!' at '%s' failed to satisfy constraint: Member must satisfy ", inMessage(member)); !strings.Contains(message, part) {
						t.Errorf("%s, want %q in it", message, part)
					}
				}
				for _, member := range lacking {
					if !strings.Contains(message, null(member)) {
						t.Errorf("%s, want %q in it", message, null(member))
					}
				}
			})
		})
	}
}
