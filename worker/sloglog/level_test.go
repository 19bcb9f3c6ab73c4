package sloglog

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/fanout"
	"github.com/shardkeeper/shardkeeper/lease"
	"github.com/shardkeeper/shardkeeper/processor"
	"github.com/shardkeeper/shardkeeper/processor/kpl"
	"github.com/shardkeeper/shardkeeper/worker"
)

// The packages that have events.
var packages = []string{"fanout", "lease", "processor", "processor/kpl", "shardsync", "worker"}

// Broken by: taking any type out of Level's switch, or adding an event to one of the packages.
func TestEveryEventOfTheLibraryHasALevel(t *testing.T) {
	leveled := levels(t)
	for _, pkg := range packages {
		events := eventsIn(t, pkg)
		if len(events) == 0 {
			t.Errorf("no events found in package %s", pkg)
		}
		for _, e := range events {
			if !slices.Contains(leveled, e) {
				t.Errorf("%s has no level; say in Level's switch (level.go) how much it matters", e)
			}
		}
	}
}

// eventsIn lists the exported types of a package that have both methods of a worker.Event.
func eventsIn(t *testing.T, pkg string) []string {
	methods := map[string]int{}
	for _, file := range parse(t, filepath.Join("..", "..", pkg, "*.go")) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Event" && f.Name.Name != "LogValue" {
				continue
			}
			if of, ok := f.Recv.List[0].Type.(*ast.Ident); ok && of.IsExported() {
				methods[path.Base(pkg)+"."+of.Name]++
			}
		}
	}
	var events []string
	for name, n := range methods {
		if n == 2 {
			events = append(events, name)
		}
	}
	slices.Sort(events)
	return events
}

// levels lists the types in Level's switch.
func levels(t *testing.T) []string {
	var names []string
	for _, file := range parse(t, "level.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CaseClause); ok {
				for _, e := range c.List {
					if s, ok := e.(*ast.SelectorExpr); ok {
						names = append(names, s.X.(*ast.Ident).Name+"."+s.Sel.Name)
					}
				}
			}
			return true
		})
	}
	return names
}

func parse(t *testing.T, pattern string) []*ast.File {
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("Glob(%q) = %v, %v; want files", pattern, names, err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

func TestLevelsTellWhatNeedsSomebody(t *testing.T) {
	for _, c := range []struct {
		event worker.Event
		want  slog.Level
	}{
		{lease.Hung{}, slog.LevelError},
		{lease.Lost{}, slog.LevelWarn},
		{processor.BatchFailed{}, slog.LevelWarn},
		{kpl.Dropped{}, slog.LevelWarn},
		{kpl.Damaged{}, slog.LevelWarn},
		{processor.Panicked{}, slog.LevelWarn},
		{lease.Taken{}, slog.LevelInfo},
		{processor.Processed{}, slog.LevelDebug},
		{fanout.ConsumerUnavailable{}, slog.LevelWarn},
		{fanout.SubscriptionFailed{}, slog.LevelWarn},
		{fanout.RetrievalChanged{}, slog.LevelInfo},
		{fanout.Subscribed{}, slog.LevelInfo},
		{fanout.Subscribed{Renewal: true}, slog.LevelDebug}, // Broken by: Subscribed is always Info
		{worker.Stopped{}, slog.LevelInfo},
		{worker.Stopped{Err: errors.New("the table is another stream's")}, slog.LevelError}, // Broken by: Stopped is always Info
	} {
		if got := Level(c.event); got != c.want {
			t.Errorf("Level(%T%+v) = %v, want %v", c.event, c.event, got, c.want)
		}
	}
}
