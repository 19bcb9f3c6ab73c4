package kinesis

// Constraints on the members of a request, checked before any state is looked at. The service
// reports up to ten mistakes in one message, naming value, member and constraint.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	mostListed = 10_000  // results that a page may be asked to have; it may have fewer
	mostToken  = 1 << 20 // characters of a NextToken
	mostARN    = 2048    // characters, of the ID of a key too
)

// problems collects what is wrong with a request.
type problems struct{ wire.Problems }

func (p *problems) add(value any, member, constraint string, args ...any) {
	p.Add(value, member, "Member must "+constraint, args...)
}

func (p *problems) required(member string, given bool) { p.Required(member, given) }

// length bounds a text in characters.
func (p *problems) length(member string, value *string, least, most int) {
	if value == nil {
		return
	}
	switch n := utf8.RuneCountInString(*value); {
	case n < least:
		p.add(*value, member, "have length greater than or equal to %d", least)
	case n > most:
		p.add(*value, member, "have length less than or equal to %d", most)
	}
}

func (p *problems) between(member string, value *int64, least, most int64) {
	switch {
	case value == nil:
	case *value < least:
		p.add(*value, member, "have value greater than or equal to %d", least)
	case *value > most:
		p.add(*value, member, "have value less than or equal to %d", most)
	}
}

// list checks a list that must be there and have members, most of them at most.
func (p *problems) list(member string, given bool, n, most int) {
	p.required(member, given)
	switch {
	case given && n == 0:
		p.add("[]", member, "have length greater than or equal to 1")
	case n > most:
		p.add(fmt.Sprintf("[%d members]", n), member, "have length less than or equal to %d", most)
	}
}

// memberAt stands before the members of an element of a list.
func memberAt(list string, i int) string { return fmt.Sprintf("%s.%d.member.", list, i+1) }

// pattern takes the service's pattern for the message, and a check for the decision.
func (p *problems) pattern(member string, value *string, pattern string, matches func(string) bool) {
	if value != nil && !matches(*value) {
		p.add(*value, member, "satisfy regular expression pattern: %s", pattern)
	}
}

func (p *problems) oneOf(member string, value *string, words ...string) {
	if value == nil || slices.Contains(words, *value) {
		return
	}
	p.add(*value, member, "satisfy enum value set: [%s]", strings.Join(words, ", "))
}

// name checks the form that stream names and shard IDs share.
func (p *problems) name(member string, value *string) {
	p.length(member, value, 1, 128)
	p.pattern(member, value, "[a-zA-Z0-9_.-]+", isName)
}

// token checks the length of a NextToken.
func (p *problems) token(value *string) { p.length("nextToken", value, 1, mostToken) }

// stream checks the two ways to name a stream.
func (p *problems) stream(name, arn *string) {
	p.name("streamName", name)
	p.length("streamARN", arn, 1, mostARN)
	p.pattern("streamARN", arn, `arn:aws.*:kinesis:.*:\d{12}:stream/\S+`, isStreamARN)
}

func (p *problems) hashKey(member string, value *string) {
	p.pattern(member, value, `0|([1-9]\d{0,38})`, func(s string) bool { return isNumber(s, 39) })
}

func (p *problems) sequenceNumber(member string, value *string) {
	p.pattern(member, value, `0|([1-9]\d{0,128})`, func(s string) bool { return isNumber(s, 129) })
}

func isName(s string) bool {
	for _, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && !('0' <= c && c <= '9') && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return s != ""
}

func isStreamARN(s string) bool {
	part := strings.SplitN(s, ":", 6)
	if len(part) != 6 || part[0] != "arn" || !strings.HasPrefix(part[1], "aws") || part[2] != "kinesis" {
		return false
	}
	name, ok := strings.CutPrefix(part[5], "stream/")
	return ok && name != "" && !strings.ContainsAny(name, " \t\r\n") && len(part[4]) == 12 && isDigits(part[4])
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
