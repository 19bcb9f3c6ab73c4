package query

// A form into a struct. Its keys are taken apart into a tree, and the tree is walked with the struct:
// what the struct lacks is ignored, so clients may send members that are newer than we are.

import (
	"encoding"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Mistake is a value that its member cannot hold.
type Mistake struct {
	Path  string // "MetricData.member.1.Value"
	Value string
	Want  string // "double"
}

// Error names the member. It leaves out the value, which is the client's own.
func (m *Mistake) Error() string {
	return fmt.Sprintf("query: read %s: it is no %s", m.Path, m.Want)
}

// mostDeep is more members inside each other than any request has.
const mostDeep = 16

// Decode reads a form into the struct that into points to.
func Decode(form []byte, into any) error {
	values, err := url.ParseQuery(string(form))
	if err != nil {
		return fmt.Errorf("query: read form: %w", err)
	}
	var root node
	for key, all := range values {
		if path := strings.Split(key, "."); len(path) <= mostDeep {
			root.plant(path, all[0])
		}
	}
	return root.fill("", reflect.ValueOf(into).Elem())
}

// A node is what a form says under one path.
type node struct {
	text string
	sub  map[string]*node
}

func (n *node) plant(path []string, text string) {
	for _, name := range path {
		if n.sub == nil {
			n.sub = map[string]*node{}
		}
		if n.sub[name] == nil {
			n.sub[name] = &node{}
		}
		n = n.sub[name]
	}
	n.text = text
}

// fill sets a value from what is said under a path.
func (n *node) fill(path string, v reflect.Value) error {
	if reader, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if reader.UnmarshalText([]byte(n.text)) != nil {
			return &Mistake{path, n.text, "timestamp"}
		}
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return n.fill(path, v.Elem())
	case reflect.Struct:
		return n.fillStruct(path, v)
	case reflect.Slice:
		return n.fillList(path, v)
	case reflect.Map:
		return n.fillMap(v)
	}
	return n.fillScalar(path, v)
}

func (n *node) fillStruct(path string, v reflect.Value) error {
	for _, name := range slices.Sorted(maps.Keys(n.sub)) {
		field := v.FieldByName(name)
		if !field.IsValid() || !field.CanSet() {
			continue
		}
		if err := n.sub[name].fill(join(path, name), field); err != nil {
			return err
		}
	}
	return nil
}

// fillList reads "member.1", "member.2". Numbers are an order: what they skip is not there.
func (n *node) fillList(path string, v reflect.Value) error {
	members := n.sub["member"]
	if members == nil {
		return nil
	}
	for _, i := range members.numbers() {
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
		name := strconv.Itoa(i)
		if err := members.sub[name].fill(join(path, "member."+name), v.Index(v.Len()-1)); err != nil {
			return err
		}
	}
	return nil
}

// fillMap reads "entry.1.key" and "entry.1.value", both strings.
func (n *node) fillMap(v reflect.Value) error {
	entries := n.sub["entry"]
	if entries == nil || v.Type().Elem().Kind() != reflect.String {
		return nil
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, i := range entries.numbers() {
		entry := entries.sub[strconv.Itoa(i)].sub
		if entry["key"] != nil && entry["value"] != nil {
			v.SetMapIndex(reflect.ValueOf(entry["key"].text), reflect.ValueOf(entry["value"].text))
		}
	}
	return nil
}

// numbers are the names below that are numbers as we write them, in order.
func (n *node) numbers() []int {
	var found []int
	for name := range n.sub {
		if i, err := strconv.Atoi(name); err == nil && strconv.Itoa(i) == name {
			found = append(found, i)
		}
	}
	slices.Sort(found)
	return found
}

func (n *node) fillScalar(path string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.text)
	case reflect.Bool:
		b, err := strconv.ParseBool(n.text)
		if err != nil {
			return &Mistake{path, n.text, "boolean"}
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int32, reflect.Int64:
		i, err := strconv.ParseInt(n.text, 10, v.Type().Bits())
		if err != nil {
			return &Mistake{path, n.text, "integer"}
		}
		v.SetInt(i)
	case reflect.Float64:
		f, err := strconv.ParseFloat(n.text, 64)
		if err != nil {
			return &Mistake{path, n.text, "double"}
		}
		v.SetFloat(f)
	}
	return nil
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
