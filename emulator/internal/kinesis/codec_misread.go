package kinesis

// A document whose members have the wrong types, in the words of the service's JSON reader. They
// name what was found and what was expected, and neither the member nor its value.

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	serialization = "SerializationException"

	listFound      = "Start of list found where not expected"
	structureFound = "Start of structure or map found where not expected."
)

// misread is the refusal of a document that decode could not read.
func misread(document []byte, err error) *wire.Error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return wire.Errorf(serialization, "The request could not be read.") // the service has no words for it
	}
	kind, _, _ := strings.Cut(wrong.Value, " ") // "number 1.5"
	switch kind {
	case "array":
		return wire.Errorf(serialization, listFound)
	case "object":
		return wire.Errorf(serialization, structureFound)
	case "bool":
		kind = "false"
		if bytes.HasSuffix(document[:min(wrong.Offset, int64(len(document)))], []byte("true")) {
			kind = "true"
		}
	}
	if wrong.Field == "" {
		return wire.Errorf(serialization, "The request could not be read.") // a word or a number in place of a document
	}
	if expected := container(wrong.Type); expected != "" {
		return wire.Errorf(serialization, "Expected %s", expected)
	}
	return wire.Errorf(serialization, "%s_VALUE can not be converted to %s", strings.ToUpper(kind), scalar(wrong.Type))
}

// container is what the service expects where a type has members, "" for other types.
func container(of reflect.Type) string {
	switch {
	case of.Kind() == reflect.Struct:
		return "null"
	case of.Kind() == reflect.Map:
		return "map or null"
	case of.Kind() == reflect.Slice && of.Elem().Kind() != reflect.Uint8:
		return "list or null"
	}
	return ""
}

// scalar is what the service calls a type that has no members.
func scalar(of reflect.Type) string {
	switch of.Kind() {
	case reflect.Bool:
		return "a Boolean"
	case reflect.Int64:
		return "an Integer"
	case reflect.Slice:
		return "a Blob"
	}
	return "a String"
}
