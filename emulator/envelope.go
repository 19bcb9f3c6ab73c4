package emulator

// The envelope of a request: headers in, headers out.

import (
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

// An envelope is what the headers of a request say.
type envelope struct {
	target, operation string
	accessKey, region string
	attempt           int
	body              []byte
}

// readEnvelope takes a request apart. Signatures are not checked.
func readEnvelope(r *http.Request) (envelope, *wire.Error) {
	var env envelope
	if r.Method != http.MethodPost {
		return env, wire.Errorf("UnknownOperationException", "The emulator answers AWS clients, which POST: this was a %s.", r.Method)
	}
	var ok bool
	header := r.Header.Get("X-Amz-Target")
	if env.target, env.operation, ok = strings.Cut(header, "."); !ok {
		return env, wire.Errorf("UnknownOperationException", "The header X-Amz-Target names no operation: %q.", header)
	}
	if kind := r.Header.Get("Content-Type"); strings.Contains(kind, "cbor") {
		return env, wire.Errorf("SerializationException", "The emulator does not read %s: have the client send JSON.", kind)
	}
	env.accessKey, env.region = credential(r.Header.Get("Authorization"))
	env.attempt = attempt(r.Header.Get("Amz-Sdk-Request"))
	body, err := io.ReadAll(io.LimitReader(r.Body, mostBody+1))
	if err != nil || len(body) > mostBody {
		return env, wire.Errorf("SerializationException", "The request could not be read, or is larger than %d bytes.", mostBody)
	}
	env.body = body
	return env, nil
}

// credential finds the access key and the region in a SigV4 header:
// "AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=...".
func credential(authorization string) (accessKey, region string) {
	_, scope, ok := strings.Cut(authorization, "Credential=")
	part := strings.SplitN(scope, "/", 5)
	if !ok || len(part) < 5 {
		return "", ""
	}
	return part[0], part[2]
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
// work out how far their clock is off.
func stamp(h http.Header, now time.Time) {
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	a, b := rand.Uint64(), rand.Uint64()
	h.Set("X-Amzn-Requestid", fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff))
	var id [72]byte
	for i := 0; i < len(id); i += 8 {
		binary.LittleEndian.PutUint64(id[i:], rand.Uint64())
	}
	h.Set("X-Amz-Id-2", base64.StdEncoding.EncodeToString(id[:]))
}
