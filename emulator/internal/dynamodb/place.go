package dynamodb

// Places: where in a table or index an item belongs. Places are ordered as Scan and Query list
// items: by the hash of the hash key, then by the sort key.

import (
	"cmp"
	"encoding/binary"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// The service's limits on keys, in bytes.
const (
	maxHashKey = 2048
	maxSortKey = 1024
)

// A place is a key in comparable form.
type place struct {
	partition string // 8 bytes of hash, then the hash key
	sort      string // the sort key, so that its bytes are ordered
	row       string // in an index, which may have several items with one key: the table's key
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.partition, q.partition), cmp.Compare(p.sort, q.sort), cmp.Compare(p.row, q.row))
}

// joined is the place as one string, different for different places.
func (p place) joined() string {
	return string(binary.AppendUvarint(nil, uint64(len(p.partition)))) + p.partition + p.sort
}

// partition is the first part of a place: all items with this hash key have it.
func partition(v attribute.Value) string {
	raw := attribute.AppendOrdered(make([]byte, 8, 64), v)
	binary.BigEndian.PutUint64(raw, scatter(raw[8:]))
	return string(raw)
}

// scatter is a hash whose high bits are as good as its low ones: a segment of a parallel scan is a
// range of it. FNV-1a, with the last step of MurmurHash3.
func scatter(data []byte) uint64 {
	h := uint64(0xcbf29ce484222325)
	for _, b := range data {
		h = (h ^ uint64(b)) * 0x100000001b3
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// placeOf is where an item belongs that has the key's attributes with their types.
func (s schema) placeOf(item attribute.Map) place {
	p := place{partition: partition(item.Get(s.hash.name))}
	if s.sort.name != "" {
		p.sort = string(attribute.AppendOrdered(nil, item.Get(s.sort.name)))
	}
	return p
}

// locate is placeOf for the Key of a request, which has to have the attributes of the key and no other.
func (s schema) locate(key attribute.Map) (place, *wire.Error) {
	parts := s.parts()
	if len(key) != len(parts) {
		return place{}, mismatch()
	}
	for _, part := range parts {
		v := key.Get(part.name)
		if v == nil || v.Type() != part.kind {
			return place{}, mismatch()
		}
	}
	if err := s.fits(key); err != nil {
		return place{}, err
	}
	return s.placeOf(key), nil
}

func mismatch() *wire.Error { return refuse("The provided key element does not match the schema") }

// locateItem is placeOf for a whole item that is to be stored.
func (s schema) locateItem(item attribute.Map) (place, *wire.Error) {
	for _, part := range s.parts() {
		v := item.Get(part.name)
		if v == nil {
			return place{}, refuse("One or more parameter values were invalid: Missing the key %s in the item", part.name)
		}
		if v.Type() != part.kind {
			return place{}, refuse("One or more parameter values were invalid: Type mismatch for key %s expected: %s actual: %s",
				part.name, part.kind, v.Type())
		}
	}
	if err := s.fits(item); err != nil {
		return place{}, err
	}
	return s.placeOf(item), nil
}

// fits checks the sizes of the key's values.
func (s schema) fits(item attribute.Map) *wire.Error {
	for _, part := range s.parts() {
		switch v := item.Get(part.name).(type) {
		case attribute.String:
			if v == "" {
				return emptyKey("string", part.name)
			}
		case attribute.Binary:
			if v == "" {
				return emptyKey("binary", part.name)
			}
		}
	}
	if attribute.Size(item.Get(s.hash.name)) > maxHashKey {
		return refuse("One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of%d bytes", maxHashKey)
	}
	if s.sort.name != "" && attribute.Size(item.Get(s.sort.name)) > maxSortKey {
		return refuse("One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of %d bytes", maxSortKey)
	}
	return nil
}

func emptyKey(kind, name string) *wire.Error {
	return refuse("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty %s value. Key: %s", kind, name)
}
