package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `a full window of 100
a full window of 100
what there was when the oldest had waited: 50
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
