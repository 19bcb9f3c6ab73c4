package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `call 1 with 50 records fails
call 2 with 50 records fails
call 3 with 50 records fails
circuit opened for 1s
call 4 with 1 records fails
circuit opened for 1s
call 5 writes 1 records
circuit closed
call 6 writes 49 records
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
