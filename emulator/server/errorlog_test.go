package server

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// Broken by: a phrase that is taken from the list.
func TestWhatAUserCanMendHasARemedy(t *testing.T) {
	const began = "http: TLS handshake error from 127.0.0.1:39382: "
	for line, want := range map[string]bool{
		began + "remote error: tls: bad certificate":               true, // Go
		began + "remote error: tls: unknown certificate authority": true,
		began + "remote error: tls: unknown certificate":           true, // Java
		began + "local error: tls: bad record MAC":                 true, // OpenSSL: curl, Python
		began + "EOF": false,
		"http: Accept error: accept tcp 127.0.0.1:4567: accept4: too many open files; retrying in 5ms": true,
		"http: panic serving 127.0.0.1:39382: bad certificate":                                         false,
	} {
		if got := remedy(line) != ""; got != want {
			t.Errorf("%s has a remedy: %v, want %v", line, got, want)
		}
	}
}

// Broken by: a line that is told by its remedy alone, which a bug of ours has not.
func TestWhatAnOperatorMustSeeIsNoDebugging(t *testing.T) {
	for line, want := range map[string]string{
		"http: panic serving 127.0.0.1:39382: index out of range": "level=ERROR",
		"http: Accept error: accept4: too many open files":        "level=WARN",
		"http: TLS handshake error from 127.0.0.1:39382: EOF":     "",
	} {
		var log bytes.Buffer
		errorLog(slog.New(slog.NewTextHandler(&log, nil))).Print(line)
		if got := log.String(); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s is logged as %q, want %s", line, got, want)
		}
	}
}
