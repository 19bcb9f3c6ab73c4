package emulator

// An answer into its envelope: documents, and refusals in the words of each protocol.

import (
	"encoding/json"
	"encoding/xml"
	"hash/crc32"
	"maps"
	"net/http"
	"strconv"

	"github.com/fxamacker/cbor/v2"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An answer is what goes back: a document, events, or a refusal.
type answer struct {
	wire.Answer
	refusal *wire.Error
}

// write puts a document or a refusal into its envelope.
func (s service) write(w http.ResponseWriter, p protocol, a answer) {
	status, document := http.StatusOK, a.Document
	h := w.Header()
	if a.refusal != nil {
		if status = a.refusal.Status; status == 0 {
			status = http.StatusBadRequest
		}
		document = s.refuse(p, a.refusal, h)
	}
	h.Set("Content-Type", p.contentType)
	h.Set("Content-Length", strconv.Itoa(len(document)))
	if p.smithy != "" {
		h.Set("Smithy-Protocol", p.smithy)
	}
	if s.checksum {
		h.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(document)), 10))
	}
	w.WriteHeader(status)
	_, _ = w.Write(document) // the client is gone if this fails: there is nobody to tell
}

// refuse renders a refusal.
func (s service) refuse(p protocol, err *wire.Error, h http.Header) []byte {
	if s.model == nil {
		h.Set("X-Amzn-Errortype", err.Type) // a client of a service that is not here may look there only
	}
	if s.queryCode != nil && p.encoding != wire.Query {
		h.Set("X-Amzn-Query-Error", s.code(err.Type)+";"+blame(err))
	}
	switch p.encoding {
	case wire.Query:
		return s.refuseXML(err, h.Get("X-Amzn-Requestid"), p.bare)
	case wire.CBOR:
		return rendered(cbor.Marshal(s.refusal(err)))
	}
	return rendered(json.Marshal(s.refusal(err)))
}

// refusal is a refusal as a map.
func (s service) refusal(err *wire.Error) map[string]any {
	members := map[string]any{"message": err.Message}
	if s.name == DynamoDB && err.Type == "TransactionCanceledException" {
		members = map[string]any{"Message": err.Message}
	}
	maps.Copy(members, err.Members)
	members["__type"] = s.typePrefix + err.Type
	return members
}

// refuseXML is a refusal as the query protocol has it, or bare, as S3 does.
func (s service) refuseXML(err *wire.Error, requestID string, bare bool) []byte {
	type told struct {
		XMLName xml.Name `xml:"Error"`
		Type    string   `xml:",omitempty"`
		Code    string
		Message string
	}
	if bare {
		return rendered(xml.Marshal(told{Code: err.Type, Message: err.Message}))
	}
	return rendered(xml.Marshal(struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		Namespace string   `xml:"xmlns,attr,omitempty"`
		Error     told
		RequestID string `xml:"RequestId"`
	}{Namespace: s.namespace, Error: told{Type: blame(err), Code: s.code(err.Type), Message: err.Message}, RequestID: requestID}))
}

// code is what an exception is called in the query protocol.
func (s service) code(exception string) string {
	if s.queryCode == nil {
		return exception
	}
	return s.queryCode(exception)
}

// blame says whose fault a refusal is, in the words of the query protocol.
func blame(err *wire.Error) string {
	if err.Status >= 500 {
		return "Receiver"
	}
	return "Sender"
}

// rendered is a document that was made of plain strings, which no encoder refuses.
func rendered(document []byte, err error) []byte {
	if err != nil {
		return nil
	}
	return document
}
