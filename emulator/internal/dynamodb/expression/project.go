package expression

// What of an item an answer shows.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// Project is the part of an item that is at these paths, in the shape of the item; of a list only
// the elements asked for. What is not there is left out.
func Project(item attribute.Map, paths []Path) attribute.Map {
	part, _ := pick(item, paths).(attribute.Map)
	return part
}

// pick is the part of a value at paths that begin at it, nil if none leads anywhere. No path lies
// in another, so an empty one is alone.
func pick(v attribute.Value, paths []Path) attribute.Value {
	if len(paths) == 1 && len(paths[0]) == 0 {
		return v
	}
	switch v := v.(type) {
	case attribute.Map:
		return pickMembers(v, paths)
	case attribute.List:
		return pickElements(v, paths)
	}
	return nil
}

func pickMembers(m attribute.Map, paths []Path) attribute.Value {
	var kept []attribute.Member
	for step, rest := range byStep(paths) {
		if v := m.Get(step.Name); v != nil && step.Name != "" {
			if part := pick(v, rest); part != nil {
				kept = append(kept, attribute.Member{Name: step.Name, Value: part})
			}
		}
	}
	if kept == nil {
		return nil
	}
	return attribute.MapOf(kept...)
}

func pickElements(l attribute.List, paths []Path) attribute.Value {
	var kept attribute.List
	for step, rest := range byStep(paths) {
		if step.Name == "" && step.Index < len(l) {
			if part := pick(l[step.Index], rest); part != nil {
				kept = append(kept, part)
			}
		}
	}
	if kept == nil {
		return nil
	}
	return kept
}

// byStep goes through the first steps in order, each with what follows it.
func byStep(paths []Path) func(yield func(Step, []Path) bool) {
	ordered := slices.SortedStableFunc(slices.Values(paths), func(a, b Path) int { return compareSteps(a[0], b[0]) })
	return func(yield func(Step, []Path) bool) {
		for from := 0; from < len(ordered); {
			var rest []Path
			step, to := ordered[from][0], from
			for ; to < len(ordered) && ordered[to][0] == step; to++ {
				rest = append(rest, ordered[to][1:])
			}
			if !yield(step, rest) {
				return
			}
			from = to
		}
	}
}
