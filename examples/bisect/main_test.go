package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `insert [1 2 3 4 5 x 7 8] fails
insert [1 2 3 4]
insert [5 x] fails
insert [5]
insert [x] fails
one of 8, found with 4 calls: a row is bad
insert [x] fails
insert [x] fails
insert [x]
insert [7 8]
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
