package lease

import (
	"cmp"
	"strings"
)

// A Key names the lease of one shard. Stream is empty in a table of a single stream; in a table
// of several it is KCL's stream identifier, account:name:creation-epoch.
type Key struct {
	Stream string
	Shard  string
}

// String is KCL's leaseKey: the shard, or stream:shard.
func (k Key) String() string {
	if k.Stream == "" {
		return k.Shard
	}
	return k.Stream + ":" + k.Shard
}

// ParseKey reads a leaseKey. A shard id bears no colon, so the last one parts stream and shard.
func ParseKey(text string) Key {
	if i := strings.LastIndexByte(text, ':'); i >= 0 {
		return Key{Stream: text[:i], Shard: text[i+1:]}
	}
	return Key{Shard: text}
}

// Sibling is the key of another shard of the same stream.
func (k Key) Sibling(shard string) Key { return Key{Stream: k.Stream, Shard: shard} }

// Compare orders keys as the table's "lowest key" needs it: by stream, then by shard.
func (k Key) Compare(other Key) int {
	return cmp.Or(cmp.Compare(k.Stream, other.Stream), cmp.Compare(k.Shard, other.Shard))
}
