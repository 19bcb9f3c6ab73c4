package kinesis

// A place is a name under which streams come and go, in one account and region.

import (
	"strings"
	"sync"
)

// A home is what makes a stream's name unique.
type home struct{ account, region, name string }

func (h home) arn() string {
	return "arn:aws:kinesis:" + h.region + ":" + h.account + ":stream/" + h.name
}

// parseARN reads a stream's ARN. The request was validated, so a mistake here is a rare one.
func parseARN(arn string) (home, bool) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "kinesis" || len(part[4]) != 12 {
		return home{}, false
	}
	name, ok := strings.CutPrefix(part[5], "stream/")
	name, _, _ = strings.Cut(name, "/") // a consumer's ARN names its stream first
	return home{part[4], part[3], name}, ok && name != ""
}

// A place outlives its streams, so that the next one is known from the last: clients tell
// incarnations apart by a creation time in whole seconds.
type place struct {
	sync.Mutex
	stream *stream // nil: none now
	last   int64   // creation second of the last stream
	paces  map[string]*rate

	consumers map[string]int64 // by name, the creation second of the last consumer of that name
}

// settle lets happen what was due by now, deletion included.
func (p *place) settle(now int64) {
	if p.stream == nil {
		return
	}
	p.stream.settle(now)
	if p.stream.deleted {
		p.stream = nil
	}
}

// show locks the place for as long as see looks at the stream, if there is one.
func (p *place) show(now int64, see func(*stream) bool) bool {
	p.Lock()
	defer p.Unlock()
	if p.settle(now); p.stream == nil {
		return true
	}
	return see(p.stream)
}

// birth is the creation second of a stream that is created now.
func (p *place) birth(now int64) int64 { return max(now/1000, p.last+1) }
