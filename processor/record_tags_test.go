package processor

// Tags, and what they cost a record without any.

import (
	"reflect"
	"testing"
	"unsafe"
)

// Broken by: a Clone that takes over the tags as they are, or leaves them out.
func TestACloneHasTagsOfItsOwn(t *testing.T) {
	page := []byte("tenantblue")
	text := func(from, to int) string { return unsafe.String(&page[from], to-from) }
	record := Record{}.Tagged([]Tag{{Key: text(0, 6), Value: text(6, 10)}, {Key: text(0, 6)}})
	clone := record.Clone()
	clear(page)
	record.Tags()[1].Key = "mine"
	if got, want := clone.Tags(), []Tag{{Key: "tenant", Value: "blue"}, {Key: "tenant"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("the clone's tags are %q, want %q", got, want)
	}
}

// Broken by: tags in the record itself, which is moved a million times for each one that bears some.
func TestTagsCostARecordWithoutThemAPointer(t *testing.T) {
	if got, want := unsafe.Sizeof(Record{}.tags), unsafe.Sizeof(uintptr(0)); got != want {
		t.Errorf("a record has %d bytes for tags, want %d", got, want)
	}
	record := Record{Data: []byte("x"), PartitionKey: "k"}
	if n := testing.AllocsPerRun(10, func() { _ = record.Tagged(nil).Tags() }); n != 0 {
		t.Errorf("no tags cost %v allocations, want 0", n)
	}
}
