package expression

// The grammar of conditions:
//
//	condition = and { OR and }
//	and       = not { AND not }
//	not       = NOT not | "(" condition ")" | predicate
//	predicate = function | operand comparator operand
//	          | operand BETWEEN operand AND operand | operand IN "(" operand { "," operand } ")"

// maxIn is how many values IN takes, service limit.
const maxIn = 100

func (p *parser) condition() (Condition, error) {
	left, err := p.and()
	for err == nil && p.accept("OR") {
		var right Condition
		right, err = p.and()
		left = Or{left, right}
	}
	return left, err
}

func (p *parser) and() (Condition, error) {
	left, err := p.not()
	for err == nil && p.accept("AND") {
		var right Condition
		right, err = p.not()
		left = And{left, right}
	}
	return left, err
}

func (p *parser) not() (Condition, error) {
	switch {
	case p.accept("NOT"):
		of, err := p.not()
		return Not{of}, err
	case p.peek().is("("):
		return p.grouped()
	}
	return p.predicate()
}

// grouped reads "(" condition ")". The service takes no pair of parentheses right inside another.
func (p *parser) grouped() (Condition, error) {
	open := p.at
	p.at++
	c, err := p.condition()
	if err != nil {
		return nil, err
	}
	if inner, found := p.closed[open+1]; found && inner == p.at-1 && p.peek().is(")") {
		return nil, p.wrong("The expression has redundant parentheses;")
	}
	if p.closed == nil {
		p.closed = map[int]int{}
	}
	p.closed[open] = p.at
	return c, p.expect(")")
}

func (p *parser) predicate() (Condition, error) {
	if p.atCall() && !p.peek().is("size") {
		return p.test()
	}
	value, err := p.operand()
	if err != nil {
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
		return nil, p.operands("IN", len(list)+1)
	}
	return In{value, list}, p.expect(")")
}

// operand reads path, :value or size(path).
func (p *parser) operand() (Operand, error) {
	switch {
	case p.peek().kind == valueRef:
		return p.literal()
	case p.atCall():
		return p.sizeCall()
	}
	path, err := p.path()
	return path, err
}
