package emulator_test

// The operations that the model of another client has and the SDK's lacks: they are tested with documents
// as they go over the wire. The day the SDK has one, the tables that stand on its client ask for it.

import (
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	model "github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
)

// clientOperations are those that the SDK's client has.
func clientOperations() []string {
	return slices.DeleteFunc(model.Operations(), func(name string) bool {
		_, known := reflect.TypeFor[*kinesis.Client]().MethodByName(name)
		return !known
	})
}
