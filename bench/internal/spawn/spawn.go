// Package spawn runs this program again as another process: a client or a server of a benchmark that
// must not share its memory, its garbage collector or its CPU time with others.
package spawn

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// roleVariable says to a process what it is to do: a role and its task in JSON.
const roleVariable = "SHARDKEEPER_BENCH_ROLE"

// A Role is one thing that the program can be beside what its user asks of it.
type Role func(ctx context.Context, task json.RawMessage, out io.Writer) error

type assignment struct {
	Role string
	Task json.RawMessage
}

// Assigned runs the role that this process was started for, until that ends or the process that started
// this one does. It says false if there is none: then this
// is the process that the user started.
func Assigned(ctx context.Context, roles map[string]Role) (bool, error) {
	text, ok := os.LookupEnv(roleVariable)
	if !ok {
		return false, nil
	}
	var a assignment
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		return true, fmt.Errorf("spawn: read %s: %w", roleVariable, err)
	}
	role, ok := roles[a.Role]
	if !ok {
		return true, fmt.Errorf("spawn: there is no role %q", a.Role)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // it ends with the process that started this one
		stop()
	}()
	return true, role(ctx, a.Task, os.Stdout)
}

// command is this program in a role.
func command(ctx context.Context, role string, task any) (*exec.Cmd, error) {
	text, err := json.Marshal(task)
	if err != nil {
		return nil, fmt.Errorf("spawn: write the task of %s: %w", role, err)
	}
	text, err = json.Marshal(assignment{role, text})
	if err != nil {
		return nil, fmt.Errorf("spawn: assign %s: %w", role, err)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("spawn: find this program: %w", err)
	}
	c := gently(exec.CommandContext(ctx, self))
	c.Env = append(os.Environ(), roleVariable+"="+string(text))
	return c, nil
}

// gently has a command end by an interrupt first, so that it can write down its profile.
func gently(c *exec.Cmd) *exec.Cmd {
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 5 * time.Second
	return c
}

// Ask runs a role to its end and reads its answer.
func Ask(ctx context.Context, role string, task, answer any) error {
	c, err := command(ctx, role, task)
	if err != nil {
		return err
	}
	return ask(c, role, answer)
}

// Program runs another program to its end and reads its answer.
func Program(ctx context.Context, answer any, program string, args ...string) error {
	return ask(gently(exec.CommandContext(ctx, program, args...)), program, answer)
}

func ask(c *exec.Cmd, name string, answer any) error {
	var out bytes.Buffer
	c.Stdout = &out
	lifeline, err := c.StdinPipe()
	if err == nil {
		defer lifeline.Close()
		err = c.Start()
	}
	if err == nil {
		err = c.Wait()
	}
	if err != nil {
		return fmt.Errorf("spawn: run %s: %w", name, err)
	}
	if err := json.Unmarshal(out.Bytes(), answer); err != nil {
		return fmt.Errorf("spawn: read the answer of %s: %w", name, err)
	}
	return nil
}

// Server runs a role until stop is called, and gives the line that it says when it is ready.
func Server(ctx context.Context, role string, task any) (said string, stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	c, err := command(ctx, role, task)
	if err != nil {
		cancel()
		return "", nil, err
	}
	out, err := c.StdoutPipe()
	if err == nil {
		_, err = c.StdinPipe() // Wait closes it
	}
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		cancel()
		return "", nil, fmt.Errorf("spawn: start %s: %w", role, err)
	}
	stop = func() {
		cancel()
		_ = c.Wait() // it was interrupted
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("spawn: %s is not ready: %w", role, err)
	}
	return line[:len(line)-1], stop, nil
}
