package page

// The members of records, which come in the same order nearly always.

type member uint8

const (
	unknown member = iota
	sequenceNumber
	arrived
	data
	partitionKey
	encryptionType
)

func memberOf(name []byte) member {
	switch string(name) {
	case "SequenceNumber":
		return sequenceNumber
	case "ApproximateArrivalTimestamp":
		return arrived
	case "Data":
		return data
	case "PartitionKey":
		return partitionKey
	case "EncryptionType":
		return encryptionType
	}
	return unknown
}

// A custom is how the records before were written: by their place in a record, the text that led to each
// value, from the end of the one before. The same text at the same place means the same; it is compared
// as a whole, and need not be taken apart again.
type custom [8]struct {
	raw    []byte // of the document, unchanged
	member member
}

// expect gives what stood at a place the last time.
func (c *custom) expect(place int) (raw []byte, m member) {
	if place >= len(c) {
		return nil, unknown
	}
	return c[place].raw, c[place].member
}

func (c *custom) keep(place int, raw []byte, m member) {
	if place < len(c) {
		c[place].raw, c[place].member = raw, m
	}
}
