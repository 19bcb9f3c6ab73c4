//go:build unix

package cost

import "testing"

var kept []*[64]byte

// Broken by: allocations that are not counted; memory in another unit than bytes.
func TestAReadingIsOfThisProcess(t *testing.T) {
	before, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	const objects = 100_000
	for range objects {
		kept = append(kept, new([64]byte))
	}
	after, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	if n := after.Allocs - before.Allocs; n < objects || n > 2*objects {
		t.Errorf("%d allocations, want about %d", n, objects)
	}
	if after.CPU < before.CPU || after.MaxRSS < before.MaxRSS {
		t.Errorf("it shrank: %+v, then %+v", before, after)
	}
	if after.MaxRSS < 64*objects || after.MaxRSS > 1<<30 {
		t.Errorf("%d bytes of memory, which no test has", after.MaxRSS)
	}
	kept = nil
}
