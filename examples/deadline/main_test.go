package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `charged order 1
ProcessRecords took longer than 500ms
charged order 2
charged order 3
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
