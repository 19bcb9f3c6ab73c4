package attribute

// Sizes, as the service counts them towards 400 KB an item and 1 MB a page.

// Size is how many bytes a value counts.
func Size(v Value) int {
	switch v := v.(type) {
	case String:
		return len(v)
	case Binary:
		return len(v)
	case Number:
		return v.size()
	case StringSet:
		return total(v, func(s string) int { return len(s) })
	case BinarySet:
		return total(v, func(s string) int { return len(s) })
	case NumberSet:
		return total(v, Number.size)
	case List:
		return 3 + total(v, func(v Value) int { return 1 + Size(v) })
	case Map:
		return 3 + len(v) + v.ItemSize()
	}
	return 1 // BOOL and NULL
}

// ItemSize is how many bytes a map counts as an item: its names and values.
func (m Map) ItemSize() int {
	return total(m, func(m Member) int { return len(m.Name) + Size(m.Value) })
}

// size is a byte for each two digits and one more, and one for the sign.
func (n Number) size() int {
	size := (len(n.digits)+1)/2 + 1
	if n.negative {
		size++
	}
	return size
}

func total[S ~[]E, E any](s S, size func(E) int) int {
	sum := 0
	for _, e := range s {
		sum += size(e)
	}
	return sum
}
