package expression

// Expressions from trees: the way back, for the law that a tree reads back as itself.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// A printer writes every name as #n and every value as :n.
type printer struct {
	names  map[string]string
	values attribute.Values
}

func newPrinter() *printer { return &printer{map[string]string{}, attribute.Values{}} }

// scope is what the printed texts are parsed in; a map that is empty is absent.
func (p *printer) scope() *Scope {
	s := &Scope{names: p.names, values: p.values}
	return s
}

func (p *printer) condition(c Condition) string {
	switch c := c.(type) {
	case And:
		return p.grouped(c.Left) + " AND " + p.grouped(c.Right)
	case Or:
		return p.grouped(c.Left) + " or " + p.grouped(c.Right)
	case Not:
		if e, ok := c.Of.(Exists); ok {
			return "attribute_not_exists(" + p.operand(e.Path) + ")"
		}
		return "NOT " + p.grouped(c.Of)
	case Compare:
		return p.operand(c.Left) + " " + string(c.By) + p.operand(c.Right)
	case Between:
		return p.operand(c.Value) + " between " + p.operand(c.Low) + " and " + p.operand(c.High)
	case In:
		return p.operand(c.Value) + " IN (" + p.operands(c.List) + ")"
	case Exists:
		return "attribute_exists(" + p.operand(c.Path) + ")"
	case TypeIs:
		return "attribute_type(" + p.operands([]Operand{c.Path, c.Type}) + ")"
	case BeginsWith:
		return "begins_with(" + p.operands([]Operand{c.Value, c.Prefix}) + ")"
	case Contains:
		return "contains(" + p.operands([]Operand{c.Value, c.Part}) + ")"
	}
	return fmt.Sprintf("%T", c)
}

// grouped puts parentheses around what has operators; they are never redundant then.
func (p *printer) grouped(c Condition) string {
	switch c.(type) {
	case And, Or, Not:
		return "(" + p.condition(c) + ")"
	}
	return p.condition(c)
}

func (p *printer) operands(all []Operand) string {
	var texts []string
	for _, o := range all {
		texts = append(texts, p.operand(o))
	}
	return strings.Join(texts, ", ")
}

func (p *printer) operand(o Operand) string {
	switch o := o.(type) {
	case Path:
		return p.path(o)
	case Literal:
		name := ":v" + strconv.Itoa(len(p.values))
		p.values[name] = o.Value
		return name
	case Size:
		return "size(" + p.operand(o.Of) + ")"
	case Sum:
		return "(" + p.operand(o.Left) + " + " + p.operand(o.Right) + ")"
	case Difference:
		return "(" + p.operand(o.Left) + "-" + p.operand(o.Right) + ")"
	case IfNotExists:
		return "if_not_exists(" + p.operands([]Operand{o.Path, o.Else}) + ")"
	case ListAppend:
		return "list_append(" + p.operands([]Operand{o.Left, o.Right}) + ")"
	}
	return fmt.Sprintf("%T", o)
}

func (p *printer) path(path Path) string {
	var out strings.Builder
	for i, step := range path {
		if step.Name == "" {
			fmt.Fprintf(&out, "[%d]", step.Index)
			continue
		}
		if i > 0 {
			out.WriteByte('.')
		}
		name := "#n" + strconv.Itoa(len(p.names))
		p.names[name] = step.Name
		out.WriteString(name)
	}
	return out.String()
}

func (p *printer) update(u Update) string {
	var out strings.Builder
	for _, verb := range []Verb{Set, Remove, Add, Delete} {
		before := " " + string(verb) + " "
		for _, a := range u {
			if a.Verb != verb {
				continue
			}
			out.WriteString(before + p.path(a.Path))
			before = ", "
			switch verb {
			case Set:
				out.WriteString(" = " + p.operand(a.Value))
			case Add, Delete:
				out.WriteString(" " + p.operand(a.Value))
			}
		}
	}
	return out.String()
}

func (p *printer) projection(paths []Path) string {
	var texts []string
	for _, path := range paths {
		texts = append(texts, p.path(path))
	}
	return strings.Join(texts, ",")
}
