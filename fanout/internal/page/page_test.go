package page

// What all three encodings promise of a page.

import (
	"bytes"
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// Broken by: bits of a group of base64 that land elsewhere; a text that is unescaped into
// what follows it; a member that a record inherits from the one before.
func TestAPageIsReadAsItWasWritten(t *testing.T) {
	for _, e := range encodings() {
		rapid.Check(t, func(t *rapid.T) {
			want := make([]Record, rapid.IntRange(0, 40).Draw(t, "records"))
			for i := range want {
				want[i] = Record{
					Data:           rapid.SliceOfN(rapid.Byte(), 0, rapid.SampledFrom([]int{0, 5, 30, 300}).Draw(t, "size")).Draw(t, "data"),
					PartitionKey:   rapid.String().Draw(t, "key"),
					SequenceNumber: rapid.StringMatching(`[0-9]{0,60}`).Draw(t, "number"),
					Arrived:        time.UnixMilli(rapid.Int64Range(1e12, 9e12).Draw(t, "arrived")).UTC(),
					EncryptionType: "NONE", Has: HasSequenceNumber | HasPartitionKey | HasArrived,
				}
			}
			k := new(kept)
			p, err := e.read(e.write(want), k)
			if err != nil || p.Records != len(want) || p.Behind != 5*time.Millisecond || len(p.Next) != 200 || p.Has != HasRecords|HasNext|HasBehind {
				t.Fatalf("%s: %+v, %v, want %d records", e.name, p, err, len(want))
			}
			if diff := cmp.Diff(want, k.records, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s: wrote -, read +:\n%s", e.name, diff)
			}
		})
	}
}

func within(document []byte, p *byte) bool {
	from, at := uintptr(unsafe.Pointer(unsafe.SliceData(document))), uintptr(unsafe.Pointer(p))
	return at >= from && at < from+uintptr(len(document))
}

// Broken by: a copy of Data; a copy of a key; a Next that is none.
func TestRecordsPointIntoTheirPageAndNothingElseDoes(t *testing.T) {
	for _, e := range encodings() {
		document := e.write(sample(3, 50))
		p, k := e.mustRead(t, document)
		for i, r := range k.records {
			if !within(document, unsafe.SliceData(r.Data)) || !within(document, unsafe.StringData(r.PartitionKey)) || !within(document, unsafe.StringData(r.SequenceNumber)) {
				t.Errorf("%s: record %d is a copy", e.name, i)
			}
		}
		if within(document, unsafe.StringData(p.Next)) {
			t.Errorf("%s: what leads to the next page pins this one", e.name)
		}
	}
}

// Broken by: Data with the capacity of the page behind it.
func TestAppendingToDataTouchesNothingElse(t *testing.T) {
	for _, e := range encodings() {
		document := e.write(sample(2, 50))
		_, k := e.mustRead(t, document)
		before := bytes.Clone(document)
		_ = append(k.records[0].Data, "more than there was"...)
		if !bytes.Equal(document, before) {
			t.Errorf("%s: the page has changed", e.name)
		}
	}
}

// Broken by: an ErrEnds that is taken for an end; a comma that is not asked for.
func TestAPageThatWasCutIsRefused(t *testing.T) {
	for _, e := range encodings() {
		document := e.write(sample(2, 5))
		for n := range document {
			if _, err := e.read(bytes.Clone(document[:n]), new(kept)); err == nil {
				t.Errorf("%s: %d bytes of %d are read as a page", e.name, n, len(document))
			}
		}
	}
}

// Broken by: a Record that escapes anew each time; room that grows by one.
func TestAPageCostsAHandfulOfAllocations(t *testing.T) {
	for _, e := range encodings() {
		for _, n := range []int{1000, 10_000} {
			document := e.write(sample(n, 200))
			fresh := make([]byte, len(document))
			got := testing.AllocsPerRun(5, func() {
				copy(fresh, document)
				e.mustRead(t, fresh)
			})
			if got > 8 {
				t.Errorf("%s: %d records cost %v allocations, want at most 8", e.name, n, got)
			}
		}
	}
}

// Broken by: a guess by the last record alone; one that is never corrected; one by what is declared.
func TestRoomIsMadeOnceOrTwiceAndNotMuchMoreThanIsNeeded(t *testing.T) {
	for _, e := range encodings() {
		for what, records := range map[string][]Record{
			"alike": sample(3000, 200), "a large one first": append(sample(1, 100_000), sample(3000, 100)...),
			"a huge one first":  append(sample(1, 5_000_000), sample(1000, 100)...),
			"a small one first": append(sample(1, 0), sample(3000, 200)...), "none": nil,
		} {
			_, k := e.mustRead(t, e.write(records))
			most := len(records)*3/2 + 1
			if what == "a small one first" {
				most = len(records) * 4
			}
			if k.room < len(records) || k.room > most || k.grown > 20 {
				t.Errorf("%s: %s: room for %d of %d records, made %d times", e.name, what, k.room, len(records), k.grown)
			}
		}
	}
}

// Broken by: no bound; a bound that leaves out the last.
func TestAPageHasNoMoreThanSoManyRecords(t *testing.T) {
	for _, e := range encodings() {
		var c count
		p, err := e.read(e.write(make([]Record, MostRecords)), &c)
		if err != nil || p.Records != MostRecords || int(c) != MostRecords {
			t.Errorf("%s: %d records, %v, want %d", e.name, p.Records, err, MostRecords)
		}
		if _, err := e.read(e.write(make([]Record, MostRecords+1)), &c); err == nil {
			t.Errorf("%s: one more is read too", e.name)
		}
	}
}

type count int

func (c *count) Grow(int)    {}
func (c *count) Add(*Record) { *c++ }

// Broken by: errors that quote.
func TestErrorsQuoteNothing(t *testing.T) {
	for _, e := range encodings() {
		document := e.write([]Record{{Data: []byte("secret"), PartitionKey: "secret", SequenceNumber: "secret", Has: HasSequenceNumber | HasPartitionKey}})
		for n := range document {
			for _, c := range []byte{0, '"', '!', 0xff} {
				broken := bytes.Clone(document)
				broken[n] = c
				if _, err := e.read(broken, new(kept)); err != nil && bytes.Contains([]byte(err.Error()), []byte("secret")) {
					t.Fatalf("%s: %v", e.name, err)
				}
			}
		}
	}
}

func ExampleReadJSON() {
	answer := []byte(`{"Records":[{"SequenceNumber":"1","Data":"KzE=","PartitionKey":"account-1"}],"NextShardIterator":"AAAA"}`)
	k := new(kept)
	p, err := ReadJSON(answer, k)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %s; next %s\n", k.records[0].PartitionKey, k.records[0].Data, p.Next)
	// Output: account-1: +1; next AAAA
}
