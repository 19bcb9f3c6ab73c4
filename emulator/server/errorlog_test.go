package server

import "testing"

// Broken by: a phrase that is taken from the list.
func TestOnlyDistrustHasARemedy(t *testing.T) {
	const began = "http: TLS handshake error from 127.0.0.1:39382: "
	for line, want := range map[string]bool{
		began + "remote error: tls: bad certificate":               true, // Go
		began + "remote error: tls: unknown certificate authority": true,
		began + "remote error: tls: unknown certificate":           true, // Java
		began + "local error: tls: bad record MAC":                 true, // OpenSSL: curl, Python
		began + "EOF": false,
		"http: panic serving 127.0.0.1:39382: bad certificate": false,
	} {
		if got := remedy(line) != ""; got != want {
			t.Errorf("%s has a remedy: %v, want %v", line, got, want)
		}
	}
}
