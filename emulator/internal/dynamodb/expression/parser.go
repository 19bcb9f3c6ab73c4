package expression

// The parser's tools, what all grammars have in common, and the entrances.

import (
	"strconv"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// maxText is how long an expression may be in bytes, service limit.
const maxText = 4096

// A parser goes through the tokens of one expression. Errors name the expression by its parameter.
type parser struct {
	*Scope
	parameter string
	text      string
	tokens    []token
	at        int
	closed    map[int]int // parentheses around conditions: where those that open here close
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
		return none, p.wrong("Expression size has exceeded the maximum allowed size;")
	}
	p.tokens = tokens(text)
	if len(p.tokens) == 1 {
		return none, p.wrong("The expression can not be empty;")
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

func (p *parser) projection() ([]Path, error) {
	paths, err := commas(p, (*parser).path)
	if err != nil {
		return nil, err
	}
	return paths, p.overlap(paths)
}

// path reads name.name[0].#name.
func (p *parser) path() (Path, error) {
	name, err := p.name()
	path := append(make(Path, 0, 1), Step{Name: name})
	for err == nil {
		switch {
		case p.accept("."):
			name, err = p.name()
			path = append(path, Step{Name: name})
		case p.accept("["):
			var index int
			index, err = p.index()
			path = append(path, Step{Index: index})
		default:
			return path, nil
		}
	}
	return nil, err
}

func (p *parser) name() (string, error) {
	switch t := p.peek(); t.kind {
	case word:
		if reserved(t.text) {
			return "", p.wrong("Attribute name is a reserved keyword; reserved keyword: %s", t.text)
		}
		p.at++
		return t.text, nil
	case nameRef:
		name, found := p.Scope.name(t.text)
		if !found {
			return "", p.wrong("An expression attribute name used in the document path is not defined; attribute name: %s", t.text)
		}
		p.at++
		return name, nil
	}
	return "", p.unexpected()
}

func (p *parser) index() (int, error) {
	if p.peek().kind != number {
		return 0, p.unexpected()
	}
	n, err := strconv.Atoi(p.peek().text)
	if err != nil {
		return 0, p.wrong("List index is not within the allowable range; index: [%s]", p.peek().text)
	}
	p.at++
	return n, p.expect("]")
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
