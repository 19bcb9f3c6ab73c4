package expression

// Functions in conditions. Their names are written exactly so, in lower case.

import "slices"

// atCall tells whether a function's name and its parenthesis are next.
func (p *parser) atCall() bool {
	return p.peek().kind == word && p.at+1 < len(p.tokens) && p.tokens[p.at+1].is("(")
}

// test reads a function that is true or false.
func (p *parser) test() (Condition, error) {
	name := p.peek().text
	arguments, known := map[string]int{
		"attribute_exists": 1, "attribute_not_exists": 1, "attribute_type": 2, "begins_with": 2, "contains": 2,
	}[name]
	if !known {
		return nil, p.misplaced(name)
	}
	args, err := p.arguments(name, arguments, (*parser).operand)
	if err != nil {
		return nil, err
	}
	switch name {
	case "attribute_exists":
		path, err := p.needPath(name, args[0])
		return Exists{path}, err
	case "attribute_not_exists":
		path, err := p.needPath(name, args[0])
		return Not{Exists{path}}, err
	case "attribute_type":
		return p.typeIs(args)
	case "begins_with":
		c := BeginsWith{args[0], args[1]}
		return c, p.checkBeginsWith(c)
	default:
		c := Contains{args[0], args[1]}
		return c, p.checkDistinct(name, args[0], args[1])
	}
}

// misused is for a test where a value belongs, and for a value where a test does.
func (p *parser) misused(name string) error {
	return p.wrong("The function is not allowed to be used this way in an expression; function: %s", name)
}

func (p *parser) typeIs(args []Operand) (Condition, error) {
	path, err := p.needPath("attribute_type", args[0])
	if err != nil {
		return nil, err
	}
	return TypeIs{path, args[1]}, p.checkTypeName(args[1])
}

func (p *parser) sizeCall() (Operand, error) {
	if name := p.peek().text; name != "size" {
		return nil, p.misplaced(name)
	}
	args, err := p.arguments("size", 1, (*parser).operand)
	if err != nil {
		return nil, err
	}
	return Size{args[0]}, p.checkSize(args[0])
}

// arguments reads a function's name, "(", operands and ")".
func (p *parser) arguments(name string, want int, rule func(*parser) (Operand, error)) ([]Operand, error) {
	if err := p.count(); err != nil {
		return nil, err
	}
	p.at += 2 // atCall saw the name and the parenthesis
	args, err := commas(p, rule)
	if err != nil {
		return nil, err
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	if len(args) != want {
		return nil, p.operands(name, len(args))
	}
	return args, nil
}

func (p *parser) operands(name string, n int) error {
	return p.wrong("Incorrect number of operands for operator or function; operator or function: %s, number of operands: %d", name, n)
}

// needPath insists that an argument is a path.
func (p *parser) needPath(name string, arg Operand) (Path, error) {
	path, ok := arg.(Path)
	if !ok {
		return nil, p.wrong("Operator or function requires a document path; operator or function: %s", name)
	}
	return path, nil
}

// misplaced is for a function that does not belong here, or nowhere. Own are the functions of such
// expressions, others those of other ones.
func (p *parser) misplaced(name string) error {
	own, others, kind := conditionFunctions, updateFunctions, "a condition expression"
	if p.parameter == "UpdateExpression" {
		own, others, kind = updateFunctions, conditionFunctions, "an update expression"
	}
	switch {
	case slices.Contains(own, name):
		return p.misused(name)
	case slices.Contains(others, name):
		return p.wrong("The function is not allowed in %s; function: %s", kind, name)
	}
	return p.wrong("Invalid function name; function: %s", name)
}

var (
	conditionFunctions = []string{"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"}
	updateFunctions    = []string{"if_not_exists", "list_append"}
)
