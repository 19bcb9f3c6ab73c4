package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `charged order 1
a record is put aside after 3 attempts
charged order 3
shardId-000000000000 of orders: "no order", 3 attempts
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
