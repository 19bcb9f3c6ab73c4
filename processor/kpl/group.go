package kpl

// The records of one shard on their way into an aggregate, and the aggregate's bytes. They are those that
// the KPL's own daemon writes: the tables in the order in which keys came, then the records.

import (
	"crypto/md5"
	"encoding/binary"
	"math/bits"

	"github.com/shardkeeper/shardkeeper/processor"
)

// A group is what is packed together. It keeps account of the size that it will have.
type group struct {
	items        []item
	keys, hashes table
	body         int // bytes of the message
}

// An item is a record with its place on the hash line, and the places of its keys in the tables.
type item struct {
	UserRecord
	at        hash
	key, hash int // hash: if it has an explicit one
}

// A table is a list of texts, each of which is in it once.
type table struct {
	texts []string
	place map[string]int
}

// size is that of the aggregate so far, 0 if there is nothing in it.
func (g *group) size() int {
	if len(g.items) == 0 {
		return 0
	}
	return overhead + g.body
}

// sizeWith is the size that g has once r is added.
func (g *group) sizeWith(r *UserRecord) int {
	it := item{UserRecord: *r}
	return overhead + g.body + g.place(&it)
}

// place finds where the keys of it are, or will be, and counts the bytes that it adds.
func (g *group) place(it *item) (bytes int) {
	var more int
	it.key, bytes = g.keys.find(it.PartitionKey)
	if it.ExplicitHashKey != "" {
		it.hash, more = g.hashes.find(it.ExplicitHashKey)
	}
	return bytes + more + fieldLen(it.bodyLen())
}

func (g *group) add(r UserRecord, at hash) {
	it := item{UserRecord: r, at: at}
	g.body += g.place(&it)
	g.keys.enter(r.PartitionKey, it.key)
	if r.ExplicitHashKey != "" {
		g.hashes.enter(r.ExplicitHashKey, it.hash)
	}
	g.items = append(g.items, it)
}

// find tells where text is or will be, and how many bytes its entry costs.
func (t *table) find(text string) (place, bytes int) {
	if place, ok := t.place[text]; ok {
		return place, 0
	}
	return len(t.texts), fieldLen(len(text))
}

func (t *table) enter(text string, place int) {
	if place < len(t.texts) {
		return
	}
	if t.place == nil {
		t.place = map[string]int{}
	}
	t.texts = append(t.texts, text)
	t.place[text] = place
}

func (t *table) clear() {
	clear(t.texts)
	clear(t.place)
	t.texts = t.texts[:0]
}

// flush appends what g has, and empties it.
func (g *group) flush(into []Entry) []Entry {
	switch {
	case len(g.items) == 0:
		return into
	case len(g.items) == 1 && g.items[0].plain():
		r := &g.items[0]
		into = append(into, Entry{r.PartitionKey, r.ExplicitHashKey, r.Data, 1})
	default:
		// The hash key decides. No consumer sees the partition key, so it is the KPL's, a single letter.
		into = append(into, Entry{"a", g.items[0].at.String(), g.encode(), len(g.items)})
	}
	clear(g.items)
	g.items, g.body = g.items[:0], 0
	g.keys.clear()
	g.hashes.clear()
	return into
}

// plain tells whether it may go without an aggregate around it: it has nothing that is lost then, and a
// consumer does not take it for one.
func (it *item) plain() bool { return len(it.Tags) == 0 && !isAggregate(it.Data) }

func (g *group) encode() []byte {
	b := make([]byte, 0, overhead+g.body)
	b = append(b, magic...)
	for _, key := range g.keys.texts {
		b = appendField(b, keyTable, key)
	}
	for _, hash := range g.hashes.texts {
		b = appendField(b, hashTable, hash)
	}
	for i := range g.items {
		b = g.items[i].append(b)
	}
	sum := md5.Sum(b[len(magic):])
	return append(b, sum[:]...)
}

func (it *item) append(b []byte) []byte {
	b = appendPrefix(b, recordList, it.bodyLen())
	b = appendNumber(b, keyIndex, it.key)
	if it.ExplicitHashKey != "" {
		b = appendNumber(b, hashIndex, it.hash)
	}
	b = appendField(b, recordData, it.Data)
	for _, t := range it.Tags {
		b = appendPrefix(b, recordTag, tagLen(t))
		b = appendField(b, tagKey, t.Key)
		if t.Value != "" {
			b = appendField(b, tagValue, t.Value)
		}
	}
	return b
}

func (it *item) bodyLen() int {
	n := 1 + uvarintLen(it.key) + fieldLen(len(it.Data))
	if it.ExplicitHashKey != "" {
		n += 1 + uvarintLen(it.hash)
	}
	for _, t := range it.Tags {
		n += fieldLen(tagLen(t))
	}
	return n
}

func tagLen(t processor.Tag) int {
	n := fieldLen(len(t.Key))
	if t.Value != "" {
		n += fieldLen(len(t.Value))
	}
	return n
}

// Every field here has a number below 16, so its tag is one byte.

func appendNumber(b []byte, field, n int) []byte {
	return binary.AppendUvarint(append(b, byte(field<<3|varint)), uint64(n))
}

func appendPrefix(b []byte, field, length int) []byte {
	return binary.AppendUvarint(append(b, byte(field<<3|bytesType)), uint64(length))
}

func appendField[T string | []byte](b []byte, field int, content T) []byte {
	return append(appendPrefix(b, field, len(content)), content...)
}

func fieldLen(content int) int { return 1 + uvarintLen(content) + content }

func uvarintLen(n int) int { return (bits.Len64(uint64(n)|1) + 6) / 7 }
