package server

// What net/http and crypto/tls say of broken connections, made useful: a client that does not trust
// the certificate is a mistake that its user can mend, a client that went away is none.

import (
	"log"
	"log/slog"
	"strings"
)

// errorLog is a logger for net/http.
func errorLog(to *slog.Logger) *log.Logger { return log.New(complaints{to}, "", 0) }

type complaints struct{ to *slog.Logger }

// Write takes one line.
func (c complaints) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	if remedy := remedy(text); remedy != "" {
		c.to.Warn("a client broke off", "error", text, "remedy", remedy)
	} else {
		c.to.Debug("a connection broke", "error", text)
	}
	return len(line), nil
}

// remedy is what a user can do about a line, "" for one that needs nothing. OpenSSL says that it does
// not trust a certificate in clear text where TLS 1.3 wants it encrypted, which reads as a bad MAC.
func remedy(line string) string {
	if !strings.Contains(line, "TLS handshake error") {
		return ""
	}
	for _, distrust := range []string{"bad certificate", "unknown certificate", "bad record MAC"} {
		if strings.Contains(line, distrust) {
			return "the client does not trust the certificate: use http://, or have it trust what " + ownPath + "certificate answers"
		}
	}
	return ""
}
