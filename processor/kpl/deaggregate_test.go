package kpl

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/processor"
)

// Broken by: an index taken for that of the record; a hash key that is left out.
func TestWhatTheDaemonPackedComesOutAsItWasPut(t *testing.T) {
	packed, put := daemons(t)
	got, dropped, damaged := Deaggregate([]processor.Record{outer(t, packed)}, Range{}, nil)
	if len(got) != len(put) || dropped != 0 || len(damaged) != 0 {
		t.Fatalf("%d records, %d dropped, %v; want %d, none, nothing", len(got), dropped, damaged, len(put))
	}
	for i, u := range put {
		want := processor.Record{
			Data: u.Data, PartitionKey: u.PartitionKey, ExplicitHashKey: u.ExplicitHashKey, Position: at(t, uint64(i)), Arrived: arrived,
		}
		if !reflect.DeepEqual(got[i], want) {
			t.Errorf("record %d is %v, want %v", i, got[i], want)
		}
	}
}

// text is a record in short.
func text(r processor.Record) string {
	words := []string{fmt.Sprintf("%s|%s|%s/%d", r.PartitionKey, r.ExplicitHashKey, r.Data, r.Position.SubSequenceNumber())}
	for _, t := range r.Tags() {
		words = append(words, t.Key+"="+t.Value)
	}
	return strings.Join(words, " ")
}

