package server

// What net/http and crypto/tls say of broken connections, made useful: a client that does not trust
// the certificate and a limit that was reached are what a user can mend, a client that went away is not.

import (
	"log"
	"log/slog"
	"strings"
)

// acceptError is in a line about connections that cannot be taken. net/http tries again, once a second at most.
const acceptError = "Accept error"

// errorLog is a logger for net/http.
func errorLog(to *slog.Logger) *log.Logger { return log.New(complaints{to}, "", 0) }

type complaints struct{ to *slog.Logger }

// Write takes one line.
func (c complaints) Write(line []byte) (int, error) {
	text := strings.TrimSpace(string(line))
	switch remedy := remedy(text); {
	case strings.Contains(text, "panic serving"):
		c.to.Error("the emulator has a mistake: please report it", "error", text)
	case remedy != "" && strings.Contains(text, acceptError):
		c.to.Warn("connections have to wait", "error", text, "remedy", remedy)
	case remedy != "":
		c.to.Warn("a client broke off", "error", text, "remedy", remedy)
	default:
		c.to.Debug("a connection broke", "error", text)
	}
	return len(line), nil
}

// remedy is what a user can do about a line, "" for one that needs nothing. OpenSSL says that it does
// not trust a certificate in clear text where TLS 1.3 wants it encrypted, which reads as a bad MAC.
func remedy(line string) string {
	if strings.Contains(line, acceptError) && strings.Contains(line, "too many open files") {
		return "raise the limit of open files (ulimit -n), or have clients close their connections"
	}
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
