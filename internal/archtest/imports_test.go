package archtest

import (
	"slices"
	"strings"
	"testing"
)

// below says what of ours each top-level folder may import: all that lies below it.
var below = map[string][]string{
	"checkpoint":            {},
	"lease":                 {"checkpoint"},
	"processor":             {"checkpoint"},
	"lease/leasetest":       {"lease", "checkpoint"},
	"lease/dynamo":          {"lease", "checkpoint"},
	"processor/":            {"processor", "checkpoint"},
	"processor/sink/":       {"processor/sink", "processor", "checkpoint"},
	"processor/store/":      {"processor/store/", "processor/store", "processor", "checkpoint"},
	"shardsync":             {"lease", "processor", "checkpoint"},
	"fanout":                {"fanout/awscbor", "fanout/internal/", "lease", "processor", "checkpoint"},
	"fanout/awscbor":        {"fanout/internal/"},
	"fanout/internal/":      {"fanout/internal/"},
	"worker":                {"shardsync", "fanout", "lease/dynamo", "lease", "processor", "processor/kpl", "checkpoint"},
	"worker/":               {"worker", "worker/", "shardsync", "fanout", "lease", "processor", "processor/", "checkpoint"},
	"emulator":              {"emulator/internal/"},
	"emulator/emulatortest": {"emulator"},
	"emulator/server":       {"emulator"},
	"emulator/internal/":    {"emulator/internal/"},
	"internal/explore":      {},
	"internal/pause":        {},
	"internal/archtest":     {},
}

// leaves are for the whole library; not for the emulator, which shares no code with what it tests,
// nor for checkpoint, which imports nothing of ours.
var leaves = []string{"internal/pause"}

// Broken by: importing lease from processor, or processor from emulator.
func TestImportsPointOneWay(t *testing.T) {
	for _, s := range sources(t) {
		ours, _ := s.imports(t)
		if top, _, _ := strings.Cut(s.dir, "/"); top == "examples" || top == "cmd" || top == "interop" {
			continue // the top: it may import everything
		}
		allowed, known := mayImport(s.dir)
		if !known {
			t.Errorf("%s: folder %s is not in the picture; put it into ARCHITECTURE.md and into below in this test", s.path, s.dir)
			continue
		}
		if top, _, _ := strings.Cut(s.dir, "/"); top != "emulator" && top != "checkpoint" {
			allowed = append(slices.Clone(allowed), leaves...)
		}
		for _, path := range ours {
			if !slices.ContainsFunc(allowed, func(a string) bool { return a == path || strings.HasSuffix(a, "/") && strings.HasPrefix(path, a) }) {
				t.Errorf("%s imports %s, which does not lie below %s (it may import %v): move what it needs down, or take an interface declared where it is called",
					s.path, path, s.dir, allowed)
			}
		}
	}
}

// mayImport finds the entry of the folder, or of the longest folder with a slash above it.
func mayImport(dir string) (allowed []string, known bool) {
	if allowed, known = below[dir]; known {
		return allowed, true
	}
	longest := ""
	for prefix := range below {
		if strings.HasSuffix(prefix, "/") && strings.HasPrefix(dir, prefix) && len(prefix) > len(longest) {
			longest = prefix
		}
	}
	allowed, known = below[longest]
	return allowed, known
}

// Broken by: importing an AWS package from lease.
func TestTheCoreKnowsNoAWS(t *testing.T) {
	for _, s := range sources(t) {
		if !slices.Contains([]string{"checkpoint", "lease", "shardsync", "processor"}, s.dir) {
			continue
		}
		_, others := s.imports(t)
		for _, path := range others {
			if strings.HasPrefix(path, "github.com/aws/") {
				t.Errorf("%s imports %s: only lease/dynamo, fanout and worker talk to AWS; declare an interface instead", s.path, path)
			}
		}
	}
}
