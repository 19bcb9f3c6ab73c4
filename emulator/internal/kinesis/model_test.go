package kinesis

// The operations and their shapes against the newest model of the service, as the AWS SDK has it.

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/kinesis"
)

type shapes struct{ in, out reflect.Type }

// modelled are the operations of the SDK, each with its shapes.
func modelled() map[string]shapes {
	all := map[string]shapes{}
	for method := range reflect.TypeFor[*sdk.Client]().Methods() {
		if method.Type.NumIn() == 4 && method.Type.NumOut() == 2 {
			all[method.Name] = shapes{method.Type.In(2).Elem(), method.Type.Out(0).Elem()}
		}
	}
	return all
}

// Broken by: taking a line out of the registry.
func TestEveryOperationOfTheModelIsServed(t *testing.T) {
	ours, model := registry(), modelled()
	for name := range model {
		if ours[name] == nil {
			t.Errorf("%s is not served", name)
		}
	}
	if len(model) < 45 {
		t.Errorf("the SDK has %d operations, want 45 at least: is it read right?", len(model))
	}
}

// unread are members that no operation needs to read, and those that none may answer.
var unread = map[string]string{
	"StreamId": "reserved, not implemented by the service; a client that is sent one goes past its endpoint",
}

// ahead are members that the SDK has not yet: they are compared with the model of another client.
var ahead = map[string]string{"QueueCount": "queue_model_test.go"}

// A member that a shape lacks would be dropped without a word, one that the model lacks would be
// read by nobody.
//
// Broken by: renaming a field of any shape; a list of tags where the model has a map; a number for a time.
func TestShapesHaveTheMembersOfTheModel(t *testing.T) {
	ours := registry()
	for name, model := range modelled() {
		op := ours[name]
		if op == nil {
			continue // another test's
		}
		compareShapes(t, name+"Input", op.in, model.in)
		if op.out != nil {
			compareShapes(t, name+"Output", op.out, model.out)
		}
	}
}

func compareShapes(t *testing.T, path string, ours, theirs reflect.Type) {
	t.Helper()
	if a, b := form(ours), form(theirs); a != b {
		t.Errorf("%s is a %s, in the model a %s", path, a, b)
	}
	ours, theirs = element(ours), element(theirs)
	if theirs.Kind() != reflect.Struct || theirs.PkgPath() == "time" || strings.HasSuffix(theirs.PkgPath(), "/document") {
		return
	}
	if ours.Kind() != reflect.Struct {
		t.Errorf("%s is a %s, in the model a structure", path, ours)
		return
	}
	have, want := members(ours), members(theirs)
	for name, member := range want {
		if unread[name] != "" {
			continue
		}
		if have[name] == nil {
			t.Errorf("%s lacks %s", path, name)
			continue
		}
		compareShapes(t, path+"."+name, have[name], member)
	}
	for name := range have {
		if want[name] == nil && ahead[name] == "" {
			t.Errorf("%s has %s, which the model has not", path, name)
		}
	}
}

// form is what a type is on the wire: "list of text".
func form(of reflect.Type) string {
	switch kind := of.Kind(); {
	case of == reflect.TypeFor[timestamp](), of.PkgPath() == "time":
		return "timestamp"
	case kind == reflect.Pointer:
		return form(of.Elem())
	case kind == reflect.Slice && of.Elem().Kind() == reflect.Uint8:
		return "blob"
	case kind == reflect.Slice:
		return "list of " + form(of.Elem())
	case kind == reflect.Map:
		return "map of " + form(of.Elem())
	case kind == reflect.Int, kind == reflect.Int32, kind == reflect.Int64:
		return "number"
	}
	return of.Kind().String()
}

// element is what a type points to, or is a list or map of.
func element(of reflect.Type) reflect.Type {
	for slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Map}, of.Kind()) {
		of = of.Elem()
	}
	return of
}

func members(of reflect.Type) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(of) {
		if field.IsExported() && !field.Anonymous && field.Name != "ResultMetadata" {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			all[cmp.Or(name, field.Name)] = field.Type
		}
	}
	return all
}
