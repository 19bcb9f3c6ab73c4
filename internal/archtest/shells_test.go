package archtest

import (
	"go/ast"
	"slices"
	"testing"
)

// shells are the files of the core that act: they may read the clock, wait and start goroutines.
// All others compute from what they are given. A file comes onto this list only with its reason in
// its first lines.
var shells = []string{
	"fanout/consumer_run.go", "fanout/follow.go", "fanout/line.go", "fanout/poll.go", "fanout/reader.go", "fanout/room.go",
	"fanout/source.go", "fanout/subscription.go", "fanout/switch.go",
	"lease/health.go", "lease/held.go", "lease/keeper.go", "lease/stop.go", "lease/take.go", "lease/tenure.go", "lease/watch.go",
	"processor/call.go", "processor/breaker.go", "processor/checkpointer.go", "processor/deadletter.go", "processor/deadline.go", "processor/deliver.go", "processor/gate.go", "processor/parallel_end.go", "processor/parallel_lead.go", "processor/parallel_record.go", "processor/parallel_run.go", "processor/parallel_taken.go", "processor/ratelimit.go", "processor/retry_adapter.go", "processor/runner.go", "processor/status.go", "processor/steps.go", "processor/stopping.go", "processor/tenure.go", "processor/window.go", "processor/window_work.go",
	"shardsync/audit.go", "shardsync/rows.go", "shardsync/syncer.go",
}

// Broken by: time.Now in lease/plan.go.
func TestOnlyShellsReadTheClockAndStartGoroutines(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		if !slices.Contains([]string{"checkpoint", "lease", "shardsync", "processor", "fanout"}, s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			what := acts(n)
			if what == "" {
				return true
			}
			used[s.path] = true
			if !slices.Contains(shells, s.path) {
				t.Errorf("%s: %s in a file that only computes: take now as an argument, or move this to a shell (%v)", s.at(n), what, shells)
			}
			return true
		})
	}
	for _, path := range shells {
		if !used[path] {
			t.Errorf("%s is listed as a shell and needs not be: take it off the list", path)
		}
	}
}

// acts says what of the forbidden a node is, "" if nothing.
func acts(n ast.Node) string {
	switch n := n.(type) {
	case *ast.GoStmt:
		return "a go statement"
	case *ast.SelectStmt:
		return "a select"
	case *ast.SelectorExpr:
		if pkg, is := n.X.(*ast.Ident); is && pkg.Name == "pause" && n.Sel.Name == "For" {
			return "pause.For"
		}
		if pkg, is := n.X.(*ast.Ident); is && pkg.Name == "time" &&
			slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "NewTimer", "NewTicker", "Tick"}, n.Sel.Name) {
			return "time." + n.Sel.Name
		}
	}
	return ""
}
