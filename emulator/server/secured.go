package server

// TLS connections as net/http is to see them. Where client and server agreed on a protocol, it knows
// what to do. Of a client that named none it would take HTTP/1.1 for granted; the service does not, and
// the AWS SDK for Java begins with HTTP/2 unasked. Such a connection is given out without its type, and
// net/http looks at what comes first, as it does in clear text.

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
)

// An unnamed is a TLS connection whose client named no protocol.
type unnamed struct{ net.Conn }

// secured finishes the handshake. After one that failed, net/http meets the same error again, and tells
// of it.
func secured(ctx context.Context, conn *tls.Conn) net.Conn {
	bounded, cancel := context.WithTimeout(ctx, headerTimeout)
	defer cancel()
	if err := conn.HandshakeContext(bounded); err != nil || conn.ConnectionState().NegotiatedProtocol != "" {
		return conn
	}
	return unnamed{conn}
}

// unnamedKey is where a request's context says that it came by an unnamed connection.
type unnamedKey struct{}

// note is for http.Server.ConnContext.
func note(ctx context.Context, conn net.Conn) context.Context {
	if _, is := conn.(unnamed); is {
		return context.WithValue(ctx, unnamedKey{}, true)
	}
	return ctx
}

// overTLS is what Request.TLS says of other connections.
func overTLS(r *http.Request) bool { return r.TLS != nil || r.Context().Value(unnamedKey{}) != nil }
