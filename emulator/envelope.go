package emulator

// The envelope of a request: headers in, headers out. What is in it is a protocol's affair
// (protocol.go).

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// mostBody is more than the largest request that a service takes: 10 MiB in base64, and keys.
const mostBody = 32 << 20

// An envelope is what a request says beside its document.
type envelope struct {
	id                string // given by the front
	protocol          protocol
	target, operation string
	accessKey, region string
	signedFor         string // the service in the credential scope
	attempt           int
	body              []byte
}

// readEnvelope takes a request apart. Signatures are not checked.
func readEnvelope(r *http.Request) (envelope, *wire.Error) {
	env := envelope{attempt: attempt(r.Header.Get("Amz-Sdk-Request"))}
	env.accessKey, env.region, env.signedFor = credential(r.Header.Get("Authorization"))
	env.protocol = spoken(r, env.signedFor)
	body, err := readBody(r)
	if err != nil {
		return env, wire.Errorf("SerializationException", "The request could not be read, or is larger than %d bytes.", mostBody)
	}
	env.body = body
	env.target, env.operation = env.protocol.address(r, body)
	switch {
	case env.target != "" && r.Method == http.MethodPost:
		return env, nil
	case env.signedFor != "" && !isServed(env.signedFor):
		return env, noService(env.signedFor)
	case r.Method != http.MethodPost:
		return env, wire.Errorf("UnknownOperationException", "The emulator answers AWS clients, which POST: this was a %.20q of %.200q.", r.Method, r.URL.Path)
	}
	return env, unaddressed(r, env.protocol)
}

// unaddressed is what a request is told that names no operation where its protocol has one.
func unaddressed(r *http.Request, p protocol) *wire.Error {
	target := r.Header.Get("X-Amz-Target")
	if target != "" && p.encoding == wire.Query { // curl -d, which says that it sends a form
		return wire.Errorf("UnknownOperationException", "X-Amz-Target %.100q goes with Content-Type %s. This request's is %s, "+
			"a form that names its operation by Action and Version.", target, contentJSON11, contentForm)
	}
	return wire.Errorf("UnknownOperationException", "The request names no operation: it has neither the header "+
		"X-Amz-Target (this one: %.100q), nor a path /service/NAME/operation/NAME, nor a form with Action and Version.", target)
}

// wanted is the name of a service that is not here, in the words of whoever reads of it: a form has
// a version only.
func (env envelope) wanted() string {
	switch {
	case env.protocol.encoding != wire.Query:
		return env.target
	case env.signedFor != "":
		return env.signedFor
	}
	return env.operation + " of version " + env.target
}

// readBody reads a request to its end.
func readBody(r *http.Request) ([]byte, error) {
	from := io.Reader(r.Body)
	if strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, fmt.Errorf("emulator: read request: %w", err)
		}
		from = unzipped
	}
	body, err := io.ReadAll(io.LimitReader(from, mostBody+1))
	if err == nil && len(body) > mostBody {
		err = fmt.Errorf("emulator: read request: more than %d bytes", mostBody)
	}
	return body, err
}

// credential finds the access key, the region and the service in a SigV4 header:
// "AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=...".
func credential(authorization string) (accessKey, region, service string) {
	_, scope, ok := strings.Cut(authorization, "Credential=")
	part := strings.SplitN(scope, "/", 5)
	if !ok || len(part) < 5 {
		return "", "", ""
	}
	return part[0], part[2], part[3]
}

// attempt reads "attempt=2; max=3": which try of the client's retries this is. 0: not said.
func attempt(header string) int {
	for field := range strings.SplitSeq(header, ";") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(field), "attempt="); ok {
			n, _ := strconv.Atoi(text)
			return n
		}
	}
	return 0
}

// isAccount: 12 digits.
func isAccount(s string) bool { return len(s) == 12 && strings.Trim(s, "0123456789") == "" }

// isRegion guards names made of the region, such as ARNs and tokens, against what is none.
func isRegion(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// stamp sets the headers that every answer has. Date is the emulator's own time, from which SDKs
// work out how far their clock is off. It returns the request's new ID.
func stamp(h http.Header, now time.Time) (requestID string) {
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	a, b := rand.Uint64(), rand.Uint64()
	requestID = fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
	h.Set("X-Amzn-Requestid", requestID)
	var id [72]byte
	for i := 0; i < len(id); i += 8 {
		binary.LittleEndian.PutUint64(id[i:], rand.Uint64())
	}
	h.Set("X-Amz-Id-2", base64.StdEncoding.EncodeToString(id[:]))
	return requestID
}
