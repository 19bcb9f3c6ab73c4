package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `order 1 sent
order 2 sent
order 3 failed
order 4 sent
order 5 failed
2 are done, the rest comes again
order 3 sent
order 4 sent
order 5 sent
`

func TestWhatTheExamplePrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		if err := run(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("printed:\n%s\nwant:\n%s", &out, want)
		}
	})
}
