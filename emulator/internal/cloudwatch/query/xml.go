package query

// An answer into XML: <XResponse><XResult>members</XResult><ResponseMetadata/></XResponse>. Lists
// have an element "member" each, maps an "entry" with key and value.

import (
	"bytes"
	"encoding"
	"encoding/xml"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Encode writes what an operation answers. An answer without members has no result element. Members
// that are nil are left out; a list that is empty and not nil is an empty element.
func Encode(namespace, operation, requestID string, out any) ([]byte, error) {
	w := &writer{}
	fmt.Fprintf(&w.text, "<%sResponse xmlns=%q>", operation, namespace)
	if v := reflect.Indirect(reflect.ValueOf(out)); v.NumField() > 0 {
		w.element(operation+"Result", v)
	}
	w.open("ResponseMetadata")
	w.element("RequestId", reflect.ValueOf(requestID))
	w.shut("ResponseMetadata")
	w.shut(operation + "Response")
	return w.text.Bytes(), w.err
}

type writer struct {
	text bytes.Buffer
	err  error // the first
}

func (w *writer) open(name string) { w.text.WriteString("<" + name + ">") }
func (w *writer) shut(name string) { w.text.WriteString("</" + name + ">") }

func (w *writer) element(name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if v.IsNil() {
			return
		}
	}
	w.open(name)
	w.content(reflect.Indirect(v))
	w.shut(name)
}

func (w *writer) content(v reflect.Value) {
	if teller, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := teller.MarshalText()
		w.note(err)
		w.note(xml.EscapeText(&w.text, text))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			w.element(v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			w.element("member", v.Index(i))
		}
	case reflect.Map:
		w.entries(v)
	default:
		w.note(xml.EscapeText(&w.text, []byte(scalar(v))))
	}
}

// entries are in the order of their keys, so that the same answer is the same text.
func (w *writer) entries(v reflect.Value) {
	keys := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		keys[k.String()] = k
	}
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		w.open("entry")
		w.element("key", keys[name])
		w.element("value", v.MapIndex(keys[name]))
		w.shut("entry")
	}
}

func (w *writer) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

func scalar(v reflect.Value) string {
	if v.Kind() != reflect.Float64 {
		return fmt.Sprint(v.Interface())
	}
	// The service writes doubles as Java does: a whole number has a decimal too.
	f := v.Float()
	switch {
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.ContainsAny(text, ".N") {
		text += ".0"
	}
	return text
}
