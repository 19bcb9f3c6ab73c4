package expression

// Which attributes a condition looks at.

// Mentions tells whether a condition looks at the attribute of this name or into it.
func Mentions(c Condition, name string) bool {
	switch c := c.(type) {
	case And:
		return Mentions(c.Left, name) || Mentions(c.Right, name)
	case Or:
		return Mentions(c.Left, name) || Mentions(c.Right, name)
	case Not:
		return Mentions(c.Of, name)
	case Compare:
		return reads(name, c.Left, c.Right)
	case Between:
		return reads(name, c.Value, c.Low, c.High)
	case In:
		return reads(name, c.Value) || reads(name, c.List...)
	case Exists:
		return reads(name, c.Path)
	case TypeIs:
		return reads(name, c.Path)
	case BeginsWith:
		return reads(name, c.Value, c.Prefix)
	case Contains:
		return reads(name, c.Value, c.Part)
	}
	return false
}

func reads(name string, operands ...Operand) bool {
	for _, o := range operands {
		switch o := o.(type) {
		case Path:
			if o[0].Name == name {
				return true
			}
		case Size:
			if reads(name, o.Of) {
				return true
			}
		}
	}
	return false
}
