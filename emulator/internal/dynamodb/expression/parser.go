package expression

// The parser's tools, what all grammars have in common, and the entrances.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// The service's limits on expressions.
const (
	maxText      = 4096 // bytes
	maxOperators = 300  // and functions
	maxPath      = 32   // steps
)

// A parser goes through the tokens of one expression. Errors name the expression by its parameter.
type parser struct {
	*Scope
	parameter string
	text      string
	tokens    []token
	at        int
	operators int         // and functions seen so far
	closed    map[int]int // where parentheses around conditions and operands close that open here
}

// Condition parses a condition, filter or key condition, which the request has under this parameter.
func (s *Scope) Condition(parameter, text string) (Condition, error) {
	return parse(s, parameter, text, (*parser).condition)
}

// Update parses an update, which the request has under this parameter.
func (s *Scope) Update(parameter, text string) (Update, error) {
	return parse(s, parameter, text, (*parser).update)
}

// Projection parses a list of paths, which the request has under this parameter.
func (s *Scope) Projection(parameter, text string) ([]Path, error) {
	return parse(s, parameter, text, (*parser).projection)
}

func parse[T any](s *Scope, parameter, text string, rule func(*parser) (T, error)) (T, error) {
	var none T
	p := &parser{Scope: s, parameter: parameter, text: text}
	if len(text) > maxText {
		return none, p.wrong("Expression size has exceeded the maximum allowed size; expression size: %d", len(text))
	}
	p.tokens = tokens(text)
	switch {
	case text == "":
		return none, p.wrong("The expression can not be empty;")
	case len(p.tokens) == 1:
		return none, p.wrong(`Syntax error; token: "<EOF>", near: "%s"`, text)
	}
	tree, err := rule(p)
	if err == nil && p.peek().kind != end {
		err = p.unexpected()
	}
	if err != nil {
		return none, err
	}
	return tree, nil
}

func (p *parser) wrong(format string, args ...any) attribute.Invalid {
	return invalid("Invalid %s: ", p.parameter) + invalid(format, args...)
}

// unexpected shows the token that fits nowhere, between its neighbours.
func (p *parser) unexpected() attribute.Invalid {
	t, from, to := p.peek(), p.peek().from, p.peek().to
	if p.at > 0 {
		from = p.tokens[p.at-1].from
	}
	if p.at+1 < len(p.tokens) {
		to = p.tokens[p.at+1].to
	}
	return p.wrong(`Syntax error; token: "%s", near: "%s"`, t.text, p.text[from:to])
}

func (p *parser) peek() token { return p.tokens[p.at] }

// accept reads a keyword or symbol if it is next.
func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.at++
	return true
}

func (p *parser) expect(text string) error {
	if p.accept(text) {
		return nil
	}
	return p.unexpected()
}

// count notes an operator or function.
func (p *parser) count() error {
	if p.operators++; p.operators > maxOperators {
		return p.wrong("The expression contains too many operators; operator count: %d", p.operators)
	}
	return nil
}

// grouped reads "(" what a rule reads ")". The service takes no pair of parentheses right inside
// another.
func grouped[T any](p *parser, rule func(*parser) (T, error)) (T, error) {
	var none T
	open := p.at
	p.at++
	tree, err := rule(p)
	if err != nil {
		return none, err
	}
	if inner, found := p.closed[open+1]; found && inner == p.at-1 && p.peek().is(")") {
		return none, p.wrong("The expression has redundant parentheses;")
	}
	if p.closed == nil {
		p.closed = map[int]int{}
	}
	p.closed[open] = p.at
	return tree, p.expect(")")
}

// atGroupedOperand tells whether the parenthesis that is next stands around an operand: nothing in it
// compares or tests.
func (p *parser) atGroupedOperand() bool {
	depth := 0
	for i, t := range p.tokens[p.at:] {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case t.comparing(), t.is("AND"), t.is("OR"), t.is("NOT"):
			return false
		case t.kind == word && !t.is("size") && p.tokens[p.at+i+1].is("("): // there is an end after it at least
			return false
		}
		if depth == 0 {
			break
		}
	}
	return true
}

// commas reads one or more of what a rule reads.
func commas[T any](p *parser, rule func(*parser) (T, error)) ([]T, error) {
	var all []T
	for {
		one, err := rule(p)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
		if !p.accept(",") {
			return all, nil
		}
	}
}

// literal reads :value.
func (p *parser) literal() (Operand, error) {
	t := p.peek()
	if t.kind != valueRef {
		return nil, p.unexpected()
	}
	v, found := p.Scope.value(t.text)
	if !found {
		return nil, p.wrong("An expression attribute value used in expression is not defined; attribute value: %s", t.text)
	}
	p.at++
	return Literal{v}, nil
}
