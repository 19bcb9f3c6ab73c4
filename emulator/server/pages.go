package server

// What the server answers itself: its own pages, and a word to browsers. Everything else is for the
// emulator.

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator"
)

// ownPath begins the paths that are not AWS's. No request of an AWS client has it.
const ownPath = "/_shardkeeper/"

// pages sorts requests by who answers them.
func pages(emu *emulator.Emulator, version string, config *tls.Config, began time.Time) http.Handler {
	own := http.NewServeMux()
	own.HandleFunc("GET "+ownPath+"health", func(w http.ResponseWriter, r *http.Request) { health(w, r, emu, version, time.Since(began)) })
	own.HandleFunc("GET "+ownPath+"certificate", func(w http.ResponseWriter, _ *http.Request) { certificate(w, config) })
	own.HandleFunc(ownPath, func(w http.ResponseWriter, r *http.Request) {
		tell(w, http.StatusNotFound, map[string]any{"message": fmt.Sprintf(
			"There is no page %.200q for %s: there are GET %shealth and GET %scertificate.", r.URL.Path, r.Method, ownPath, ownPath)})
	})
	return admitPages(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, ownPath):
			own.ServeHTTP(w, r)
		case isVisit(r):
			welcome(w, r)
		default:
			emu.ServeHTTP(w, r)
		}
	}))
}

// isVisit: does a person look, or a probe that knows nothing of AWS? Clients of the query protocol
// may ask with a GET, but name an action; every AWS client signs.
func isVisit(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		r.Header.Get("Authorization") == "" && !r.URL.Query().Has("Action")
}

// health answers that requests are served. The streams are those of the emulator's own account and
// region.
func health(w http.ResponseWriter, r *http.Request, emu *emulator.Emulator, version string, up time.Duration) {
	streams, err := count(r.Context(), emu)
	if err != nil {
		tell(w, http.StatusServiceUnavailable, map[string]any{"status": "failing", "message": err.Error()})
		return
	}
	tell(w, http.StatusOK, map[string]any{
		"status": "ok", "version": version, "uptimeSeconds": float64(up.Milliseconds()) / 1000, "streams": streams,
	})
}

// certificate answers what a client must trust to come over TLS without switching its checks off.
func certificate(w http.ResponseWriter, config *tls.Config) {
	text, err := trust(config)
	if err != nil {
		tell(w, http.StatusInternalServerError, map[string]any{"message": err.Error()})
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(text) // the client is gone if this fails
}

func welcome(w http.ResponseWriter, r *http.Request) {
	scheme := "http"
	if overTLS(r) {
		scheme = "https"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = fmt.Fprintf(w, "This is Shardkeeper's emulator of Amazon Kinesis, with DynamoDB, CloudWatch and STS beside it.\n"+
		"AWS clients reach it with AWS_ENDPOINT_URL=%s://%s and any region, key and secret.\n"+
		"Health: %shealth\n", scheme, r.Host, ownPath) // the client is gone if this fails
}

// tell writes a JSON document.
func tell(w http.ResponseWriter, status int, document map[string]any) {
	text, err := json.Marshal(document)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(text, '\n')) // the client is gone if this fails
}
