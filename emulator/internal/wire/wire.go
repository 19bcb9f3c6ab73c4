// Package wire is what the emulator's services and its front have in common: what a request is
// once its envelope is off, and what a refusal is before it is put into one. Headers, status codes and
// waiting are the front's affair, documents that of each service's codec; what lies behind a codec
// decides in plain values.
package wire

import (
	"fmt"
	"time"
)

// A Service answers requests from its own state. It holds no clock and waits for nothing: what
// passes with time (retention, expiry, a change of status) it works out from Request.Now.
type Service interface {
	Serve(Request) (Answer, *Error)
}

// An Encoding is how a document is written. An answer is written as its request was.
type Encoding int

const (
	// JSON is what most clients send.
	JSON Encoding = iota
	// CBOR is what Java clients send to Kinesis, and newer SDKs to CloudWatch.
	CBOR
	// Query is a form that is answered with XML: older clients of CloudWatch, all of STS.
	Query
)

// String is the word for a message.
func (e Encoding) String() string { return [...]string{"JSON", "CBOR", "Query"}[e] }

// A Request is one call with its envelope off.
type Request struct {
	ID        string    // as the answer's header tells it; documents in XML repeat it
	Operation string    // as in X-Amz-Target, without the service: "GetRecords"
	Account   string    // 12 digits, from the access key if it has that form
	Region    string    // from the credential scope
	Now       time.Time // the front read it once; nothing below reads a clock
	Since     time.Time // when the same request was first answered with a Wait; zero: it was not
	Body      []byte    // the document
	Encoding  Encoding  // of the document, and of the answer

	// StaleBy makes reads answer as of Now-StaleBy: what a client sees of a replica that lags.
	// DynamoDB's reads with ConsistentRead are not touched by it, nor is any write.
	StaleBy time.Duration

	// PageItems is the most items that one page of a Scan or Query holds, whatever Limit and
	// the 1 MB rule allow, so that a small table has pages too. 0: no such bound.
	PageItems int

	// Unlimited asks for no rate limit: the hands of a test, which arrange the world around the
	// client under test and must not use up its allowance. Sizes are checked all the same.
	Unlimited bool
}

// An Error is a refusal in the service's own words.
type Error struct {
	Type    string         // the exception's name: "ResourceNotFoundException"
	Message string         // as the service words it
	Status  int            // HTTP status; 0 means 400
	Members map[string]any // further members of the error document, such as the Item of a failed condition
}

// Error is what a Go test reads when a refusal surprises it.
func (e *Error) Error() string { return e.Type + ": " + e.Message }

// Errorf makes a refusal of the given type with status 400.
func Errorf(exception, format string, args ...any) *Error {
	return &Error{Type: exception, Message: fmt.Sprintf(format, args...)}
}
