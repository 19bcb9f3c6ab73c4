package expression

// The grammar of conditions:
//
//	condition = and { OR and }
//	and       = not { AND not }
//	not       = NOT not | "(" condition ")" | predicate
//	predicate = function | operand comparator operand
//	          | operand BETWEEN operand AND operand | operand IN "(" operand { "," operand } ")"
//	operand   = path | :value | size "(" operand ")" | "(" operand ")"

// maxIn is how many values IN takes, service limit.
const maxIn = 100

func (p *parser) condition() (Condition, error) {
	left, err := p.and()
	for err == nil && p.accept("OR") {
		var right Condition
		if err = p.count(); err != nil {
			break
		}
		right, err = p.and()
		left = Or{left, right}
	}
	return left, err
}

func (p *parser) and() (Condition, error) {
	left, err := p.not()
	for err == nil && p.accept("AND") {
		var right Condition
		if err = p.count(); err != nil {
			break
		}
		right, err = p.not()
		left = And{left, right}
	}
	return left, err
}

func (p *parser) not() (Condition, error) {
	switch {
	case p.accept("NOT"):
		if err := p.count(); err != nil {
			return nil, err
		}
		of, err := p.not()
		return Not{of}, err
	case p.peek().is("(") && !p.atGroupedOperand():
		return grouped(p, (*parser).condition)
	}
	return p.predicate()
}

func (p *parser) predicate() (Condition, error) {
	name := p.peek().text
	if p.atCall() && name != "size" {
		c, err := p.test()
		if err == nil && p.peek().comparing() {
			err = p.misused(name)
		}
		return c, err
	}
	value, err := p.operand()
	if err != nil {
		return nil, err
	}
	if _, isSize := value.(Size); isSize && !p.peek().comparing() {
		return nil, p.misused("size")
	}
	if err := p.count(); err != nil {
		return nil, err
	}
	switch {
	case p.accept("BETWEEN"):
		return p.between(value)
	case p.accept("IN"):
		return p.in(value)
	}
	return p.compare(value)
}

func (p *parser) compare(left Operand) (Condition, error) {
	by := Comparator(p.peek().text)
	switch by {
	case Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual:
		p.at++
	default:
		return nil, p.unexpected()
	}
	right, err := p.operand()
	if err != nil {
		return nil, err
	}
	c := Compare{by, left, right}
	return c, p.checkCompare(c)
}

func (p *parser) between(value Operand) (Condition, error) {
	low, err := p.operand()
	if err != nil {
		return nil, err
	}
	if err := p.expect("AND"); err != nil {
		return nil, err
	}
	high, err := p.operand()
	if err != nil {
		return nil, err
	}
	b := Between{value, low, high}
	return b, p.checkBetween(b)
}

func (p *parser) in(value Operand) (Condition, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	list, err := commas(p, (*parser).operand)
	if err != nil {
		return nil, err
	}
	if len(list) > maxIn {
		return nil, p.wrong("The IN operator is provided with too many operands; number of operands: %d", len(list))
	}
	if err := p.checkDistinct("IN", value, list...); err != nil {
		return nil, err
	}
	return In{value, list}, p.expect(")")
}

func (p *parser) operand() (Operand, error) {
	switch {
	case p.peek().is("("):
		return grouped(p, (*parser).operand)
	case p.peek().kind == valueRef:
		return p.literal()
	case p.atCall():
		return p.sizeCall()
	}
	path, err := p.path()
	return path, err
}
