package archtest

// The source tree as the rules see it.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/shardkeeper/shardkeeper"
	root   = "../.."
)

// A source is one file that is no test.
type source struct {
	path string // from the module's root: lease/plan.go
	dir  string // lease
	file *ast.File
	fset *token.FileSet
}

// sources reads every file of the module that is no test.
func sources(t *testing.T) []source {
	t.Helper()
	fset := token.NewFileSet()
	var all []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && path != root):
			return fs.SkipDir
		case entry.IsDir() && path != root && exists(filepath.Join(path, "go.mod")):
			return fs.SkipDir // a module of its own
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			t.Logf("%v: left out, its own build says it", err)
			return nil
		}
		from, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		from = filepath.ToSlash(from)
		dir := "."
		if i := strings.LastIndexByte(from, '/'); i >= 0 {
			dir = from[:i]
		}
		all = append(all, source{from, dir, file, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("read %d files; the rules would prove nothing", len(all))
	}
	return all
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// imports are the file's, ours without the module's name in front.
func (s source) imports(t *testing.T) (ours, others []string) {
	t.Helper()
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if mine, yes := strings.CutPrefix(path, module+"/"); yes {
			ours = append(ours, mine)
		} else {
			others = append(others, path)
		}
	}
	return ours, others
}

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

// packages are the files by folder.
func packages(all []source) map[string][]source {
	by := map[string][]source{}
	for _, s := range all {
		by[s.dir] = append(by[s.dir], s)
	}
	return by
}
