package dynamodb

// The operations, and the one way in which a document becomes a request.

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An operation answers a call with a document.
type operation func(*call) ([]byte, *wire.Error)

// registry is every operation that the model has, by name.
func registry() map[string]operation {
	return map[string]operation{
		"BatchGetItem":                        define((*call).batchGetItem),
		"BatchWriteItem":                      define((*call).batchWriteItem),
		"CreateTable":                         define((*call).createTable),
		"DeleteItem":                          define((*call).deleteItem),
		"DeleteResourcePolicy":                define((*call).deleteResourcePolicy),
		"DeleteTable":                         define((*call).deleteTable),
		"DescribeContinuousBackups":           define((*call).describeContinuousBackups),
		"DescribeContributorInsights":         define((*call).describeContributorInsights),
		"DescribeEndpoints":                   define((*call).describeEndpoints),
		"DescribeKinesisStreamingDestination": define((*call).describeKinesisStreamingDestination),
		"DescribeLimits":                      define((*call).describeLimits),
		"DescribeTable":                       define((*call).describeTable),
		"DescribeTimeToLive":                  define((*call).describeTimeToLive),
		"GetItem":                             define((*call).getItem),
		"GetResourcePolicy":                   define((*call).getResourcePolicy),
		"ListTables":                          define((*call).listTables),
		"ListTagsOfResource":                  define((*call).listTagsOfResource),
		"PutItem":                             define((*call).putItem),
		"PutResourcePolicy":                   define((*call).putResourcePolicy),
		"Query":                               define((*call).query),
		"Scan":                                define((*call).scan),
		"TagResource":                         define((*call).tagResource),
		"TransactGetItems":                    define((*call).transactGetItems),
		"TransactWriteItems":                  define((*call).transactWriteItems),
		"UntagResource":                       define((*call).untagResource),
		"UpdateContinuousBackups":             define((*call).updateContinuousBackups),
		"UpdateItem":                          define((*call).updateItem),
		"UpdateTable":                         define((*call).updateTable),
		"UpdateTimeToLive":                    define((*call).updateTimeToLive),
	}
}

// Operations lists the names of the operations that the model has, sorted.
func Operations() []string { return slices.Sorted(maps.Keys(registry())) }

// An input knows the constraints on its members.
type input[In any] interface {
	*In
	validate(*problems)
}

// define wraps a typed operation: read, validate, run.
func define[In any, P input[In]](run func(*call, P) ([]byte, *wire.Error)) operation {
	return func(c *call) ([]byte, *wire.Error) {
		in := new(In)
		if err := decode(c.Body, in); err != nil {
			return nil, err
		}
		var wrong problems
		if P(in).validate(&wrong); len(wrong.Problems) > 0 {
			return nil, wrong.Err()
		}
		return run(c, in)
	}
}

func decode(body []byte, in any) *wire.Error {
	err := json.Unmarshal(body, in)
	if err == nil {
		return nil
	}
	if invalid, ok := errors.AsType[attribute.Invalid](err); ok {
		return refused(invalid)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wire.Errorf(serialization, "%s", misread(wrong))
	}
	return wire.Errorf(serialization, "The request could not be read: %v", err)
}

// misread is what the service says of a member of another type than it should be.
func misread(err *json.UnmarshalTypeError) string {
	found, _, _ := strings.Cut(err.Value, " ")
	switch found {
	case "object":
		return "Start of structure or map found where not expected."
	case "array":
		return "Start of list found where not expected."
	}
	want := "String"
	switch err.Type.Kind() {
	case reflect.Bool:
		want = "Boolean"
	case reflect.Int64:
		want = "Long"
	}
	return strings.ToUpper(found) + "_VALUE cannot be converted to " + want
}
