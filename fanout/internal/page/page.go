// Package page reads pages of records as Kinesis writes them, in CBOR or in JSON, without a copy: the
// data, keys and numbers of records point into the document that they came in.
//
// Whoever keeps a record keeps its document from the garbage collector, and a document may be used
// again only when nobody has anything of its records any more. What outlives a page by its nature is a
// copy: the next iterator, the children. JSON is decoded in place: base64 and escapes are shorter when
// they are decoded than as they stand, so a document that was read has changed and is read only once.
//
// Any bytes whatever are read or refused in time and memory that grow with their length alone. Nothing
// declared reserves memory, nothing nests without end, and of records and children there may be so
// many and no more. No error quotes what a document says.
package page

import "time"

// MostRecords is how many records a page may have: twenty times what the service gives. An empty
// record of JSON has three bytes and costs a hundred of memory, so that a body of MostBody would
// otherwise become gigabytes.
const MostRecords = 200_000

// Children and their parents: the service names two at most of either.
const (
	mostChildren = 1000
	mostParents  = 100 // of one child
)

// Bounds of times in milliseconds: mostBehind fits a time.Duration, mostMillis lies beyond any
// time that the service means.
const (
	mostBehind = int64(1<<63-1) / int64(time.Millisecond)
	mostMillis = 1 << 50
)

// Has is a set of members that were there. A member that is null is absent. Where a nil slice can
// say it (Data, Parents, Children), it does.
type Has uint8

// Members of records.
const (
	HasSequenceNumber Has = 1 << iota
	HasPartitionKey
	HasArrived
)

// Members of pages.
const (
	HasRecords Has = 1 << iota
	HasNext
	HasBehind
)

// Members of children.
const (
	HasID Has = 1 << iota
	HasRange
	HasStartingHashKey
	HasEndingHashKey
)

// Any tells whether one of the members was there.
func (h Has) Any(members Has) bool { return h&members != 0 }

// A Record is one of a page. What it points to is the document's. The capacity of Data ends with it,
// so that appending to it copies.
type Record struct {
	Data           []byte // nil: absent
	PartitionKey   string
	SequenceNumber string
	Arrived        time.Time // UTC, in milliseconds
	EncryptionType string
	Has            Has
}

// A Child is a shard that goes on where the page's shard ended. All of it is a copy.
type Child struct {
	ID              string
	Parents         []string // all of them: two after a merge; nil: absent
	StartingHashKey string
	EndingHashKey   string
	Has             Has
}

// A Page is what there is beside the records. All of it is a copy.
type Page struct {
	Next     string        // where the next page is: an iterator, or an event's continuation; "" at the end of a shard
	Behind   time.Duration // from the tip, in whole milliseconds
	Children []Child       // nil: absent
	Records  int           // how many were added
	Has      Has
}

// Into takes the records of a page, in their order. A reading that fails may have added some.
type Into interface {
	// Grow says that about n more are to come. It is said before there is no more room of what
	// was said before; a reader that believes it has a slice that grows once or twice a page.
	Grow(n int)
	// Add takes one. r is the reader's, and valid during the call.
	Add(r *Record)
}
