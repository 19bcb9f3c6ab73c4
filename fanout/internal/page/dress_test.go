package page

// One page of JSON in all the ways in which it can be written.

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// Records in turn of one order, of another, and with what nobody knows between.
//
// Broken by: a text that is expected where a null was; one that is expected at the beginning with its
// comma; a name that is kept although its escapes were written over.
func TestAPageMeansTheSameHoweverItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dresser{t}
		want := make([]Record, rapid.IntRange(0, 12).Draw(t, "records"))
		dressed := make([]string, len(want))
		for i := range want {
			want[i], dressed[i] = d.record()
		}
		members := []string{
			d.name("Records") + "[" + strings.Join(dressed, d.space()+",") + d.space() + "]",
			d.name("NextShardIterator") + d.text("next"),
			d.name("MillisBehindLatest") + "77",
			d.name("ContinuationSequenceNumber") + d.text("of an event"),
		}
		document := d.object(members)
		k := new(kept)
		p, err := ReadJSON([]byte(document), k)
		if err != nil || p.Next != "next" || p.Behind != 77*time.Millisecond || p.Records != len(want) {
			t.Fatalf("%s: %+v, %v", document, p, err)
		}
		if diff := cmp.Diff(want, k.records, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s: wrote -, read +:\n%s", document, diff)
		}
	})
}

type dresser struct{ t *rapid.T }

func (d dresser) record() (r Record, dressed string) {
	var members []string
	if d.maybe() {
		r.Data = rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(d.t, "data")
		members = append(members, d.name("Data")+d.base64(r.Data))
	}
	if d.maybe() {
		r.Has |= HasPartitionKey
		r.PartitionKey = rapid.String().Draw(d.t, "key")
		members = append(members, d.name("PartitionKey")+d.text(r.PartitionKey))
	}
	if d.maybe() {
		r.Has |= HasSequenceNumber
		r.SequenceNumber = rapid.StringMatching(`[0-9]{0,60}`).Draw(d.t, "number")
		members = append(members, d.name("SequenceNumber")+d.text(r.SequenceNumber))
	}
	if d.maybe() {
		r.Has |= HasArrived
		r.Arrived = time.UnixMilli(rapid.Int64Range(0, 1e13).Draw(d.t, "arrived")).UTC()
		members = append(members, d.name("ApproximateArrivalTimestamp")+d.time(r.Arrived))
	}
	return r, d.object(members)
}

func (d dresser) maybe() bool { return rapid.IntRange(0, 5).Draw(d.t, "absent") > 0 }

// object puts nulls and strangers between members, and now and then another order.
func (d dresser) object(members []string) string {
	if rapid.Bool().Draw(d.t, "another order") {
		members = rapid.Permutation(members).Draw(d.t, "order")
	}
	strangers := []string{
		`"x":1`, `"Data":null`, `"PartitionKey": null`, `"y":{"Data":"YQ==","z":[1.5e3,[],{},"\"]",null]}`, `"EncryptionType":null`, `"":""`, `"\u0000":false`,
	}
	for range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(d.t, "strangers") {
		at := rapid.IntRange(0, len(members)).Draw(d.t, "at")
		members = slices.Insert(slices.Clone(members), at, rapid.SampledFrom(strangers).Draw(d.t, "stranger"))
	}
	return d.space() + "{" + d.space() + strings.Join(members, d.space()+","+d.space()) + d.space() + "}"
}

func (d dresser) name(name string) string { return d.text(name) + d.space() + ":" + d.space() }

func (d dresser) space() string {
	return rapid.SampledFrom([]string{"", "", "", "", " ", "\n\t", "\r\n"}).Draw(d.t, "space")
}

// text escapes what must be and some of what need not.
func (d dresser) text(s string) string {
	eager := rapid.SampledFrom([]int{0, 0, 0, 3}).Draw(d.t, "escapes")
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r < ' ' || r == '"' || r == '\\' || eager > 0 && i%eager == 0:
			if r > 0xffff {
				high, low := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
				fmt.Fprintf(&b, `\u%04x\u%04X`, high, low)
				continue
			}
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

func (d dresser) base64(data []byte) string {
	s := base64.StdEncoding.EncodeToString(data)
	switch rapid.IntRange(0, 5).Draw(d.t, "base64") {
	case 0:
		s = strings.ReplaceAll(s, "/", `\/`)
	case 1:
		return d.text(s)
	case 2:
		at := rapid.IntRange(0, len(s)).Draw(d.t, "break")
		s = s[:at] + `\r\n` + s[at:]
	}
	return `"` + s + `"`
}

func (d dresser) time(at time.Time) string {
	ms := at.UnixMilli()
	switch rapid.IntRange(0, 3).Draw(d.t, "time") {
	case 0:
		return fmt.Sprintf("%de-3", ms)
	case 1:
		return fmt.Sprintf("%d.%012dE9", ms/1e12, ms%1e12)
	case 2:
		return fmt.Sprintf("%d.%03d0009", ms/1000, ms%1000)
	}
	return fmt.Sprintf("%d.%03d", ms/1000, ms%1000)
}
