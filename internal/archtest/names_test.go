package archtest

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for dir, files := range packages(sources(t)) {
		var found []string
		for _, s := range files {
			if s.file.Doc != nil {
				found = append(found, s.path)
				name := s.file.Name.Name
				if want := "Package " + name + " "; name != "main" && !strings.HasPrefix(s.file.Doc.Text(), want) {
					t.Errorf("%s: its package comment begins otherwise than %q", s.path, want)
				}
			}
		}
		if len(found) != 1 {
			t.Errorf("%s has package comments in %v: write one, in doc.go or the file of the same name", dir, found)
		}
	}
}

// spoken are methods whose interface says what they are for.
var spoken = []string{"String", "Error", "Unwrap", "Event", "LogValue"}

// Broken by: an exported function without a comment.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && receiverExported(d) && d.Doc == nil && !(d.Recv != nil && slices.Contains(spoken, d.Name.Name)) {
					t.Errorf("%s: %s has no comment: say what it is for, with units, errors and why", s.at(d), d.Name.Name)
				}
			case *ast.GenDecl:
				s.checkGroup(t, d)
			}
		}
	}
}

func (s source) checkGroup(t *testing.T, d *ast.GenDecl) {
	t.Helper()
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
				t.Errorf("%s: type %s has no comment", s.at(spec), spec.Name.Name)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
					t.Errorf("%s: %s has no comment", s.at(spec), name.Name)
				}
			}
		}
	}
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	of := d.Recv.List[0].Type
	if star, is := of.(*ast.StarExpr); is {
		of = star.X
	}
	if generic, is := of.(*ast.IndexExpr); is {
		of = generic.X
	}
	name, is := of.(*ast.Ident)
	return is && name.IsExported()
}

// Broken by: a package variable of a map that code changes; func init; panic; log.Fatal.
func TestNothingHappensBehindTheCallersBack(t *testing.T) {
	for _, s := range sources(t) {
		if s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s: func init: do it where it is needed", s.at(f))
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is {
				return true
			}
			switch f := call.Fun.(type) {
			case *ast.Ident:
				if f.Name == "panic" {
					t.Errorf("%s: panic: return an error", s.at(n))
				}
			case *ast.SelectorExpr:
				if pkg, is := f.X.(*ast.Ident); is && pkg.Name == "log" && strings.HasPrefix(f.Sel.Name, "Fatal") {
					t.Errorf("%s: log.%s: return an error", s.at(n), f.Sel.Name)
				}
			}
			return true
		})
		s.checkVariables(t)
	}
}

// checkVariables admits package variables that are set once and never again: sentinels, tables,
// compiled patterns.
func (s source) checkVariables(t *testing.T) {
	t.Helper()
	specs := map[any]bool{}
	for _, d := range s.file.Decls {
		if g, is := d.(*ast.GenDecl); is && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				specs[spec] = true
			}
		}
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		assign, is := n.(*ast.AssignStmt)
		if !is || assign.Tok == token.DEFINE {
			return true
		}
		for _, to := range assign.Lhs {
			if index, is := to.(*ast.IndexExpr); is {
				to = index.X
			}
			if name, is := to.(*ast.Ident); is && name.Obj != nil && specs[name.Obj.Decl] {
				t.Errorf("%s: package variable %s changes: make it a field", s.at(n), name.Name)
			}
		}
		return true
	})
}
