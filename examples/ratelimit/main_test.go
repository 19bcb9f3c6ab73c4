package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `400 requests, never more than 200 within a second: true
in no less than three seconds: true
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
