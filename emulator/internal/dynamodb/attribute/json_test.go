package attribute

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func values(depth int) *rapid.Generator[Value] {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "b", `"\`, "é\u2028", "\x00"}), rapid.String())
	leaves := []*rapid.Generator[Value]{
		rapid.Map(text, func(s string) Value { return String(s) }),
		rapid.Map(text, func(s string) Value { return Binary(s) }),
		rapid.Map(decimals(), func(n Number) Value { return n }),
		rapid.Map(rapid.Bool(), func(b bool) Value { return Bool(b) }),
		rapid.Just(Value(Null{})),
		rapid.Map(rapid.SliceOfN(text, 1, 3), func(s []string) Value { v, _ := Union(StringSet(s), StringSet{}); return v }),
		rapid.Map(rapid.SliceOfN(text, 1, 3), func(s []string) Value { v, _ := Union(BinarySet(s), BinarySet{}); return v }),
		rapid.Map(rapid.SliceOfN(decimals(), 1, 3), func(s []Number) Value { v, _ := Union(NumberSet(s), NumberSet{}); return v }),
	}
	if depth == 0 {
		return rapid.OneOf(leaves...)
	}
	return rapid.OneOf(append(leaves,
		rapid.Map(rapid.SliceOfN(values(depth-1), 0, 3), func(l []Value) Value { return List(l) }),
		rapid.Map(items(depth-1), func(m Map) Value { return m }),
	)...)
}

func items(depth int) *rapid.Generator[Map] {
	return rapid.Map(rapid.MapOfN(rapid.StringN(1, 3, -1), values(depth), 0, 4), func(m map[string]Value) Map {
		item := Map{}
		for name, v := range m {
			item = item.With(name, v)
		}
		return item
	})
}

// Broken by: writing a string's control characters as they are.
func TestAnItemReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		item := items(2).Draw(t, "item")
		document := item.AppendJSON(nil)
		var back Map
		if err := json.Unmarshal(document, &back); err != nil || !Equal(back, item) {
			t.Errorf("%s read back: %v, %v", document, back, err)
		}
	})
}

// Broken by: not sorting what was read.
func TestMembersComeInAnyOrderAndTheLastOfOneNameCounts(t *testing.T) {
	var m Map
	document := `{"c":{"S":"3"},"a":{"S":"0"},"b":{"S":"2"},"a":{"S":"1"}}`
	if err := json.Unmarshal([]byte(document), &m); err != nil {
		t.Fatal(err)
	}
	if got, want := string(m.AppendJSON(nil)), `{"a":{"S":"1"},"b":{"S":"2"},"c":{"S":"3"}}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Broken by: With changing the slice of the map that it is called on.
func TestAMapStaysAsItIsWhenAnotherIsMadeOfIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := items(1).Draw(t, "item")
		document := before.AppendJSON(nil)
		name := rapid.OneOf(rapid.SampledFrom(append(names(before), "x")), rapid.String()).Draw(t, "name")
		with, without := before.With(name, Null{}), before.Without(name)
		if !bytes.Equal(before.AppendJSON(nil), document) {
			t.Errorf("the map was %s and is %s", document, before.AppendJSON(nil))
		}
		if !Equal(with.Get(name), Null{}) || without.Get(name) != nil {
			t.Errorf("With(%q): %v; Without: %v", name, with, without)
		}
	})
}

func names(m Map) []string {
	var all []string
	for _, member := range m {
		all = append(all, member.Name)
	}
	return all
}

func TestValuesThatTheServiceDoesNotTake(t *testing.T) {
	for document, want := range map[string]string{
		`{}`:                         string(invalidEmpty),
		`{"X":"a"}`:                  string(invalidEmpty),
		`{"S":"a","N":"1"}`:          string(invalidMany),
		`{"NULL":false}`:             string(invalidNull),
		`{"SS":[]}`:                  string(invalidSS),
		`{"NS":[]}`:                  string(invalidNS),
		`{"BS":[]}`:                  string(invalidBS),
		`{"SS":["a","b","a"]}`:       "One or more parameter values were invalid: Input collection [a, b, a] contains duplicates.",
		`{"NS":["1","1.0"]}`:         string(invalidTwice),
		`{"BS":["YQ==","YQ=="]}`:     "One or more parameter values were invalid: Input collection [YQ==, YQ==]of type BS contains duplicates.",
		`{"M":{"":{"S":"a"}}}`:       string(invalidName),
		`{"N":"one"}`:                "The parameter cannot be converted to a numeric value: one",
		`{"L":[{"M":{"a":{}}}]}`:     string(invalidEmpty),
		deep(maxDepth + 1):           string(invalidDepth),
		`{"S":null,"N":null}`:        string(invalidEmpty),
		`{"M":{"a":{"N":"1e-131"}}}`: string(numberUnderflow),
	} {
		var v Single
		err := json.Unmarshal([]byte(document), &v)
		if invalid, ok := errors.AsType[Invalid](err); !ok || string(invalid) != want {
			t.Errorf("%s: %v; want %s", document, err, want)
		}
		var in Values
		err = json.Unmarshal([]byte(`{":v":`+document+`}`), &in)
		if want := "ExpressionAttributeValues contains invalid value: " + want + " for key :v"; err == nil || err.Error() != want {
			t.Errorf("%s in an expression: %v; want %s", document, err, want)
		}
	}
}

