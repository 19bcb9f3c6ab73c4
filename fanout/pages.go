package fanout

// A page's memory, and what becomes of it.

// Pages says what becomes of a page's memory when its records are done.
type Pages int

// The ways.
const (
	// KeepPages leaves pages to the garbage collector: a record is the user's to keep.
	KeepPages Pages = iota
	// ReusePages reads the next page into the memory of one that is done: Data and PartitionKey of a
	// record are then valid until ProcessRecords returns nil, and whoever needs them longer clones the
	// record.
	ReusePages
	// PoisonPages is ReusePages for tests: a page that is done is overwritten, so that a record that was
	// kept without Clone is seen to be garbage.
	PoisonPages
)
