package shardsync

// Hash keys: which part of the range 0 to 2^128-1 no shard covers.

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shardkeeper/shardkeeper/lease"
)

// Holes are the parts of the whole hash range, 0 to 2^128-1, that ranges leave out, in order.
// Ranges may overlap: a parent and its child do, while both are there.
func Holes(ranges []lease.HashKeys) ([]lease.HashKeys, error) {
	return holesWithin(span{new(big.Int), lastKey()}, ranges)
}

type span struct{ first, last *big.Int }

func lastKey() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(1), 128)
	return n.Sub(n, big.NewInt(1))
}

func parseSpan(k lease.HashKeys) (span, error) {
	first, ok := new(big.Int).SetString(k.Starting, 10)
	last, ok2 := new(big.Int).SetString(k.Ending, 10)
	if !ok || !ok2 || first.Cmp(last) > 0 {
		return span{}, fmt.Errorf("shardsync: hash keys %q to %q are no range", k.Starting, k.Ending)
	}
	return span{first, last}, nil
}

func (s span) keys() lease.HashKeys {
	return lease.HashKeys{Starting: s.first.String(), Ending: s.last.String()}
}

func holesWithin(whole span, ranges []lease.HashKeys) ([]lease.HashKeys, error) {
	spans := make([]span, 0, len(ranges))
	for _, r := range ranges {
		s, err := parseSpan(r)
		if err != nil {
			return nil, err
		}
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.first.Cmp(b.first) })
	one := big.NewInt(1)
	next := whole.first // the first key not known to be covered
	var holes []lease.HashKeys
	for _, s := range spans {
		if s.first.Cmp(whole.last) > 0 {
			break
		}
		if next.Cmp(s.first) < 0 {
			holes = append(holes, span{next, new(big.Int).Sub(s.first, one)}.keys())
		}
		if s.last.Cmp(next) >= 0 {
			next = new(big.Int).Add(s.last, one)
		}
	}
	if next.Cmp(whole.last) <= 0 {
		holes = append(holes, span{next, whole.last}.keys())
	}
	return holes, nil
}

// covers tells whether parts together cover whole; false, too, if one of them is no range.
func covers(whole lease.HashKeys, parts []lease.HashKeys) bool {
	w, err := parseSpan(whole)
	if err != nil {
		return false
	}
	holes, err := holesWithin(w, parts)
	return err == nil && len(holes) == 0
}

func hashKeys(shards []Shard) []lease.HashKeys {
	keys := make([]lease.HashKeys, 0, len(shards))
	for _, s := range shards {
		keys = append(keys, s.HashKeys)
	}
	return keys
}
