package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `80 charges of 8 accounts, each account's in order: true
one failed once, and came again without holding them up: true
at least three times as fast as one by one: true
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
