package cloudwatch

// Refusals. The service tells all mistakes of one kind at once, a line each, naming members as forms
// name them whatever the request was written in.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Exceptions, by the names of their shapes. Missing is told before Value, Value before Combination.
const (
	missing     = "MissingRequiredParameterException"
	badValue    = "InvalidParameterValueException"
	combination = "InvalidParameterCombinationException"
	badToken    = "InvalidNextToken"
	validation  = "ValidationError" // all that GetMetricData finds
	internal    = "InternalServiceFault"
)

// QueryCode is the name of an exception in the query protocol, and in the header X-Amzn-Query-Error
// of the protocols that came after it: some shapes are older than their names.
func QueryCode(exception string) string {
	switch exception {
	case missing:
		return "MissingParameter"
	case badValue:
		return "InvalidParameterValue"
	case combination:
		return "InvalidParameterCombination"
	case internal:
		return "InternalServiceError"
	}
	return exception
}

// complaints are the mistakes of a request.
type complaints struct {
	all map[string][]string // by exception
}

func (p *complaints) add(exception, format string, args ...any) {
	if p.all == nil {
		p.all = map[string][]string{}
	}
	p.all[exception] = append(p.all[exception], fmt.Sprintf(format, args...))
}

// err is the refusal, nil if there is nothing to complain about.
func (p *complaints) err() *wire.Error {
	for _, exception := range []string{missing, badValue, combination, validation} {
		if lines := p.all[exception]; lines != nil {
			return &wire.Error{Type: exception, Message: strings.Join(lines, "\n")}
		}
	}
	return nil
}

// required complains of a member that is missing.
func (p *complaints) required(member string, given bool) {
	if !given {
		p.add(missing, "The parameter %s is required.", member)
	}
}

// text complains of a string that is longer than most characters, or missing if it is required. To
// the service an empty string is a missing one.
func (p *complaints) text(member string, s *string, most int, required bool) {
	switch {
	case s == nil || *s == "":
		p.required(member, !required)
	case utf8.RuneCountInString(*s) > most:
		p.add(badValue, "The parameter %s must be shorter than %d characters.", member, most+1)
	case strings.Contains(*s, "\x00"):
		p.add(badValue, "The value for parameter %s contains characters that are not allowed.", member)
	}
}

// atMost complains of a list that is too long.
func (p *complaints) atMost(member string, n, most int) {
	if n > most {
		p.add(badValue, "The collection %s must not have a size greater than %d.", member, most)
	}
}

// oneOf complains of a word that is none of those that the service knows.
func (p *complaints) oneOf(member, word string, known []string) {
	if slices.Contains(known, word) {
		return
	}
	p.add(badValue, "The parameter %s must be a value in the set [ %s ].", member, strings.Join(known, ", "))
}

// namespace complains of what is no namespace.
func (p *complaints) namespace(member string, s *string, required bool) {
	p.text(member, s, 255, required)
	if s != nil && strings.HasPrefix(*s, ":") {
		p.add(badValue, "The parameter %s must not start with a colon.", member)
	}
}

// window complains of a time range that is none.
func (p *complaints) window(start, end *instant) {
	p.required("StartTime", start != nil)
	p.required("EndTime", end != nil)
	switch {
	case start == nil || end == nil:
	case start.second() == end.second():
		p.add(badValue, "The parameter StartTime must not equal parameter EndTime.")
	case *start > *end:
		p.add(badValue, "The parameter StartTime must be less than the parameter EndTime.")
	}
}

// period complains of a period that is neither a part of a minute that is offered nor whole minutes.
func (p *complaints) period(member string, s *int64) {
	p.required(member, s != nil)
	switch {
	case s == nil:
	case *s <= 0:
		p.add(badValue, "The parameter %s must be greater than 0.", member)
	case *s > day:
		p.add(badValue, "The parameter %s must be less than or equal to %d.", member, day)
	case *s%minute == 0 || *s == 1 || *s == 5 || *s == 10 || *s == 20 || *s == 30:
	default:
		p.add(badValue, "The parameter %s must be 1, 5, 10, 20, 30 or a multiple of 60.", member)
	}
}
