package expression

// The grammar of updates:
//
//	update = section { section }
//	section = SET path "=" value { "," path "=" value } | REMOVE path { "," path }
//	        | ADD path :value { "," path :value } | DELETE path :value { "," path :value }
//	value   = "(" value ")" | term [ ( "+" | "-" ) term ]
//	term    = path | :value | "(" term ")" | if_not_exists "(" path "," term ")"
//	        | list_append "(" term "," term ")"

import (
	"slices"
	"strings"
)

func (p *parser) update() (Update, error) {
	var all Update
	var seen []Verb
	for p.peek().kind != end {
		verb := Verb(strings.ToUpper(p.peek().text))
		rule := p.section(verb)
		if rule == nil {
			return nil, p.unexpected()
		}
		if slices.Contains(seen, verb) {
			return nil, p.wrong(`The "%s" section can only be used once in an update expression;`, verb)
		}
		seen = append(seen, verb)
		p.at++
		actions, err := commas(p, rule)
		if err != nil {
			return nil, err
		}
		all = append(all, actions...)
	}
	return all, p.overlap(all.Paths())
}

// section is the rule for one action of a section, nil if there is no such section.
func (p *parser) section(verb Verb) func(*parser) (Action, error) {
	switch verb {
	case Set:
		return (*parser).set
	case Remove:
		return (*parser).remove
	case Add, Delete:
		return func(p *parser) (Action, error) { return p.merge(verb) }
	}
	return nil
}

func (p *parser) set() (Action, error) {
	path, err := p.path()
	if err != nil {
		return Action{}, err
	}
	if err := p.expect("="); err != nil {
		return Action{}, err
	}
	value, err := p.value()
	return Action{Set, path, value}, err
}

func (p *parser) remove() (Action, error) {
	path, err := p.path()
	return Action{Verb: Remove, Path: path}, err
}

// merge reads an action of ADD or DELETE, whose values have few types.
func (p *parser) merge(verb Verb) (Action, error) {
	path, err := p.path()
	if err != nil {
		return Action{}, err
	}
	value, err := p.literal()
	if err != nil {
		return Action{}, err
	}
	return Action{verb, path, value}, p.checkMerge(verb, value)
}

func (p *parser) value() (Operand, error) {
	rule := (*parser).term
	if p.peek().is("(") {
		rule = func(p *parser) (Operand, error) { return grouped(p, (*parser).value) }
	}
	left, err := rule(p)
	if err != nil {
		return nil, err
	}
	sign := p.peek().text
	if isArithmetic(left) || !p.accept("+") && !p.accept("-") {
		return left, nil
	}
	if err := p.count(); err != nil {
		return nil, err
	}
	right, err := p.term()
	if err != nil {
		return nil, err
	}
	if err := p.checkTypes(sign, isNumber, left, right); err != nil {
		return nil, err
	}
	if sign == "+" {
		return Sum{left, right}, nil
	}
	return Difference{left, right}, nil
}

// isArithmetic tells whether an operand is a sum or difference, in parentheses here: the service adds
// two values, never three.
func isArithmetic(o Operand) bool {
	switch o.(type) {
	case Sum, Difference:
		return true
	}
	return false
}

func (p *parser) term() (Operand, error) {
	switch {
	case p.peek().kind == valueRef:
		return p.literal()
	case p.atCall():
		return p.updateCall()
	case p.peek().is("("):
		return grouped(p, (*parser).term)
	}
	path, err := p.path()
	return path, err
}

func (p *parser) updateCall() (Operand, error) {
	name := p.peek().text
	if name != "if_not_exists" && name != "list_append" {
		return nil, p.misplaced(name)
	}
	args, err := p.arguments(name, 2, (*parser).term)
	if err != nil {
		return nil, err
	}
	if name == "list_append" {
		return ListAppend{args[0], args[1]}, p.checkTypes(name, isList, args...)
	}
	path, err := p.needPath(name, args[0])
	return IfNotExists{path, args[1]}, err
}
