package kinesis

// The key of a delivered object: a template with variables in !{}, and a suffix that makes it the
// only one of its name.

import (
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// defaultKeyTemplate is the service's.
const defaultKeyTemplate = "kinesis-channel/!{channel-name}/!{channel-id}/!{yyyy}/!{MM}/!{dd}/!{HH}/" +
	"!{channel-name}-!{channel-id}-!{yyyy}-!{MM}-!{dd}-!{HH}-!{mm}!{extension}"

// errorPrefix is the service's default for dead letters.
func errorPrefix(name, id string) string { return "kinesis-channel/errors/" + name + "/" + id + "/" }

// keyValues is what the variables of a template stand for.
type keyValues struct {
	channel, id, stream string
	at                  time.Time // when the object was cut, in UTC
	extension           string    // ".gz", or "" for what is not compressed
}

// value is what a variable stands for. A template may give its own extension, as !{extension:.json}.
func (v keyValues) value(name string) (string, bool) {
	at := v.at.UTC()
	switch name {
	case "channel-name":
		return v.channel, true
	case "channel-id":
		return v.id, true
	case "stream-name":
		return v.stream, true
	case "yyyy":
		return at.Format("2006"), true
	case "yy":
		return at.Format("06"), true
	case "MM":
		return at.Format("01"), true
	case "dd":
		return at.Format("02"), true
	case "HH":
		return at.Format("15"), true
	case "mm":
		return at.Format("04"), true
	case "extension":
		return v.extension, true
	}
	return strings.CutPrefix(name, "extension:")
}

// expand puts values for the variables. Its second result names what is not one.
func (v keyValues) expand(template string) (key, unknown string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "!{")
		b.WriteString(before)
		if !found {
			return b.String(), ""
		}
		name, after, closed := strings.Cut(rest, "}")
		value, known := v.value(name)
		switch {
		case !closed:
			return "", "!{" + rest
		case !known:
			return "", "!{" + name + "}"
		}
		b.WriteString(value)
		template = after
	}
}

// key is the key of the n-th object of a channel.
func (v keyValues) key(template string, n int64) string {
	key, _ := v.expand(template)
	return key + v.suffix(n)
}

// suffix tells the objects of a channel apart, and those of channels that share a bucket.
func (v keyValues) suffix(n int64) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s %d", v.id, n) // a hash takes everything
	return fmt.Sprintf("-%06d-%011x", n, h.Sum64()>>20)
}

// checkTemplate refuses a template that makes no key.
func checkTemplate(template string) *wire.Error {
	key, unknown := keyValues{channel: "c", id: "i", stream: "s"}.expand(template)
	switch {
	case unknown != "":
		return wire.Errorf(invalidArgument, "OutputKeyTemplate has the variable %s, which is not supported.", unknown)
	case !consistsOf(key, lower+upper+digits+"!-_'.*()/+="):
		return wire.Errorf(invalidArgument, "OutputKeyTemplate %s has characters that are not supported.", template)
	case !isPath(key):
		return wire.Errorf(invalidArgument, "OutputKeyTemplate %s must not start or end with a slash, nor have empty, . or .. segments.", template)
	}
	return nil
}

// isPath: is the key also the path of a file below a folder?
func isPath(key string) bool {
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment == "." || segment == ".." {
			return false
		}
	}
	return true
}
