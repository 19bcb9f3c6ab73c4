package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `charged paid 1
charged paid 4
3 are of no interest
5 are done
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
