package emulator

// Faults: refusals that a test has a service make.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A Fault is a refusal, written "STATUS TYPE: MESSAGE". It is a string so that the ready ones are
// constants; [NewFault] makes others.
type Fault string

// Faults that consumers meet.
const (
	// ExpiredIterator: the iterator is older than 5 minutes. Not retried by SDKs.
	ExpiredIterator Fault = "400 ExpiredIteratorException: Iterator expired. It is older than the tolerated delay of 300000 milliseconds."
	// Throttled: a shard's or a table's throughput is exceeded.
	Throttled Fault = "400 ProvisionedThroughputExceededException: Rate exceeded."
	// QueueThrottled: too many calls to a queue, or too many of its records in flight.
	QueueThrottled Fault = "400 ThrottlingException: Rate exceeded."
	// LimitExceeded: too many calls of an operation, or a quota is reached.
	LimitExceeded Fault = "400 LimitExceededException: Rate exceeded."
	// InternalFailure: the service failed; DynamoDB calls it InternalServerError.
	InternalFailure Fault = "500 InternalFailureException: Internal Service Failure."
	// ServiceUnavailable: the service is away for the moment.
	ServiceUnavailable Fault = "503 ServiceUnavailable: Service is unable to handle request."
	// AccessDenied: the caller lost its right.
	AccessDenied Fault = "400 AccessDeniedException: User is not authorized to perform this action."
	// ResourceNotFound: what the request names does not exist, or is not visible yet.
	ResourceNotFound Fault = "400 ResourceNotFoundException: Requested resource not found."
	// ResourceInUse: it is in a state that does not allow this.
	ResourceInUse Fault = "400 ResourceInUseException: The resource is in use."
	// ExpiredToken: the caller's temporary credentials have run out.
	ExpiredToken Fault = "400 ExpiredTokenException: The security token included in the request is expired."
	// ConditionFailed: a conditional write of DynamoDB does not hold.
	ConditionFailed Fault = "400 ConditionalCheckFailedException: The conditional request failed"
)

// NewFault is any refusal: an HTTP status, the exception's name, its message.
func NewFault(status int, exception, message string) Fault {
	return Fault(fmt.Sprintf("%d %s: %s", status, exception, message))
}

// refusal is the fault in a service's words.
func (f Fault) refusal(service string) *wire.Error {
	status, rest, _ := strings.Cut(string(f), " ")
	exception, message, _ := strings.Cut(rest, ": ")
	code, err := strconv.Atoi(status)
	if err != nil || code < 400 || code > 599 {
		code, exception, message = 400, string(f), "a fault that is not written STATUS TYPE: MESSAGE"
	}
	if service == DynamoDB && exception == "InternalFailureException" {
		exception = "InternalServerError"
	}
	return &wire.Error{Type: exception, Message: message, Status: code}
}
