package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

const want = `polling: records 0 to 99 came, each once, in order
shardId-000000000000: from polling to fan-out
fan-out: records 100 to 199 came, each once, in order
shardId-000000000000: from fan-out to polling
polling: records 200 to 299 came, each once, in order
300 records, 0 out of place
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
