//go:build interop

package kcl

// A worker: a Java process with the library in it, whose lines are heard and whose log is kept.

import (
	"bufio"
	"cmp"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A worker is one process.
type worker struct {
	name   string
	input  io.Closer // its end asks for a graceful stop
	cmd    *exec.Cmd
	done   chan struct{} // closed when the process ended and all that it said is heard
	killed bool
	err    error // how it ended, once done is closed
}

const quiet = "-Dorg.slf4j.simpleLogger.log.software.amazon.kinesis."

// frugal keeps eight virtual machines small, and turns the library's question whether this is EC2 into
// a refused connection to a proxy that is not there. It changes nothing of the library's options.
var frugal = []string{
	"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
	"-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=9", "-Dhttp.nonProxyHosts=127.0.0.1|localhost",
	"-Dorg.slf4j.simpleLogger.showDateTime=true", "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
	quiet + "leases.dynamodb.DynamoDBLeaseRefresher=warn", // a line for each checkpoint
	quiet + "coordinator.GracefulShutdownCoordinator=warn",
}

// start begins a worker, which ends with the test at the latest.
func (a application) start(t *testing.T, w *world, heard *chronicle, name string) *worker {
	t.Helper()
	args := append(frugal[:len(frugal):len(frugal)], "-cp", os.Getenv(a.classpath), "interop.Consumer", w.name, w.name, name)
	cmd := exec.CommandContext(t.Context(), "java", append(args, a.options...)...)
	log, err := os.Create(filepath.Join(cmp.Or(os.Getenv("INTEROP_LOGS"), t.TempDir()), name))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = log
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &worker{name: name, input: input, cmd: cmd, done: make(chan struct{})}
	go func() { // ends with the process
		defer close(p.done)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			heard.hear(name, lines.Text())
		}
		p.err = cmd.Wait()
	}()
	t.Cleanup(func() {
		<-p.done // the test's context, which has ended, killed it
		_ = log.Close()
		if t.Failed() {
			t.Logf("the end of the log of %s:\n%s", name, tail(log.Name(), 30))
		}
	})
	return p
}

// kill is what an operating system does: no word of farewell.
func (p *worker) kill(t *testing.T) {
	t.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	p.killed = true
	<-p.done
}

// alive fails the test if a worker ended that nobody killed.
func (p *worker) alive(t *testing.T) {
	t.Helper()
	select {
	case <-p.done:
		if !p.killed {
			t.Fatalf("%s ended of itself: %v", p.name, p.err)
		}
	default:
	}
}

// stop asks for a graceful stop and waits for its end.
func (p *worker) stop(t *testing.T) {
	t.Helper()
	_ = p.input.Close() // a process that is gone shows below
	select {
	case <-p.done:
		if p.err != nil {
			t.Errorf("%s stopped with %v, want a status of 0", p.name, p.err)
		}
	case <-time.After(90 * time.Second):
		t.Fatalf("%s does not stop", p.name)
	}
}

// tail is the end of a file, of lines that are not endless. The whole file stays in $INTEROP_LOGS.
func tail(name string, most int) string {
	text, err := os.ReadFile(name)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	lines = lines[max(0, len(lines)-most):]
	for i, line := range lines {
		lines[i] = line[:min(len(line), 300)]
	}
	return strings.Join(lines, "\n")
}
