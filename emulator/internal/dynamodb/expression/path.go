package expression

// Paths: name.name[0].#name, and the lists of them that projections are.

import (
	"slices"
	"strconv"
)

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
		case len(path) > maxPath:
			return nil, p.wrong("The document path has too many nesting levels; nesting levels: %d", len(path))
		default:
			return path, nil
		}
	}
	return nil, err
}

func (p *parser) name() (string, error) {
	switch t := p.peek(); t.kind {
	case word:
		if keyword(t) {
			return "", p.unexpected()
		}
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

// keyword tells whether a token is a word of a grammar, which is no name in any.
func keyword(t token) bool {
	return slices.ContainsFunc([]string{"AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"}, t.is)
}

func (p *parser) index() (int, error) {
	if p.peek().kind != number {
		return 0, p.unexpected()
	}
	n, err := strconv.ParseInt(p.peek().text, 10, 32)
	if err != nil {
		return 0, p.wrong("List index is not within the allowable range; index: [%s]", p.peek().text)
	}
	p.at++
	return int(n), p.expect("]")
}
