//go:build interop

package dynamodb

// DynamoDB Local: a Java program, started on a free port of loopback and stopped after the test.

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// patience is how long Java may take to start.
const patience = time.Minute

// startLocal starts the program whose jars are in $DYNAMODB_LOCAL and returns its address. A
// $DYNAMODB_LOCAL_URL is one that runs already.
func startLocal(t *testing.T) string {
	t.Helper()
	if url := os.Getenv("DYNAMODB_LOCAL_URL"); url != "" {
		return url
	}
	jars := os.Getenv("DYNAMODB_LOCAL")
	if jars == "" {
		t.Fatal("DYNAMODB_LOCAL is not set: the command is interop/dynamodb/run")
	}
	port := freePort(t)
	local := exec.CommandContext(t.Context(), "java", "-Xmx512m", "-Dsqlite4java.library.path="+jars,
		"-cp", filepath.Join(jars, "*"), "software.amazon.dynamodb.services.local.main.ServerRunner",
		"-inMemory", "-disableTelemetry", "-port", fmt.Sprint(port))
	local.Dir = t.TempDir()
	output, err := os.Create(filepath.Join(local.Dir, "output"))
	if err != nil {
		t.Fatal(err)
	}
	local.Stdout, local.Stderr = output, output
	if err := local.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = local.Process.Kill()
		_ = local.Wait() // killed, so it has an error to tell
		_ = output.Close()
	})
	url := fmt.Sprintf("http://127.0.0.1:%d/", port)
	for start := time.Now(); time.Since(start) < patience; time.Sleep(100 * time.Millisecond) {
		answer, err := http.Get(url)
		if err == nil {
			_ = answer.Body.Close()
			return url
		}
	}
	said, _ := os.ReadFile(output.Name())
	t.Fatalf("DynamoDB Local does not answer on %s after %v; it says:\n%s", url, patience, said)
	return ""
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}
