package emulator

// The services: what they are called, and what is particular about their envelopes.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/cloudwatch"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// Names of the services, as Call.Service has them.
const (
	Kinesis    = "Kinesis"
	DynamoDB   = "DynamoDB"
	CloudWatch = "CloudWatch"
	STS        = "STS"
)

// isServed: is the service here that a credential scope names?
func isServed(scope string) bool {
	return slices.Contains([]string{"kinesis", "dynamodb", "monitoring", "sts"}, scope)
}

// A service is a model and what is particular about its envelope.
type service struct {
	name       string
	model      wire.Service
	reads      []wire.Encoding
	typePrefix string                        // before the name of an exception
	namespace  string                        // of its documents in XML
	checksum   bool                          // answers carry X-Amz-Crc32
	queryCode  func(exception string) string // what X-Amzn-Query-Error says in protocols that came after Query; nil: it is not there
}

// service finds what serves a target: the part of X-Amz-Target before the dot, the service's name in
// a path, or the version in a form.
func (e *Emulator) service(target string) (service, bool) {
	switch target {
	case "Kinesis_20131202":
		return service{name: Kinesis, model: &e.kinesis, reads: []wire.Encoding{wire.JSON, wire.CBOR}}, true
	case "DynamoDB_20120810":
		return service{name: DynamoDB, model: &e.dynamodb, reads: []wire.Encoding{wire.JSON}, typePrefix: "com.amazonaws.dynamodb.v20120810#", checksum: true}, true
	case "GraniteServiceVersion20100801", "2010-08-01":
		return service{name: CloudWatch, model: &e.cloudwatch, reads: []wire.Encoding{wire.JSON, wire.CBOR, wire.Query}, typePrefix: "com.amazonaws.cloudwatch#",
			namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/", queryCode: cloudwatch.QueryCode}, true
	case "2011-06-15":
		return service{name: STS, model: &e.sts, reads: []wire.Encoding{wire.Query}, namespace: "https://sts.amazonaws.com/doc/2011-06-15/"}, true
	}
	return service{}, false
}

// unread is the refusal of a document that the service has no reader for, nil if it has one. It would
// take the document for an empty one, and answer in an encoding that the client does not expect.
func (s service) unread(as wire.Encoding) *wire.Error {
	if slices.Contains(s.reads, as) {
		return nil
	}
	return wire.Errorf("UnknownOperationException", "%s does not read requests in %s.", s.name, as)
}

// noService is what a client is told that asks for a service that is not here. SDKs do not retry it.
func noService(name string) *wire.Error {
	err := wire.Errorf("UnknownOperationException",
		"The emulator has no service %q: it has Kinesis, DynamoDB, CloudWatch and STS. Set AWS_ENDPOINT_URL_KINESIS and the like "+
			"instead of AWS_ENDPOINT_URL to send only these to it.", name)
	err.Status = 501
	return err
}
