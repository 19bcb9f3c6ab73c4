package processor

// A clone and its page.

import (
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

// paged is a record all of whose members lie in one page.
func paged(t *testing.T) (r Record, page []byte) {
	t.Helper()
	page = []byte("payload" + "account-1" + "340282366920938463463374607431768211455" + "49590338271490256608559692538361571095921575989136588898")
	text := func(from, to int) string { return unsafe.String(&page[from], to-from) }
	at, err := checkpoint.At(text(55, len(page)), 3)
	if err != nil {
		t.Fatal(err)
	}
	return Record{Data: page[:7:7], PartitionKey: text(7, 16), ExplicitHashKey: text(16, 55), Position: at, Arrived: time.UnixMilli(1_790_000_000_123)}, page
}

// Broken by: a Clone that leaves out any one member.
func TestACloneOutlivesThePageOfItsRecord(t *testing.T) {
	record, page := paged(t)
	clone := record.Clone()
	if !reflect.DeepEqual(clone, record) {
		t.Errorf("the clone of %v is %v", record, clone)
	}
	for i := range page {
		page[i] = 'x'
	}
	if fresh, _ := paged(t); !reflect.DeepEqual(clone, fresh) {
		t.Errorf("the clone has become %v with its page, want %v", clone, fresh)
	}
	within := func(p *byte) bool {
		at, first := uintptr(unsafe.Pointer(p)), uintptr(unsafe.Pointer(unsafe.SliceData(page)))
		return at >= first && at < first+uintptr(len(page))
	}
	for name, p := range map[string]*byte{
		"Data": unsafe.SliceData(clone.Data), "PartitionKey": unsafe.StringData(clone.PartitionKey),
		"ExplicitHashKey": unsafe.StringData(clone.ExplicitHashKey), "Position": unsafe.StringData(clone.Position.SequenceNumber()),
	} {
		if within(p) {
			t.Errorf("%s of the clone lies in the page", name)
		}
	}
}

// Broken by: Data made of append([]byte{}, ...), for nil; of append([]byte(nil), ...), for no bytes.
func TestACloneOfNothingIsNothing(t *testing.T) {
	for _, r := range []Record{{}, {Data: []byte{}}} {
		if clone := r.Clone(); !reflect.DeepEqual(clone, r) || (clone.Data == nil) != (r.Data == nil) {
			t.Errorf("the clone of %#v is %#v", r, clone)
		}
	}
}
