package cloudwatch

import "testing"

// A stream that is busy for days has other sizes and latencies each minute: four metrics of 500 values a
// minute are half a gigabyte in two weeks.
//
// Broken by: a fold that keeps every value.
func TestOldDataIsKeptInFewValues(t *testing.T) {
	var s series
	const minutes, values = 24 * 60, 500
	for m := range int64(minutes) {
		for v := range values {
			s.sample(m*minute, minute).add(float64(v), 1)
		}
		s.settle(m * minute)
	}
	kept, count := 0, 0.0
	for _, p := range s.points {
		kept, count = kept+cap(p.values), count+p.count
	}
	if most := minutes*oldValues + 2*mostValues*(keepFine/minute+1); kept > most {
		t.Errorf("a day is kept in %d values, want %d at most", kept, most)
	}
	if count != minutes*values {
		t.Errorf("a day counts %v values, want %d", count, minutes*values)
	}
	for _, p := range []float64{1, 50, 99} {
		if got, ok := s.points[0].percentile(p); !ok || got < p*values/100-1 || got > p*values/100+values/(oldValues/2) {
			t.Errorf("p%v of 0 to %d is %v a day later", p, values-1, got)
		}
	}
}
