package attribute

// Maps: items, and the values of type M inside them.

import (
	"cmp"
	"slices"
)

// A Map is members sorted by name, each name once. An item is a Map. Nil is the empty map.
type Map []Member

// A Member is one attribute: a name and its value.
type Member struct {
	Name  string
	Value Value
}

// MapOf sorts members into a map. Of two members with one name the later counts. The slice is the
// map's from then on.
func MapOf(members ...Member) Map {
	slices.SortStableFunc(members, func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
	kept := members[:0]
	for _, m := range members {
		if n := len(kept); n > 0 && kept[n-1].Name == m.Name {
			kept[n-1] = m
			continue
		}
		kept = append(kept, m)
	}
	return kept
}

// Get is the value of a name, nil if the map has none.
func (m Map) Get(name string) Value {
	if at, found := m.find(name); found {
		return m[at].Value
	}
	return nil
}

// With is the map with a name set to v; m stays as it is.
func (m Map) With(name string, v Value) Map {
	at, found := m.find(name)
	if !found {
		return slices.Concat(m[:at], Map{{name, v}}, m[at:])
	}
	next := slices.Clone(m)
	next[at].Value = v
	return next
}

// Without is the map without a name; m stays as it is.
func (m Map) Without(name string) Map {
	at, found := m.find(name)
	if !found {
		return m
	}
	return slices.Concat(m[:at], m[at+1:])
}

// TooDeep tells whether lists and maps nest deeper than the service stores, the map being the first.
func (m Map) TooDeep() bool { return deeper(m, maxDepth) }

// deeper tells whether a value has more levels of lists and maps than so many.
func deeper(v Value, levels int) bool {
	switch v := v.(type) {
	case Map:
		return levels == 0 || slices.ContainsFunc(v, func(m Member) bool { return deeper(m.Value, levels-1) })
	case List:
		return levels == 0 || slices.ContainsFunc(v, func(e Value) bool { return deeper(e, levels-1) })
	}
	return false
}

func (m Map) find(name string) (int, bool) {
	return slices.BinarySearchFunc(m, name, func(m Member, name string) int { return cmp.Compare(m.Name, name) })
}
