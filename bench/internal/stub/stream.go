package stub

// Names: of streams, which say what is in them, of consumers and of iterators.

import (
	"fmt"
	"strings"

	"github.com/shardkeeper/shardkeeper/bench/peer"
)

const arnPrefix = "arn:aws:kinesis:us-east-1:000000000000:stream/"

func arn(s peer.Stream) string { return arnPrefix + s.Name() }

// streamOf reads a name or an ARN, also a consumer's.
func streamOf(name string) (peer.Stream, bool) {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, arnPrefix), "/")
	var s peer.Stream
	n, err := fmt.Sscanf(name, "s%d-n%d", &s.Shards, &s.Each)
	return s, err == nil && n == 2 && s.Shards > 0 && s.Each > 0
}

func shardID(index int) string { return fmt.Sprintf("shardId-%012d", index) }

// A place is before a record of a shard of a stream; all shards are alike, so the shard does not matter.
type place struct{ each, at int }

// iteratorLength is about that of the service's iterators.
const iteratorLength = 224

// iterator is an iterator as long as the service's.
func (p place) iterator() string {
	text := fmt.Sprintf("n%d-a%d-", p.each, p.at)
	return text + strings.Repeat("A", iteratorLength-len(text))
}

func placeOf(iterator string) (place, bool) {
	var p place
	n, err := fmt.Sscanf(iterator, "n%d-a%d-", &p.each, &p.at)
	return p, err == nil && n == 2 && p.at >= 0
}
