package awscbor_test

// One life of a stream, told to two emulators by the same client: to one in the SDK's JSON, to the
// other in CBOR.

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// life reads the requests of the emulator's life of two streams, as inputs of the client: times as
// encoding/json has them, and no operation that the client lacks.
func life(t *testing.T) (all []struct{ operation, input string }) {
	t.Helper()
	text, err := os.ReadFile("../../emulator/testdata/life.txt")
	if err != nil {
		t.Fatal(err)
	}
	seconds := regexp.MustCompile(`"Timestamp":([0-9.]+)`)
	for line := range strings.Lines(string(text)) {
		operation, request, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || !slices.Contains(operations(), operation) {
			continue
		}
		input := seconds.ReplaceAllStringFunc(request, func(member string) string {
			at, _ := strconv.ParseFloat(seconds.FindStringSubmatch(member)[1], 64)
			return `"Timestamp":"` + time.UnixMilli(int64(at*1000)).UTC().Format(time.RFC3339Nano) + `"`
		})
		all = append(all, struct{ operation, input string }{operation, input})
	}
	return all
}

// What was answered in JSON is also given to the client of CBOR, as by an endpoint that knows no other:
// a page of records goes through the decoder of pages there, and must come out the same.
//
// Broken by: times in seconds, either way; blobs as text; a false or a zero that is left out; an
// empty list that becomes nil; a refusal's message under its other spelling only; a page in JSON whose
// absent members are there.
func TestEveryOperationAnswersTheSameInJSONAndInCBOR(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var one, other emulator.Emulator
		heard := new(canned)
		a, b := teller{api: listening(&one, heard)}, teller{api: inCBOR(&other)}
		told := map[string]int{}
		for _, c := range life(t) {
			want, wantErr := a.tell(t, c.operation, c.input)
			got, gotErr := b.tell(t, c.operation, c.input)
			wantSame(t, c.operation+" "+c.input, got, want)
			wantName, wantMessage := refusal(wantErr)
			if name, message := refusal(gotErr); name != wantName || message != wantMessage || reflect.TypeOf(gotErr) != reflect.TypeOf(wantErr) {
				t.Errorf("%s %s: %v, want %v", c.operation, c.input, gotErr, wantErr)
			}
			again := teller{api: heard.client(), last: b.last}
			got, gotErr = again.tell(t, c.operation, c.input)
			wantSame(t, "in JSON: "+c.operation+" "+c.input, got, want)
			if name, message := refusal(gotErr); name != wantName || message != wantMessage {
				t.Errorf("in JSON: %s %s: %v, want %v", c.operation, c.input, gotErr, wantErr)
			}
			if gotErr == nil {
				told[c.operation]++
			}
			time.Sleep(1250 * time.Millisecond)
		}
		for _, operation := range operations() {
			if told[operation] == 0 {
				t.Errorf("the life has no %s that is answered", operation)
			}
		}
	})
}

// operations are the client's methods that answer with a document.
func operations() (all []string) {
	client := reflect.TypeFor[*kinesis.Client]()
	for method := range client.Methods() {
		if method.Type.IsVariadic() && method.Type.NumOut() == 2 && method.Name != "SubscribeToShard" {
			all = append(all, method.Name)
		}
	}
	return all
}

// A teller calls operations by name, and remembers what later inputs refer to.
type teller struct {
	api  *kinesis.Client
	last map[string]string
}

func (e *teller) tell(t *testing.T, operation, input string) (any, error) {
	t.Helper()
	for name, value := range e.last {
		input = strings.ReplaceAll(input, `"$`+name+`"`, `"`+value+`"`)
	}
	method := reflect.ValueOf(e.api).MethodByName(operation)
	in := reflect.New(method.Type().In(1).Elem())
	if err := json.Unmarshal([]byte(input), in.Interface()); err != nil {
		t.Fatal(err)
	}
	result := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), in})
	err, _ := result[1].Interface().(error)
	if err == nil {
		e.remember(result[0].Elem())
	}
	return result[0].Interface(), err
}

func (e *teller) remember(out reflect.Value) {
	if e.last == nil {
		e.last = map[string]string{}
	}
	if description := out.FieldByName("ChannelDescription"); description.IsValid() && !description.IsNil() {
		e.remember(description.Elem())
	}
	for _, name := range []string{"ShardIterator", "NextToken", "ChannelARN"} {
		if value, is := out.FieldByName(name), out.FieldByName(name).IsValid(); is {
			if text, is := value.Interface().(*string); is && text != nil {
				e.last[name] = *text
			}
		}
	}
}
