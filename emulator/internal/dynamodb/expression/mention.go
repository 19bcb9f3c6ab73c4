package expression

// Which attributes a condition looks at.

import "slices"

// Mentions tells whether a condition looks at the attribute of this name or into it.
func Mentions(c Condition, name string) bool { return slices.Contains(Names(c), name) }

// Names are the attributes that a condition looks at or into, some more than once.
func Names(c Condition) []string {
	switch c := c.(type) {
	case And:
		return append(Names(c.Left), Names(c.Right)...)
	case Or:
		return append(Names(c.Left), Names(c.Right)...)
	case Not:
		return Names(c.Of)
	case Compare:
		return read(c.Left, c.Right)
	case Between:
		return read(c.Value, c.Low, c.High)
	case In:
		return append(read(c.Value), read(c.List...)...)
	case Exists:
		return read(c.Path)
	case TypeIs:
		return read(c.Path)
	case BeginsWith:
		return read(c.Value, c.Prefix)
	case Contains:
		return read(c.Value, c.Part)
	}
	return nil
}

func read(operands ...Operand) []string {
	var all []string
	for _, o := range operands {
		switch o := o.(type) {
		case Path:
			all = append(all, o[0].Name)
		case Size:
			all = append(all, read(o.Of)...)
		}
	}
	return all
}
