//go:build interop

package kpl

// The Java process whose library puts.

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// A producer is a Java process with the library in it.
type producer struct {
	cmd   *exec.Cmd
	input io.Closer // its end ends the process
	lines *bufio.Scanner
	log   strings.Builder // whole once the process ended
}

// start runs the library.
func start(t *testing.T, stream string) *producer {
	t.Helper()
	home := t.TempDir() // of the daemon, which the library unpacks
	p := &producer{cmd: exec.CommandContext(t.Context(), "java", "-Xmx256m", "-Djava.io.tmpdir="+home,
		"-cp", os.Getenv("KPL"), "interop.Producer", stream, fmt.Sprint(records), fmt.Sprint(keys))}
	p.cmd.Stderr = &p.log
	p.cmd.WaitDelay = 10 * time.Second // the daemon may hold on to our ends of the pipes
	input, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.input, p.lines = input, bufio.NewScanner(output)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// puts is what the library says of each record, by its value.
func (p *producer) puts(t *testing.T) map[string]place {
	t.Helper()
	put := map[string]place{}
	for p.lines.Scan() {
		word := strings.Fields(p.lines.Text()) // put SHARD SEQUENCE-NUMBER KEY VALUE
		if len(word) != 5 {
			break
		}
		put[word[3]+" "+word[4]] = place{word[1], word[2], word[3]}
	}
	if p.lines.Text() != "done" {
		t.Errorf("the producer said %q after %d records, want done", p.lines.Text(), len(put))
	}
	return put
}

// stop ends the process.
func (p *producer) stop(t *testing.T) {
	t.Helper()
	_ = p.input.Close() // a process that is gone shows below
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("the producer: %v", err)
	}
	if t.Failed() {
		lines := strings.Split(p.log.String(), "\n")
		t.Logf("the end of its log:\n%s", strings.Join(lines[max(0, len(lines)-40):], "\n"))
	}
}
