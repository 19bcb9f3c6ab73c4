package expression

import (
	"encoding/json"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// item reads an item from its document.
func item(t testing.TB, document string) attribute.Map {
	t.Helper()
	var m attribute.Map
	if err := json.Unmarshal([]byte(document), &m); err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return m
}

const sample = `{"one": {"N": "1"}, "two": {"N": "2.0"}, "word": {"S": "été"}, "bin": {"B": "AAEC"}, "yes": {"BOOL": true}, "nil": {"NULL": true},
	"tree": {"M": {"leaf": {"S": "x"}, "list": {"L": [{"N": "10"}, {"S": "y"}]}}}, "tags": {"SS": ["a", "b"]}, "nums": {"NS": ["1", "2"]}}`

func TestConditionsOfAnItem(t *testing.T) {
	m := item(t, sample)
	for text, want := range map[string]bool{
		"one = :one":  true,
		"two = :two":  true, // 2.0 is 2
		"one = two":   false,
		"one < two":   true,
		"one >= :two": false,
		"word = :one": false,
		"word < :one": false, // of different types: neither below
		"word > :one": false, // nor above
		"word > :a":   true,  // by bytes
		"yes = :true": true,
		"nil = :null": true,

		"gone = :one":                 false,
		"gone <> :one":                true, // what is absent is other than anything
		"NOT gone = :one":             true,
		"gone < :one":                 false,
		"gone = absent":               false,
		"gone <> absent":              true,
		"attribute_exists(nil)":       true,
		"attribute_not_exists(nil)":   false,
		"attribute_exists(tree.leaf)": true,
		"attribute_exists(tree[0])":   false,
		"attribute_exists(gone.leaf)": false,

		"tree.#list[0] > :two":            true,
		"tree.#list[1] = :one":            false,
		"tree.#list[2] = :one":            false,
		"attribute_type(tags, :type)":     true,
		"attribute_type(one, :type)":      false,
		"begins_with(word, :a)":           false,
		"begins_with(tree.#list[1], :y)":  true,
		"begins_with(one, :a)":            false,
		"contains(tags, :a)":              true,
		"contains(tags, :y)":              false,
		"contains(nums, :one)":            true,
		"contains(tree.#list, :y)":        true,
		"contains(word, :t)":              true,
		"contains(one, :one)":             false,
		"size(word) = :three":             true, // letters, not bytes
		"size(bin) = :three":              true,
		"size(tags) = :two":               true,
		"size(tree) = :two":               true,
		"size(tree.#list) = :two":         true,
		"size(one) = :one":                false,
		"size(gone) < :two":               false,
		"one BETWEEN :one AND :two":       true,
		"two BETWEEN one AND :one":        false,
		"word BETWEEN :one AND :two":      false,
		"one IN (:two, :one)":             true,
		"gone IN (:two, :one)":            false,
		"one = :one OR gone = :one":       true,
		"one = :two AND gone = :one":      false,
		"one = :one AND NOT two = :one":   true,
		"NOT (one = :one AND two = :two)": false,
	} {
		s := &Scope{names: map[string]string{"#list": "list"}, values: attribute.Values{
			":one": num("1"), ":two": num("2"), ":three": num("3"), ":a": attribute.String("a"), ":t": attribute.String("t"),
			":y": attribute.String("y"), ":type": attribute.String("SS"), ":true": attribute.Bool(true), ":null": attribute.Null{},
		}}
		c, err := s.Condition("ConditionExpression", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := Holds(c, m); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

// Each case is an item, an update and the item after it. Those of the second kind are wrong.
//
// Broken by: applying actions one after another, each on what the one before it left ("a and b
// change places"); removing list elements from the front.
func TestUpdatesOfAnItem(t *testing.T) {
	for _, c := range []struct{ before, update, after string }{
		{`{}`, `SET a = :one`, `{"a":{"N":"1"}}`},
		{`{"a":{"N":"1"},"b":{"N":"2"}}`, `SET a = b, b = a`, `{"a":{"N":"2"},"b":{"N":"1"}}`},
		{`{"a":{"N":"1"}}`, `SET a = a + :two`, `{"a":{"N":"3"}}`},
		{`{"a":{"N":"1"}}`, `SET a = :two - a, b = a`, `{"a":{"N":"1"},"b":{"N":"1"}}`},
		{`{}`, `SET a = if_not_exists(a, :one) + :one`, `{"a":{"N":"2"}}`},
		{`{"a":{"N":"5"}}`, `SET a = if_not_exists(a, :one) + :one`, `{"a":{"N":"6"}}`},
		{`{"l":{"L":[]}}`, `SET l = list_append(l, :list)`, `{"l":{"L":[{"N":"1"}]}}`},
		{`{"l":{"L":[{"S":"x"}]}}`, `SET l = list_append(:list, l)`, `{"l":{"L":[{"N":"1"},{"S":"x"}]}}`},
		{`{"m":{"M":{"x":{"S":"y"}}}}`, `SET m.z = :one REMOVE m.x`, `{"m":{"M":{"z":{"N":"1"}}}}`},
		{`{"l":{"L":[{"S":"x"}]}}`, `SET l[0] = :one, l[9] = :two, l[5] = :a`, `{"l":{"L":[{"N":"1"},{"S":"a"},{"N":"2"}]}}`},
		{`{"l":{"L":[{"S":"0"},{"S":"1"},{"S":"2"}]}}`, `REMOVE l[0], l[2], l[7]`, `{"l":{"L":[{"S":"1"}]}}`},
		{`{"l":{"L":[{"S":"0"},{"S":"1"}]}}`, `REMOVE l[0] SET l[1] = :one`, `{"l":{"L":[{"N":"1"}]}}`},
		{`{"l":{"L":[{"M":{"a":{"S":"x"}}}]}}`, `SET l[0].a = :one`, `{"l":{"L":[{"M":{"a":{"N":"1"}}}]}}`},
		{`{"a":{"S":"x"}}`, `REMOVE a, b`, `{}`},
		{`{}`, `ADD a :two, s :set`, `{"a":{"N":"2"},"s":{"SS":["a"]}}`},
		{`{"a":{"N":"-2"},"s":{"SS":["b"]}}`, `ADD a :two, s :set`, `{"a":{"N":"0"},"s":{"SS":["a","b"]}}`},
		{`{"s":{"SS":["a","b"]}}`, `DELETE s :set, t :set`, `{"s":{"SS":["b"]}}`},
		{`{"s":{"SS":["a"]}}`, `DELETE s :set`, `{}`}, // a set is never empty

		{`{}`, `SET a = b`, string(operandMissing)},
		{`{}`, `SET a = a + :one`, string(operandMissing)},
		{`{"a":{"S":"x"}}`, `SET a = a + :one`, string(WrongOperand)},
		{`{"a":{"N":"1"}}`, `SET a = list_append(a, :list)`, string(WrongOperand)},
		{`{}`, `SET a.b = :one`, string(pathMissing)},
		{`{"a":{"N":"1"}}`, `SET a.b = :one`, string(pathMissing)},
		{`{"a":{"M":{}}}`, `SET a[0] = :one`, string(pathMissing)},
		{`{"a":{"L":[]}}`, `SET a[0].b = :one`, string(pathMissing)},
		{`{}`, `REMOVE a.b`, string(pathMissing)},
		{`{"a":{"S":"x"}}`, `ADD a :one`, string(WrongOperand)},
		{`{"a":{"N":"1"}}`, `ADD a :set`, string(WrongOperand)},
		{`{"a":{"NS":["1"]}}`, `DELETE a :set`, string(WrongOperand)},
	} {
		before := item(t, c.before)
		u, err := in(t).Update("UpdateExpression", c.update)
		if err != nil {
			t.Errorf("%s: %v", c.update, err)
			continue
		}
		after, err := u.Apply(before)
		got := string(after.AppendJSON(nil))
		if err != nil {
			got = err.Error()
		}
		if got != c.after {
			t.Errorf("%s of %s:\n got %s\nwant %s", c.update, c.before, got, c.after)
		}
		if now := string(before.AppendJSON(nil)); now != c.before {
			t.Errorf("%s changed the item it was applied to: %s, was %s", c.update, now, c.before)
		}
	}
}

func TestProjectionsKeepTheShapeOfAnItem(t *testing.T) {
	m := item(t, `{"a":{"N":"1"},"l":{"L":[{"S":"0"},{"M":{"x":{"S":"1"},"y":{"S":"2"}}},{"S":"3"}]},"m":{"M":{"p":{"S":"4"},"q":{"S":"5"}}}}`)
	for text, want := range map[string]string{
		"a":                `{"a":{"N":"1"}}`,
		"gone, a":          `{"a":{"N":"1"}}`,
		"gone":             `{}`,
		"m.p, a":           `{"a":{"N":"1"},"m":{"M":{"p":{"S":"4"}}}}`,
		"m.p, m.q, m.r":    `{"m":{"M":{"p":{"S":"4"},"q":{"S":"5"}}}}`,
		"l[2], l[0]":       `{"l":{"L":[{"S":"0"},{"S":"3"}]}}`,
		"l[1].y, l[9]":     `{"l":{"L":[{"M":{"y":{"S":"2"}}}]}}`,
		"a.b, m[0], l.x":   `{}`,
		"l[1], m.p.deeper": `{"l":{"L":[{"M":{"x":{"S":"1"},"y":{"S":"2"}}}]}}`,
	} {
		paths, err := in(t).Projection("ProjectionExpression", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := string(Project(m, paths).AppendJSON(nil)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}

// Broken by: turning <= into >, or into <=.
func TestAComparisonTurnedRoundHoldsOfTheSameItems(t *testing.T) {
	for _, by := range []Comparator{Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual} {
		for _, v := range []attribute.Value{num("1"), num("2"), num("3"), attribute.String("2")} {
			c := Compare{by, at("a"), Literal{v}}
			for _, item := range []attribute.Map{nil, {{Name: "a", Value: num("2")}}} {
				if got, want := Holds(c.Turned(), item), Holds(c, item); got != want {
					t.Errorf("%v of %v is %v, and turned round %v", c, item, want, got)
				}
			}
		}
	}
}