// deep is a list in a list, so many levels deep.
func deep(levels int) string {
	return strings.Repeat(`{"L":[`, levels) + `{"S":"a"}` + strings.Repeat(`]}`, levels)
}

func TestDocumentsOfAnotherShapeAreNotValues(t *testing.T) {
	for _, document := range []string{`"a"`, `[]`, `{"S":1}`, `{"S":{}}`, `{"N":1}`, `{"BOOL":"true"}`, `{"L":{}}`, `{"M":[]}`, `{"B":"?"}`, `{"SS":"a"}`} {
		var v Single
		err := json.Unmarshal([]byte(document), &v)
		if _, invalid := errors.AsType[Invalid](err); err == nil || invalid {
			t.Errorf("%s: %v", document, err)
		}
	}
	var v Single
	if err := json.Unmarshal([]byte(deep(maxDepth)), &v); err != nil {
		t.Errorf("the deepest list: %v", err)
	}
	var item Map
	if err := json.Unmarshal([]byte(`{"a":`+deep(maxDepth)+`}`), &item); err != invalidDepth {
		t.Errorf("the deepest list in an item, which is a level itself: %v", err)
	}
	if err := json.Unmarshal([]byte(`{"a":`+deep(maxDepth-1)+`}`), &item); err != nil || item.TooDeep() {
		t.Errorf("the deepest list that fits an item: %v", err)
	}
	if err := json.Unmarshal([]byte(strings.Repeat(`{"a":{"M":`, maxDepth)+`{}`+strings.Repeat(`}}`, maxDepth)), &item); err != invalidDepth {
		t.Errorf("a map in a map too many: %v", err)
	}
	if err := json.Unmarshal([]byte(strings.Repeat(`{"a":{"M":`, maxDepth-1)+`{}`+strings.Repeat(`}}`, maxDepth-1)), &item); err != nil || item.TooDeep() {
		t.Errorf("the deepest map: %v", err)
	}
	if !(Map{{"b", item}}).TooDeep() {
		t.Error("an item in another is not too deep")
	}
}

func TestSizesCountNamesAndValues(t *testing.T) {
	for document, want := range map[string]int{
		`{"a":{"S":"bcd"}}`:                      4,
		`{"a":{"B":"AAEC"}}`:                     4,
		`{"ab":{"BOOL":true},"c":{"NULL":true}}`: 5,
		`{"a":{"N":"12345"}}`:                    1 + 4,
		`{"a":{"N":"-12345"}}`:                   1 + 5,
		`{"a":{"N":"1000000"}}`:                  1 + 2,
		`{"a":{"SS":["bc","d"]}}`:                1 + 3,
		`{"a":{"L":[{"S":"bc"},{"BOOL":true}]}}`: 1 + 3 + (1 + 2) + (1 + 1),
		`{"a":{"M":{"bc":{"S":"d"}}}}`:           1 + 3 + 1 + (2 + 1),
		`{"a":{"NS":["1","22"]},"é":{"S":"é"}}`:  1 + 2 + 2 + 2 + 2,
	} {
		var item Map
		if err := json.Unmarshal([]byte(document), &item); err != nil || item.ItemSize() != want {
			t.Errorf("%s counts %d bytes, %v; want %d", document, item.ItemSize(), err, want)
		}
	}
}

func FuzzAnyBytesAreAnItemOrAnError(f *testing.F) {
	for _, seed := range []string{
		`{"a":{"S":"b"}}`, `{"a":{"M":{"b":{"L":[{"N":"1e5"},{"NULL":true}]}}}}`, `{"a":{"SS":["é"]},"b":{"B":"AA=="}}`, `{"a":{"BOOL":tru`, deep(40),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var item, back Map
		if item.UnmarshalJSON(document) != nil {
			return
		}
		if err := json.Unmarshal(item.AppendJSON(nil), &back); err != nil {
			t.Errorf("%q: read back: %v", document, err)
		}
	})
}
