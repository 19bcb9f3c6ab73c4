package dynamodb

// Why a transaction was cancelled: a reason for each of its writes, in their order.

import (
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A reason is about one write. Code None is no reason.
type reason struct {
	Code    string
	Message string        `json:",omitempty"`
	Item    attribute.Map `json:",omitempty"`
}

// reasonOf is what a write's own refusal is as a reason.
func reasonOf(err *wire.Error) reason {
	switch {
	case err == nil:
		return reason{Code: "None"}
	case err.Type == conditionFailed:
		item, _ := err.Members["Item"].(attribute.Map)
		return reason{"ConditionalCheckFailed", err.Message, item}
	case err.Type == throughputExceeded:
		return reason{Code: "ProvisionedThroughputExceeded", Message: err.Message}
	}
	return reason{Code: "ValidationError", Message: err.Message}
}

func canceled(reasons []reason) *wire.Error {
	var codes []string
	for _, r := range reasons {
		codes = append(codes, r.Code)
	}
	err := wire.Errorf(transactionCanceled, "Transaction cancelled, please refer cancellation reasons for specific reasons [%s]", strings.Join(codes, ", "))
	err.Members = map[string]any{"CancellationReasons": reasons}
	return err
}
