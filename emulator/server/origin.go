package server

// Browsers: an application in a page may call what is on another port only if that says so. Kinesis
// says so to every page, as it checks signatures. Here nothing is checked, so pages of this machine
// may, and those that come from the host that they call: not any page that a developer looks at.

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// What a page may read of an answer beside its document, and how long a browser may remember what it
// was allowed, as the service has them.
const (
	exposedHeaders   = "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date"
	allowanceSeconds = "172800"
)

// admitPages lets pages in that may call, and answers the question that their browsers ask first.
func admitPages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		if origin == "" { // no page
			next.ServeHTTP(w, r)
			return
		}
		h := w.Header()
		h.Add("Vary", "Origin")
		if mayCall(origin, r.Host) {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Expose-Headers", exposedHeaders)
		}
		method := r.Header.Get("Access-Control-Request-Method")
		if r.Method != http.MethodOptions || method == "" {
			next.ServeHTTP(w, r)
			return
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			h.Set("Access-Control-Allow-Methods", method)
			h.Set("Access-Control-Max-Age", allowanceSeconds)
			if headers := r.Header.Get("Access-Control-Request-Headers"); headers != "" {
				h.Set("Access-Control-Allow-Headers", headers)
			}
		}
		w.WriteHeader(http.StatusOK)
	})
}

// mayCall: is the origin this machine, or the host that it calls? Ports do not matter.
func mayCall(origin, host string) bool {
	page, err := url.Parse(origin)
	if err != nil || page.Hostname() == "" {
		return false // "null": a page without an origin, such as a file
	}
	name := page.Hostname()
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	if at, err := netip.ParseAddr(name); err == nil && at.Unmap().IsLoopback() {
		return true
	}
	if called, _, err := net.SplitHostPort(host); err == nil {
		host = called
	}
	return strings.EqualFold(name, strings.Trim(host, "[]"))
}
