package shardsync_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/shardsync"
)

// Broken by: a range inside another that moves the sweep back; a hole at the end that is not seen.
func TestHolesAreWhatNoRangeCovers(t *testing.T) {
	for name, test := range map[string]struct{ ranges, want []lease.HashKeys }{
		"nothing covers":          {nil, eighths(0, 8)},
		"halves":                  {eighths(0, 4, 4, 8), nil},
		"out of order":            {eighths(4, 8, 0, 4), nil},
		"a child in its parent":   {eighths(0, 8, 2, 4), nil},
		"holes at begin and end":  {eighths(2, 6), eighths(0, 2, 6, 8)},
		"a hole between":          {eighths(0, 2, 3, 8, 4, 5), eighths(2, 3)},
		"overlapping with a hole": {eighths(0, 4, 2, 5, 6, 8), eighths(5, 6)},
	} {
		got, err := shardsync.Holes(test.ranges)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: Holes(%v) = %v, %v; want %v", name, test.ranges, got, err, test.want)
		}
	}
}

func TestARangeMustBeOne(t *testing.T) {
	for _, keys := range []lease.HashKeys{{}, {Starting: "5", Ending: "4"}, {Starting: "0", Ending: "x"}} {
		if holes, err := shardsync.Holes([]lease.HashKeys{keys}); err == nil {
			t.Errorf("Holes(%v) = %v, no error", fmt.Sprint(keys), holes)
		}
	}
}

// eighths are ranges, each by two numbers.
func eighths(borders ...int) []lease.HashKeys {
	var ranges []lease.HashKeys
	for pair := range slices.Chunk(borders, 2) {
		ranges = append(ranges, parts(pair[0], pair[1], 8))
	}
	return ranges
}
