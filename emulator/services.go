package emulator

// The services, and how each wraps its documents.

import (
	"encoding/json"
	"hash/crc32"
	"maps"
	"net/http"
	"strconv"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Names of the services, as Call.Service has them.
const (
	Kinesis  = "Kinesis"
	DynamoDB = "DynamoDB"
)

// A service is a model and its envelope.
type service struct {
	name        string
	model       wire.Service
	contentType string
	typePrefix  string // before the name of an exception
	checksum    bool   // answers carry X-Amz-Crc32
}

// service finds what serves a target: the part of X-Amz-Target before the dot.
func (e *Emulator) service(target string) (service, bool) {
	switch target {
	case "Kinesis_20131202":
		return service{name: Kinesis, model: &e.kinesis, contentType: "application/x-amz-json-1.1"}, true
	case "DynamoDB_20120810":
		return service{name: DynamoDB, model: &e.dynamodb, contentType: "application/x-amz-json-1.0",
			typePrefix: "com.amazonaws.dynamodb.v20120810#", checksum: true}, true
	}
	return service{}, false
}

// An answer is what goes back: a document, or a refusal.
type answer struct {
	document []byte
	refusal  *wire.Error
}

// write puts an answer into its envelope.
func (s service) write(w http.ResponseWriter, a answer) {
	status, document := http.StatusOK, a.document
	if a.refusal != nil {
		status, document = s.refuse(a.refusal)
	}
	h := w.Header()
	h.Set("Content-Type", s.contentType)
	h.Set("Content-Length", strconv.Itoa(len(document)))
	if s.checksum {
		h.Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE(document)), 10))
	}
	w.WriteHeader(status)
	_, _ = w.Write(document) // the client is gone if this fails: there is nobody to tell
}

// refuse renders a refusal.
func (s service) refuse(err *wire.Error) (status int, document []byte) {
	members := map[string]any{"message": err.Message}
	if s.name == DynamoDB && err.Type == "TransactionCanceledException" {
		members = map[string]any{"Message": err.Message}
	}
	maps.Copy(members, err.Members)
	members["__type"] = s.typePrefix + err.Type
	document, failure := json.Marshal(members)
	if failure != nil {
		document = []byte(`{"__type":"InternalFailureException"}`)
		return http.StatusInternalServerError, document
	}
	if err.Status == 0 {
		return http.StatusBadRequest, document
	}
	return err.Status, document
}
