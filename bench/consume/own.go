package main

// vmware-go-kcl-v2 once more, with the SDK of its own go.mod instead of the newest: a program of another
// module, built when it is first needed.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/shardkeeper/shardkeeper/bench/internal/spawn"
	"github.com/shardkeeper/shardkeeper/bench/peer"
)

const (
	ownName   = "vmware-own"
	ownModule = "peer" // folder, seen from the benchmark's module
)

// buildOwn builds the program into a folder.
func buildOwn(ctx context.Context, folder string) (program string, err error) {
	if _, err := os.Stat(filepath.Join(ownModule, "go.mod")); err != nil {
		return "", fmt.Errorf("consume: %s is built from source: run this in the folder bench: %w", ownName, err)
	}
	program = filepath.Join(folder, "own")
	c := exec.CommandContext(ctx, "go", "build", "-C", ownModule, "-o", program, "./own")
	c.Stderr = os.Stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("consume: build %s: %w", ownName, err)
	}
	return program, nil
}

// askOwn gives the program its task and reads what it took.
func askOwn(ctx context.Context, program string, w peer.Work) (peer.Spent, error) {
	var s peer.Spent
	task, err := json.Marshal(w)
	if err != nil {
		return s, fmt.Errorf("consume: write the task of %s: %w", ownName, err)
	}
	return s, spawn.Program(ctx, &s, program, string(task))
}
