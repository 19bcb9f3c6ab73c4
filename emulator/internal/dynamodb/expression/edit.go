package expression

// Changes in depth: each copies the maps and lists on its way and shares the rest.

import (
	"cmp"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// An edit puts a value at a path, or takes away what is there if the value is nil.
type edit struct {
	path  Path
	value attribute.Value
}

// applyAll makes the changes in an order in which the indexes of a list mean what they meant at
// first: what is set from the front, so that elements behind the end are appended in their order;
// then what is removed from the back.
func applyAll(edits []edit, item attribute.Map) (attribute.Map, error) {
	slices.SortStableFunc(edits, func(a, b edit) int {
		if removal := cmp.Compare(rank(a), rank(b)); removal != 0 {
			return removal
		}
		if a.value == nil {
			return slices.CompareFunc(b.path, a.path, compareSteps)
		}
		return slices.CompareFunc(a.path, b.path, compareSteps)
	})
	for _, e := range edits {
		v, err := e.in(item, e.path)
		if err != nil {
			return nil, err
		}
		item = v.(attribute.Map)
	}
	return item, nil
}

func rank(e edit) int {
	if e.value == nil {
		return 1
	}
	return 0
}

func compareSteps(a, b Step) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Index, b.Index))
}

// in is the value v after the edit at a path that begins at v.
func (e edit) in(v attribute.Value, path Path) (attribute.Value, error) {
	step := path[0]
	switch v := v.(type) {
	case attribute.Map:
		if step.Name != "" {
			return e.inMap(v, path)
		}
	case attribute.List:
		if step.Name == "" {
			return e.inList(v, path)
		}
	}
	return nil, pathMissing
}

func (e edit) inMap(m attribute.Map, path Path) (attribute.Value, error) {
	name, next := path[0].Name, e.value
	if len(path) > 1 {
		var err error
		if next, err = e.in(m.Get(name), path[1:]); err != nil {
			return nil, err
		}
	}
	if next == nil {
		return m.Without(name), nil
	}
	return m.With(name, next), nil
}

func (e edit) inList(l attribute.List, path Path) (attribute.Value, error) {
	index, next := path[0].Index, e.value
	if len(path) > 1 {
		if index >= len(l) {
			return nil, pathMissing
		}
		var err error
		if next, err = e.in(l[index], path[1:]); err != nil {
			return nil, err
		}
	}
	switch {
	case next == nil && index >= len(l):
		return l, nil
	case next == nil:
		return slices.Concat(l[:index], l[index+1:]), nil
	case index >= len(l):
		return append(l[:len(l):len(l)], next), nil
	}
	changed := slices.Clone(l)
	changed[index] = next
	return changed, nil
}
