package expression

// Paths that get into each other's way.

import (
	"strconv"
	"strings"
)

// String is the path as the service shows it: [a, b, [0]].
func (p Path) String() string {
	steps := make([]string, len(p))
	for i, s := range p {
		steps[i] = s.Name
		if s.Name == "" {
			steps[i] = "[" + strconv.Itoa(s.Index) + "]"
		}
	}
	return "[" + strings.Join(steps, ", ") + "]"
}

// overlap refuses two paths one of which lies in the other, and two that go into one value as a map
// and as a list.
func (p *parser) overlap(paths []Path) error {
	for i, one := range paths {
		for _, two := range paths[:i] {
			if how := collision(two, one); how != "" {
				return p.wrong("Two document paths %s with each other; must remove or rewrite one of these paths; path one: %s, path two: %s",
					how, two, one)
			}
		}
	}
	return nil
}

func collision(a, b Path) string {
	for i := range min(len(a), len(b)) {
		switch {
		case a[i] == b[i]:
		case (a[i].Name == "") != (b[i].Name == ""):
			return "conflict"
		default:
			return ""
		}
	}
	return "overlap"
}
