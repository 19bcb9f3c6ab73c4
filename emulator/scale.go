package emulator

// Streams as the hands of a test or a server reach for them.

import (
	"cmp"
	"strings"
)

// Scale gives a stream, named by name or ARN, that many open shards of equal width, at once and
// whatever its mode is: the growth of an on-demand stream without its traffic. It walks by splits and
// merges as UpdateShardCount does, so lineage and data are kept. It is for tests and servers; no
// client has such a call. It fails if the stream is not ACTIVE, or if there is none.
func (e *Emulator) Scale(stream string, shards int) error {
	e.begin.Do(e.open)
	account, region, name := e.find(stream)
	return e.kinesis.Scale(account, region, name, shards, e.now())
}

// find takes apart how a stream is named: by name, where Config's clients look, or by ARN.
func (e *Emulator) find(stream string) (account, region, name string) {
	if part := strings.SplitN(stream, ":", 6); len(part) == 6 {
		return part[4], part[3], strings.TrimPrefix(part[5], "stream/")
	}
	return cmp.Or(e.Account, defaultAccount), cmp.Or(e.Region, defaultRegion), stream
}
