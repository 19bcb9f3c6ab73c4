package query

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type shape struct {
	Name    *string
	Count   int64
	Ratio   *float64
	On      bool
	List    []part
	Words   []string
	Tags    map[string]string
	Inner   part
	Missing *part
}

type part struct{ A, B *string }

// Broken by: indexes sorted as text; a list that keeps its last member only.
func TestFormsFillStructs(t *testing.T) {
	const form = "Name=a%20b&Count=-7&Ratio=1e-3&On=true&List.member.10.A=ten&List.member.9.A=nine&List.member.9.B=" +
		"&Words.member.1=x&Words.member.2=y&Tags.entry.1.key=k&Tags.entry.1.value=v&Inner.A=in&Unknown.member.1=z&List.member.01.A=no"
	var got shape
	if err := Decode([]byte(form), &got); err != nil {
		t.Fatal(err)
	}
	want := shape{Name: new("a b"), Count: -7, Ratio: new(1e-3), On: true, List: []part{{A: new("nine"), B: new("")}, {A: new("ten")}},
		Words: []string{"x", "y"}, Tags: map[string]string{"k": "v"}, Inner: part{A: new("in")}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Broken by: the value in the message; an integer that wraps.
func TestMistakesNameTheirMember(t *testing.T) {
	for form, want := range map[string]string{
		"Count=secret":                     "query: read Count: it is no integer",
		"On=secret":                        "query: read On: it is no boolean",
		"Ratio=secret":                     "query: read Ratio: it is no double",
		"Count=9223372036854775808":        "query: read Count: it is no integer",
		"Count=secret&Ratio=too&Name=okay": "query: read Count: it is no integer",
	} {
		var into shape
		err := Decode([]byte(form), &into)
		if _, ok := errors.AsType[*Mistake](err); !ok || err.Error() != want {
			t.Errorf("%s: %v, want %s", form, err, want)
		}
	}
}

// Whatever comes as a form, Decode ends, and what it made can be written as XML that parses.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"Name=a&List.member.1.A=b", "List.member.1=x", "List=&Tags.entry.1.key=k", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1",
		"Inner=1&Inner.A=2", "Words.member.1=<&>\x00", "%zz", "Tags.entry.1=x&Tags.entry.2.value=%ff", "List.member.99999999999999999999.A=1",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, form []byte) {
		var got shape
		if Decode(form, &got) != nil {
			return
		}
		text, err := Encode("urn:x", "Do", "id", got)
		if err != nil {
			t.Fatalf("%q: %v", form, err)
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); ; {
			if _, err := d.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("%q became %q: %v", form, text, err)
			}
		}
	})
}

// Broken by: entries in the order of the map.
func TestTheSameAnswerIsTheSameText(t *testing.T) {
	out := struct{ M map[string]float64 }{map[string]float64{}}
	var want strings.Builder
	want.WriteString(`<DoResponse xmlns="urn:x"><DoResult><M>`)
	for i := range 9 {
		out.M[fmt.Sprint("k", i)] = float64(i) / 2
		fmt.Fprintf(&want, "<entry><key>k%d</key><value>%.1f</value></entry>", i, float64(i)/2)
	}
	want.WriteString("</M></DoResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>")
	if got, err := Encode("urn:x", "Do", "id", out); err != nil || string(got) != want.String() {
		t.Errorf("got %s, %v\nwant %s", got, err, want.String())
	}
}