// Broken by: a table that must stand before what refers to it; the first of two values that counts; a
// number of another type that is taken for an index; a group that ends the message.
func TestMessagesAreReadAsProtocolBuffersAre(t *testing.T) {
	const (
		fixed   = "\x79\x01\x02\x03\x04\x05\x06\x07\x08" + "\x7d\x01\x02\x03\x04" // fields 15
		groups  = "\x7b" + "\x83\x01" + "\x08\x01" + "\x84\x01" + "\x0a\x01x" + "\x7c"
		unknown = "\x78\x96\x01" + fixed + groups
	)
	for _, c := range []struct{ name, message, want string }{
		{"in order", key("a") + simple(0, "x"), "a||x/0"},
		{"tables last", record(keyAt(1), hashAt(0), data("x")) + key("a") + key("b") + hashKey("7"), "b|7|x/0"},
		{"two records", key("a") + simple(0, "x") + simple(0, "y"), "a||x/0, a||y/1"},
		{"unknown fields", unknown + key("a") + unknown + record(unknown, keyAt(0), unknown, data("x"), unknown) + unknown, "a||x/0"},
		{"the last value counts", key("a") + key("b") + hashKey("7") + hashKey("8") +
			record(keyAt(0), data("x"), hashAt(0), keyAt(1), hashAt(1), data("y")), "b|8|y/0"},
		{"a packed number is unknown", key("a") + key("b") + record(keyAt(0), fieldOf(1, "\x01"), data("x")), "a||x/0"},
		{"data of another type is unknown", key("a") + record(keyAt(0), data("x"), numberOf(3, 5)), "a||x/0"},
		{"a table's entry of another type is unknown", numberOf(1, 5) + key("a") + simple(0, "x"), "a||x/0"},
		{"longer numbers than need be", key("a") + record("\x88\x00\x80\x80\x00", data("x")), "a||x/0"},
		{"a number of ten bytes", key("a") + record(keyAt(0), data("x"), "\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "a||x/0"},
		{"nothing in everything", key("") + hashKey("") + record(keyAt(0), hashAt(0), data("")), "||/0"},
		{"tags", key("a") + record(keyAt(0), data("x"), tag(fieldOf(1, "k"), fieldOf(2, "v")), tag(fieldOf(1, "l"))), "a||x/0 k=v l="},
		{"tags among the rest", key("a") + record(tag(fieldOf(2, "w"), fieldOf(1, "k"), unknown, fieldOf(2, "v")), data("x"), keyAt(0)), "a||x/0 k=v"},
	} {
		got, dropped, damaged := Deaggregate([]processor.Record{outer(t, sealed(c.message))}, Range{}, nil)
		if all := strings.Join(texts(got), ", "); all != c.want || dropped != 0 || len(damaged) != 0 {
			t.Errorf("%s: %q, %d dropped, %v; want %q", c.name, all, dropped, damaged, c.want)
		}
	}
}

// Each of these is given out as it came in, among its neighbours, and nothing of it besides.
//
// Broken by: an expansion that begins before all is checked; leaving out any one of the checks.
func TestADamagedAggregateComesAsItIs(t *testing.T) {
	good := simple(0, "x")
	torn := sealed(key("a") + good)
	torn[6]++
	for name, c := range map[string]struct {
		data []byte
		err  error
	}{
		"the magic number alone":        {[]byte(magic), errShort},
		"nothing in it":                 {sealed(""), errShort},
		"another MD5":                   {torn, errDigest},
		"an MD5 that is cut":            {sealed(key("a") + good)[:29], errDigest},
		"no records":                    {sealed(key("a") + hashKey("7")), errEmpty},
		"no such key":                   {sealed(key("a") + good + simple(1, "y")), errKey},
		"no such hash key":              {sealed(key("a") + good + record(keyAt(0), hashAt(0), data("y"))), errKey},
		"the last key there can be":     {sealed(key("a") + good + record("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", data("y"))), errKey},
		"no key index":                  {sealed(key("a") + good + record(data("y"))), errMissing},
		"no data":                       {sealed(key("a") + good + record(keyAt(0))), errMissing},
		"a tag without a key":           {sealed(key("a") + good + record(keyAt(0), data("y"), tag(fieldOf(2, "v")))), errMissing},
		"a record cut short":            {sealed(key("a") + good + "\x1a\x09\x08\x00"), errCut},
		"a tag cut short":               {sealed(key("a") + good + "\x9a"), errCut},
		"a field in a record cut short": {sealed(key("a") + good + record(keyAt(0), "\x1a\x09")), errCut},
		"an eight-byte number cut":      {sealed(key("a") + good + "\x79\x00"), errCut},
		"a four-byte number cut":        {sealed(key("a") + good + "\x7d\x00"), errCut},
		"a number of eleven bytes":      {sealed(key("a") + good + "\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), errVarint},
		"a number of 65 bits":           {sealed(key("a") + good + "\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), errVarint},
		"a length without end":          {sealed(key("a") + good + "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), errCut},
		"field 0":                       {sealed(key("a") + good + "\x00\x01"), errField},
		"field 2^29":                    {sealed(key("a") + good + "\x80\x80\x80\x80\x10\x01"), errField},
		"type 6":                        {sealed(key("a") + good + "\x7e\x01"), errField},
		"a group without an end":        {sealed(key("a") + good + "\x7b\x08\x01"), errCut},
		"a group without a begin":       {sealed(key("a") + good + "\x7c"), errGroup},
		"a group with another's end":    {sealed(key("a") + good + "\x7b\x74"), errGroup},
		"groups without a bottom":       {sealed(key("a") + good + strings.Repeat("\x7b", 101) + strings.Repeat("\x7c", 101)), errGroup},
		"field 0 in a group":            {sealed(key("a") + good + "\x7b\x03\x04\x7c"), errGroup},
	} {
		plain := outer(t, []byte("plain"))
		records := []processor.Record{plain, outer(t, c.data), plain}
		got, dropped, damaged := Deaggregate(records, Range{}, nil)
		if !reflect.DeepEqual(got, records) || dropped != 0 {
			t.Errorf("%s: %v, %d dropped; want the record as it came", name, got, dropped)
		}
		if len(damaged) != 1 || damaged[0].Position != at(t, 0) || !isErr(damaged[0].Err, c.err) {
			t.Errorf("%s: damaged %v, want one: %v", name, damaged, c.err)
		}
	}
}

func isErr(got, want error) bool { return got != nil && strings.HasSuffix(got.Error(), want.Error()) }

// Broken by: a prefix that is not looked at whole.
func TestPlainRecordsStayAsTheyAre(t *testing.T) {
	for _, data := range []string{"", "\xf3", magic[:3], "plain", "\xf3\x89\x9a\xc3 and more than sixteen bytes"} {
		records := []processor.Record{outer(t, []byte(data))}
		got, dropped, damaged := Deaggregate(records, shard(t, "5", "5"), nil)
		if !reflect.DeepEqual(got, records) || dropped != 0 || damaged != nil {
			t.Errorf("%q becomes %v, %d dropped, %v", data, got, dropped, damaged)
		}
	}
}

// Broken by: a key that is copied; data whose capacity reaches into what lies behind.
func TestRecordsLieInTheirAggregate(t *testing.T) {
	whole := sealed(key("account") + hashKey("7") + record(keyAt(0), hashAt(0), data("payload"), tag(fieldOf(1, "k"), fieldOf(2, "v"))) + simple(0, "next"))
	got, _, _ := Deaggregate([]processor.Record{outer(t, whole)}, Range{}, nil)
	for name, p := range map[string]*byte{
		"Data": unsafe.SliceData(got[0].Data), "PartitionKey": unsafe.StringData(got[0].PartitionKey),
		"ExplicitHashKey": unsafe.StringData(got[0].ExplicitHashKey), "a tag": unsafe.StringData(got[0].Tags()[0].Value),
	} {
		if at := uintptr(unsafe.Pointer(p)) - uintptr(unsafe.Pointer(&whole[0])); at >= uintptr(len(whole)) {
			t.Errorf("%s does not lie in the aggregate", name)
		}
	}
	before := bytes.Clone(whole)
	for _, r := range got {
		_ = append(r.Data, "overwritten"...)
	}
	if !bytes.Equal(whole, before) {
		t.Error("what is appended to Data changes the aggregate")
	}
}

// Broken by: a string or a field on the heap for each record.
func TestRecordsCostNoAllocation(t *testing.T) {
	message := key("account-1") + key("account-2") + hashKey("12345") +
		strings.Repeat(simple(0, "payload")+record(keyAt(1), hashAt(0), data("payload")), 100)
	records, into := []processor.Record{outer(t, sealed(message))}, make([]processor.Record, 0, 200)
	n := testing.AllocsPerRun(20, func() { into, _, _ = Deaggregate(records, shard(t, "0", "12345"), into[:0]) })
	if n > 5 {
		t.Errorf("200 records cost %v allocations, want 5 at most: the tables' and the verdicts'", n)
	}
}

// Broken by: room made for each aggregate anew.
func TestAPageOfLikeAggregatesTakesItsMemoryAtOnce(t *testing.T) {
	records := slices.Repeat([]processor.Record{outer(t, many(500))}, 20)
	n := testing.AllocsPerRun(20, func() {
		if all, _, _ := Deaggregate(records, Range{}, nil); len(all) != 10_000 {
			t.Errorf("%d records, want 10,000", len(all))
		}
	})
	if n > 5 {
		t.Errorf("20 aggregates cost %v allocations, want 5 at most: of the records, and of the tables", n)
	}
}
