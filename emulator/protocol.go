package emulator

// The protocols: where a request says which operation of which service it wants, and how a refusal
// is told. Clients choose; every service is reached by every protocol that its clients use.

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A protocol is one way of talking HTTP.
type protocol struct {
	encoding    wire.Encoding
	contentType string // of answers
	smithy      string // of the header Smithy-Protocol, "" for protocols that lack it
	bare        bool   // refusals in XML have no envelope of their own
}

const (
	contentJSON10 = "application/x-amz-json-1.0"
	contentJSON11 = "application/x-amz-json-1.1"
	contentCBOR11 = "application/x-amz-cbor-1.1"
	contentCBOR   = "application/cbor"
	contentForm   = "application/x-www-form-urlencoded"
	contentXML    = "text/xml"
	rpcCBOR       = "rpc-v2-cbor"
)

// spoken is the protocol of a request that was signed for a service.
func spoken(r *http.Request, service string) protocol {
	kind := r.Header.Get("Content-Type")
	switch {
	case service == "s3":
		return protocol{encoding: wire.Query, contentType: contentXML, bare: true}
	case r.Header.Get("Smithy-Protocol") == rpcCBOR:
		return protocol{encoding: wire.CBOR, contentType: contentCBOR, smithy: rpcCBOR}
	case strings.HasPrefix(kind, contentCBOR11):
		return protocol{encoding: wire.CBOR, contentType: contentCBOR11}
	case strings.HasPrefix(kind, contentForm):
		return protocol{encoding: wire.Query, contentType: contentXML}
	case strings.HasPrefix(kind, contentJSON10):
		return protocol{encoding: wire.JSON, contentType: contentJSON10}
	}
	return protocol{encoding: wire.JSON, contentType: contentJSON11}
}

// address is the service and the operation that a request is for, "" if it names none.
func (p protocol) address(r *http.Request, body []byte) (target, operation string) {
	switch {
	case p.smithy == rpcCBOR:
		// /service/NAME/operation/NAME, below any prefix
		_, path, _ := strings.Cut(r.URL.Path, "/service/")
		target, operation, _ = strings.Cut(path, "/operation/")
		return target, operation
	case p.encoding == wire.Query:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return "", ""
		}
		return form.Get("Version"), form.Get("Action")
	}
	target, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if !ok {
		return "", ""
	}
	return target, operation
}
