package main

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/server"
)

func TestTheCommandLineIsRead(t *testing.T) {
	got, err := parse([]string{
		"--addr", ":0", "-stream", "orders:2", "--limits=strict", "--account", "123456789012", "--region", "eu-west-1",
		"--creating", "1s", "--updating=2s", "--deleting", "3s", "--expiring", "1ns", "--verbose", "--bucket", "b", "--log-format", "json", "--", "pytest", "-x", "--", "a",
	})
	want := settings{
		addr: ":0", streams: []server.Stream{{StreamName: "orders", ShardCount: 2}}, limits: emulator.Strict,
		account: "123456789012", region: "eu-west-1", creating: time.Second, updating: 2 * time.Second, deleting: 3 * time.Second, expiring: time.Nanosecond,
		bucket: "b", verbose: true, json: true, command: []string{"pytest", "-x", "--", "a"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(settings{})); err != nil || diff != "" {
		t.Errorf("parse: %v\n%s", err, diff)
	}
	if _, err := parse([]string{"--limits", "none", "--help"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help among mistakes: %v", err)
	}
}

// Broken by: a flag whose value is refused by the flag package, which stops there.
func TestAllMistakesOfACommandLineAreToldAtOnce(t *testing.T) {
	missing := t.TempDir() + "/none"
	_, err := parse([]string{
		"--addr", "4567", "--addr", "127.0.0.1:99999", "--stream", "a:0", "--stream", "a b", "--frob", "7", "stray", "--limits", "loose", "--account", "12", "--region", "Mars",
		"--creating", "3", "--updating", "-1s", "--streams", missing, "--tls-cert", missing, "--log-format", "xml", "--quiet", "--verbose",
		"--stream", "twice", "--stream", "twice:2", "--until-eof=perhaps", "--deleting", "soon", "--",
	})
	if err == nil {
		t.Fatal("no mistake was found")
	}
	got := strings.Split(err.Error(), "\n")
	for _, want := range [][]string{
		{"--addr", `"4567"`, "127.0.0.1:4567"}, {"--addr", `"127.0.0.1:99999"`, "65535"}, {"--stream", `"a:0"`, "on-demand"}, {"--stream", `"a b"`, "NAME"}, {"-frob", "--help"},
		{`"stray"`, "behind --"}, {"--limits", `"loose"`, "lenient"}, {"--account", `"12"`, "12 digits"}, {"--region", `"Mars"`, "eu-central-1"},
		{"--creating", `"3"`, "500ms"}, {"--updating", `"-1s"`, "3s"}, {"--deleting", `"soon"`, "3s"}, {"--streams", missing, "can be read"},
		{"--tls-cert", missing, "--tls-key"}, {"--log-format", `"xml"`, "json"}, {"--quiet", "--verbose"}, {"--stream", `"twice"`, "once"},
		{"--until-eof", `"perhaps"`, "=true"}, {"--:", "command"},
	} {
		if !slices.ContainsFunc(got, func(line string) bool { return all(line, want) }) {
			t.Errorf("no mistake has all of %q in:\n%v", want, err)
		}
	}
	if len(got) != 19 {
		t.Errorf("%d mistakes, want 19:\n%v", len(got), err)
	}
}

func all(line string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(line, part) })
}

// Broken by: a flag without a line in the help, or in the documentation.
func TestEveryFlagIsDocumented(t *testing.T) {
	manual, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	new(reader).flags().VisitAll(func(f *flag.Flag) {
		if !strings.Contains(emulatorUsage, "--"+f.Name+" ") {
			t.Errorf("--help does not know --%s", f.Name)
		}
		if !strings.Contains(string(manual), "`--"+f.Name) {
			t.Errorf("docs/emulator.md does not know --%s", f.Name)
		}
	})
}

func TestAFileOfStreamsIsLinesOrDocuments(t *testing.T) {
	onDemand := &server.StreamModeDetails{StreamMode: "ON_DEMAND"}
	for _, c := range []struct {
		text     string
		want     []server.Stream
		mistakes []string
	}{
		{"", nil, nil},
		{"orders:2\n\n# a comment\r\nevents # one shard\nclicks:on-demand",
			[]server.Stream{{StreamName: "orders", ShardCount: 2}, {StreamName: "events", ShardCount: 1}, {StreamName: "clicks", StreamModeDetails: onDemand}}, nil},
		{"a:x\nb\nc d", []server.Stream{{StreamName: "b", ShardCount: 1}}, []string{"line 1", "line 3"}},
		{` [{"StreamName":"a","Tags":{"k":"v"}},{"StreamName":"b","StreamModeDetails":{"StreamMode":"ON_DEMAND"}}]`,
			[]server.Stream{{StreamName: "a", ShardCount: 1, Tags: map[string]string{"k": "v"}}, {StreamName: "b", StreamModeDetails: onDemand}}, nil},
		{`[{"StreamName":"a","Shards":2},{"ShardCount":2},{"StreamName":7}]`, nil, []string{`stream 1: .*"Shards"`, "stream 2", "stream 3"}},
		{`[{]`, nil, []string{"JSON array"}},
	} {
		got, errs := parseStreams([]byte(c.text))
		if diff := cmp.Diff(c.want, got); diff != "" || len(errs) != len(c.mistakes) {
			t.Errorf("%q: %v\n%s", c.text, errs, diff)
			continue
		}
		for i, want := range c.mistakes {
			if !all(errs[i].Error(), strings.Split(want, ".*")) {
				t.Errorf("%q: mistake %d is %v, want %q", c.text, i, errs[i], want)
			}
		}
	}
}
