package dynamodb

// Constraints on single members, and the one message in which the service tells all that are broken.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// problems are broken constraints, of members of one that is named in front if there is one.
type problems struct {
	wire.Problems
	within string
}

func (p *problems) add(value any, member, constraint string, args ...any) {
	p.Add(value, p.within+member, constraint, args...)
}

func (p *problems) required(member string, present bool) { p.Required(p.within+member, present) }

// filled is the constraint on a map that is there: it is not empty.
func (p *problems) filled(member string, n int, present bool) {
	if present && n == 0 {
		p.add("{}", member, "Member must have length greater than or equal to 1")
	}
}

// perKey is the constraint on the lists that a map holds.
func (p *problems) perKey(member, key string, n, most int) {
	if n < 1 || n > most {
		p.add(fmt.Sprintf("{%s=[%d elements]}", key, n), member,
			"Map value must satisfy constraint: [Member must have length less than or equal to %d, Member must have length greater than or equal to 1]", most)
	}
}

// table is the constraint on a table's name, which may be an ARN.
func (p *problems) table(name string) {
	p.required("tableName", name != "")
	if name == "" || strings.HasPrefix(name, "arn:") {
		return
	}
	p.name("tableName", name)
}

// name is the constraint on the name of a table or index.
func (p *problems) name(member, name string) {
	switch {
	case len(name) < 3:
		p.add(name, member, "Member must have length greater than or equal to 3")
	case len(name) > 255:
		p.add(name, member, "Member must have length less than or equal to 255")
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_.-", r))
	}) {
		p.add(name, member, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+")
	}
}

// oneOf is the constraint on a member with few values; it may be absent.
func (p *problems) oneOf(member, value string, allowed ...string) {
	if value != "" && !slices.Contains(allowed, value) {
		p.add(value, member, "Member must satisfy enum value set: [%s]", strings.Join(allowed, ", "))
	}
}

// atLeast and atMost are the constraints on a number; it may be absent.
func (p *problems) atLeast(member string, value *int64, low int64) {
	if value != nil && *value < low {
		p.add(*value, member, "Member must have value greater than or equal to %d", low)
	}
}

func (p *problems) atMost(member string, value *int64, high int64) {
	if value != nil && *value > high {
		p.add(*value, member, "Member must have value less than or equal to %d", high)
	}
}

// count is the constraint on how many elements a list has.
func (p *problems) count(member string, n, low, high int) {
	switch {
	case n < low:
		p.add("[]", member, "Member must have length greater than or equal to %d", low)
	case n > high:
		p.add(fmt.Sprintf("[%d elements]", n), member, "Member must have length less than or equal to %d", high)
	}
}
