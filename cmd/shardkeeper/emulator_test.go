//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Broken by: a log line on standard output; SIGTERM left to its default.
func TestTheServerSaysInOneLineWhereItIsAndStopsWhenTold(t *testing.T) {
	for _, stop := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		c := shardkeeper(t, "emulator", "--addr", "127.0.0.1:0", "--stream", "orders:2", "--stream=events:on-demand", "-region", "eu-central-1")
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		var ready readiness
		if err := json.Unmarshal([]byte(line), &ready); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if ready.PID != c.Process.Pid || ready.Region != "eu-central-1" || ready.Endpoint != "http://"+ready.Addr || !slices.Equal(ready.Streams, []string{"orders", "events"}) {
			t.Errorf("it says %s", line)
		}
		if health := get(t, ready.Endpoint+"/_shardkeeper/health"); !strings.Contains(health, `"streams":2`) {
			t.Errorf("its health is %s", health)
		}
		if err := c.Process.Signal(stop); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(lines)
		if err != nil || len(rest) > 0 {
			t.Errorf("it also says %q, %v", rest, err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("after %v: %v", stop, err)
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Broken by: leaving standard input alone.
func TestTheServerEndsWithTheProgramThatStartedIt(t *testing.T) {
	c := shardkeeper(t, "emulator", "--addr", "127.0.0.1:0", "--until-eof")
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("at the end of its input: %v", err)
	}
}

// Broken by: the streams of --stream in place of those of the file.
func TestStreamsComeFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "streams.json")
	if err := os.WriteFile(path, []byte(`[{"StreamName":"orders","ShardCount":3},{"StreamName":"events"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := statusOf(t, shardkeeper(t, running([]string{"--streams", path, "--stream", "more"}, "streams")...))
	if status != 0 || out != "[events more orders]\n" {
		t.Errorf("status %d, %s %s", status, out, errs)
	}
}

// Broken by: Ready before the port is had; status 0.
func TestAnAddressInUseIsAnErrorWithARemedy(t *testing.T) {
	first := shardkeeper(t, "emulator", "--addr", "127.0.0.1:0")
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	var ready readiness
	if err := json.Unmarshal([]byte(until(t, bufio.NewScanner(out), contains("endpoint"))), &ready); err != nil {
		t.Fatal(err)
	}
	status, printed, errs := statusOf(t, shardkeeper(t, "emulator", "--addr", ready.Addr))
	if status != failed || printed != "" || !strings.Contains(errs, ready.Addr) || !strings.Contains(errs, "port 0") {
		t.Errorf("status %d, %q, %q", status, printed, errs)
	}
}

func TestHelpAndVersionGoToStandardOutput(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		part   string
		toErr  bool
	}{
		{[]string{"--help"}, 0, "shardkeeper version", false},
		{[]string{"emulator", "--help"}, 0, "--addr", false},
		{[]string{"emulator", "-h"}, 0, "--addr", false},
		{[]string{"version"}, 0, version(), false},
		{nil, misused, "shardkeeper version", true},
		{[]string{"serve"}, misused, `"serve" is no subcommand`, true},
	} {
		status, out, errs := statusOf(t, shardkeeper(t, c.args...))
		said, silent := out, errs
		if c.toErr {
			said, silent = errs, out
		}
		if status != c.status || !strings.Contains(said, c.part) || silent != "" {
			t.Errorf("%v: status %d, %q, %q", c.args, status, out, errs)
		}
	}
}

func TestHelpFitsAScreen(t *testing.T) {
	for _, text := range []string{usage, emulatorUsage} {
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if len(lines) > 24 {
			t.Errorf("%d lines, want 24 at most", len(lines))
		}
		for _, line := range lines {
			if len(line) > 80 {
				t.Errorf("%d columns, want 80 at most: %s", len(line), line)
			}
		}
	}
}
