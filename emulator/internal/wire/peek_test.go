package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

func TestMembersSkipsValuesWithoutLookingIntoThem(t *testing.T) {
	const body = ` {"Records":[{"Data":"e30=","x":"}\"]\\"}], "StreamName" : "orders","n":-1.5e3,"deep":{"a":[{}]},"last":null}`
	want := map[string]string{
		"Records": `[{"Data":"e30=","x":"}\"]\\"}]`, "StreamName": `"orders"`, "n": "-1.5e3", "deep": `{"a":[{}]}`, "last": "null",
	}
	Members(JSON, []byte(body), func(name string, value Value) bool {
		if string(value.JSON()) != want[name] {
			t.Errorf("%s = %s, want %s", name, value.JSON(), want[name])
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
		Members(JSON, body, func(name string, value Value) bool {
			got[name] = value.JSON()
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
		if got := (Value{JSON, []byte(value)}).Text(); got != want {
			t.Errorf("Text(%s) = %q, want %q", value, got, want)
		}
	}
}

// What a hook sees of a request does not depend on how the client wrote it.
//
// Broken by: leaving the seconds of a time in milliseconds; plain that does not look into arrays.
func TestMembersOfCBORAreThoseOfJSON(t *testing.T) {
	document, err := cbor.Marshal(map[string]any{
		"StreamName": "orders", "Limit": 10, "Data": []byte("{}"), "Nothing": nil,
		"Records":   []any{map[string]any{"PartitionKey": "a", "Data": []byte("x")}},
		"Timestamp": cbor.Tag{Number: 1, Content: 1_500},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"StreamName": `"orders"`, "Limit": "10", "Data": `"e30="`, "Nothing": "null",
		"Records": `[{"Data":"eA==","PartitionKey":"a"}]`, "Timestamp": "1.5",
	}
	got := map[string]string{}
	Members(CBOR, document, func(name string, value Value) bool {
		got[name] = string(value.JSON())
		if name == "StreamName" && value.Text() != "orders" || name == "Data" && value.Text() != "" {
			t.Errorf("%s as text = %q", name, value.Text())
		}
		return true
	})
	if !maps.Equal(got, want) {
		t.Errorf("members = %v\nwant %v", got, want)
	}
}

// Broken by: plain without the guard against an empty value.
func FuzzMembersOfCBOR(f *testing.F) {
	for _, seed := range []string{"\xa0", "\xbf\x61a\xc1\x01\xff", "\xa1\x61a\x9f\x40\xff", "\xa1\x61a\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", "", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		Members(CBOR, document, func(name string, value Value) bool {
			if !json.Valid(value.JSON()) {
				t.Errorf("%x: %q is no JSON", document, value.JSON())
			}
			return true
		})
	})
}
