package wire

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestMembersSkipsValuesWithoutLookingIntoThem(t *testing.T) {
	const body = ` {"Records":[{"Data":"e30=","x":"}\"]\\"}], "StreamName" : "orders","n":-1.5e3,"deep":{"a":[{}]},"last":null}`
	want := map[string]string{
		"Records": `[{"Data":"e30=","x":"}\"]\\"}]`, "StreamName": `"orders"`, "n": "-1.5e3", "deep": `{"a":[{}]}`, "last": "null",
	}
	Members([]byte(body), func(name string, value []byte) bool {
		if string(value) != want[name] {
			t.Errorf("%s = %s, want %s", name, value, want[name])
		}
		delete(want, name)
		return true
	})
	if len(want) > 0 {
		t.Errorf("not seen: %v", want)
	}
}

// For any document that encoding/json reads, Members sees the same members with the same values.
//
// Broken by: stringEnd that looks at one backslash only; valueEnd that stops at a brace in a string.
func FuzzMembers(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1}`, `{"a":"\\"}`, `{"a":"\\\"","b":[1,{"c":"]"}]}`, `[1]`, `"x"`, ``, `{"a":1,}`, `{"a" : tru`, `{"\u0061":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := map[string][]byte{}
		Members(body, func(name string, value []byte) bool {
			got[name] = value
			return true
		})
		var want map[string]json.RawMessage
		if json.Unmarshal(body, &want) != nil {
			return // it must not panic, and that is all
		}
		if len(got) != len(want) {
			t.Fatalf("%q has %d members, want %d", body, len(got), len(want))
		}
		for name, value := range want {
			if !bytes.Equal(got[name], value) {
				t.Fatalf("%q: %s = %q, want %q", body, name, got[name], value)
			}
		}
	})
}

func TestTextIsEmptyForWhatIsNoString(t *testing.T) {
	for value, want := range map[string]string{`"a\u0062"`: "ab", "1": "", "null": "", "": "", `"`: ""} {
		if got := Text([]byte(value)); got != want {
			t.Errorf("Text(%s) = %q, want %q", value, got, want)
		}
	}
}
