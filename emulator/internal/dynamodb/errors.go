package dynamodb

// The service's exceptions, and the refusals that several operations share.

import (
	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	validation          = "ValidationException"
	serialization       = "SerializationException"
	resourceNotFound    = "ResourceNotFoundException"
	resourceInUse       = "ResourceInUseException"
	limitExceeded       = "LimitExceededException"
	throughputExceeded  = "ProvisionedThroughputExceededException"
	conditionFailed     = "ConditionalCheckFailedException"
	transactionCanceled = "TransactionCanceledException"
	parameterMismatch   = "IdempotentParameterMismatchException"
)

// refuse is a ValidationException.
func refuse(format string, args ...any) *wire.Error { return wire.Errorf(validation, format, args...) }

// badParameter is a ValidationException that begins as very many do.
func badParameter(format string, args ...any) *wire.Error {
	return refuse("One or more parameter values were invalid: "+format, args...)
}

// refused is nil for nil, and a ValidationException with the words of an attribute.Invalid.
func refused(err error) *wire.Error {
	if err == nil {
		return nil
	}
	return &wire.Error{Type: validation, Message: err.Error()}
}

func noTable() *wire.Error { return wire.Errorf(resourceNotFound, "Requested resource not found") }

func noTableNamed(name string) *wire.Error {
	return wire.Errorf(resourceNotFound, "Requested resource not found: Table: %s not found", name)
}

// failed is the refusal of a write whose condition does not hold, with the item if it was asked for
// and there is one.
func failed(item attribute.Map, show bool) *wire.Error {
	err := wire.Errorf(conditionFailed, "The conditional request failed")
	if show && item != nil {
		err.Members = map[string]any{"Item": item}
	}
	return err
}
