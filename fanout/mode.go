package fanout

import "fmt"

// A Mode is how a shard's records are retrieved.
type Mode int

// The modes. A fleet may be mixed, and change while it runs: positions mean the same in all.
const (
	// Polling asks by GetRecords: half an Interval of latency, 5 calls and 2 MB a second and shard
	// shared with every other application, and no cost beside the stream's.
	Polling Mode = iota
	// FanOut is pushed to, by enhanced fan-out: 2 MB a second and shard of its own at some tens of
	// milliseconds of latency, for which the service charges by shard and hour and by the gigabyte.
	FanOut
	// Automatic is FanOut where it can be had, and Polling where and while it can not.
	Automatic
)

func (m Mode) String() string {
	switch m {
	case Polling:
		return "polling"
	case FanOut:
		return "fan-out"
	case Automatic:
		return "automatic"
	default:
		return fmt.Sprintf("Mode(%d)", int(m))
	}
}
