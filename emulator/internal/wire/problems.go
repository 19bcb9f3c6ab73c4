package wire

// What is wrong with the members of a request, all in one message.

import (
	"fmt"
	"strings"
)

// mostTold is how many broken constraints the services tell in one message.
const mostTold = 10

// Problems are the broken constraints of a request, which the services tell in one message.
type Problems []string

// Add notes that the value of a member, nil for one that is missing, breaks a constraint: "Member
// must not be null".
func (p *Problems) Add(value any, member, constraint string, args ...any) {
	shown := "null"
	if value != nil {
		shown = fmt.Sprintf("'%v'", value)
	}
	*p = append(*p, fmt.Sprintf("Value %s at '%s' failed to satisfy constraint: %s", shown, member, fmt.Sprintf(constraint, args...)))
}

// Required notes a member that is missing.
func (p *Problems) Required(member string, given bool) {
	if !given {
		p.Add(nil, member, "Member must not be null")
	}
}

// Err is the refusal, nil if nothing is broken.
func (p Problems) Err() *Error {
	if len(p) == 0 {
		return nil
	}
	plural := "s"
	if len(p) == 1 {
		plural = ""
	}
	return Errorf("ValidationException", "%d validation error%s detected: %s", len(p), plural, strings.Join(p[:min(mostTold, len(p))], "; "))
}
