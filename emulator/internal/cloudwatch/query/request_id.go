package query

// The name of a request in its answer.

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// RequestID makes an id in the form of a UUID out of a request. The services have no source of
// chance; an id is there to be printed, and nothing relies on it being unlike all others.
func RequestID(r wire.Request) string {
	sum := fnv.New128a()
	_, _ = sum.Write(binary.BigEndian.AppendUint64([]byte(r.Account+r.Region+r.Operation), uint64(r.Now.UnixNano())))
	_, _ = sum.Write(r.Body) // a hash takes everything
	id := sum.Sum(nil)
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
