package main

import (
	"slices"
	"testing"
	"time"
)

// Broken by: a quantile that is rounded down.
func TestAQuantileIsNotExceededByItsShare(t *testing.T) {
	var values []time.Duration
	for i := range 1000 {
		values = append(values, time.Duration(i+1))
	}
	for share, want := range map[float64]time.Duration{0: 1, 0.5: 500, 0.99: 990, 0.999: 999, 1: 1000} {
		if got := quantile(values, share); got != want {
			t.Errorf("quantile %v = %d, want %d", share, got, want)
		}
	}
	if got := quantile(values[:7], 0.5); got != 4 {
		t.Errorf("half of seven: %v, want the fourth", got)
	}
	if got := quantile(nil, 0.5); got != 0 {
		t.Errorf("of nothing: %v", got)
	}
	if got := quantile(slices.Clip(values[:1]), 0.999); got != 1 {
		t.Errorf("of one: %v", got)
	}
}
