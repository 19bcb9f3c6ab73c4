package kinesis

// The shapes of the operations on queues against the service's model, as botocore 1.44.5 has it: the Go
// SDK has none of them yet.

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// queueModel is each shape's members with their kinds, in the order of their names.
var queueModel = map[string]string{
	"AcknowledgeDeadLetterQueueRecordsInput":       "{Entries:[{ReceiptHandle:text}] QueueARN:text}",
	"AcknowledgeDeadLetterQueueRecordsOutput":      "{Failed:[{ErrorCode:text ErrorMessage:text ReceiptHandle:text}] Successful:[{ReceiptHandle:text}]}",
	"AcknowledgeQueueRecordsInput":                 "{Entries:[{ReceiptHandle:text}] QueueARN:text}",
	"AcknowledgeQueueRecordsOutput":                "{Failed:[{ErrorCode:text ErrorMessage:text ReceiptHandle:text}] Successful:[{ReceiptHandle:text}]}",
	"CreateQueueInput":                             "{QueueAttributes:{DeadLetterConfiguration:{MaxReceiveCount:number TargetType:text} VisibilityTimeoutSeconds:number} QueueName:text StreamConfigurationList:[{StartingPosition:{Timestamp:timestamp Type:text} StreamARN:text}] Tags:map}",
	"CreateQueueOutput":                            "{QueueDescription:{QueueARN:text QueueAttributes:{DeadLetterConfiguration:{MaxReceiveCount:number TargetType:text} VisibilityTimeoutSeconds:number} QueueCreationTimestamp:timestamp QueueName:text QueueStatus:text StreamConfigurationList:[{StartingPosition:{Timestamp:timestamp Type:text} StreamARN:text}]}}",
	"DeleteQueueInput":                             "{QueueARN:text}",
	"DescribeQueueInput":                           "{QueueARN:text}",
	"DescribeQueueOutput":                          "{QueueDescription:{QueueARN:text QueueAttributes:{DeadLetterConfiguration:{MaxReceiveCount:number TargetType:text} VisibilityTimeoutSeconds:number} QueueCreationTimestamp:timestamp QueueName:text QueueStatus:text StreamConfigurationList:[{StartingPosition:{Timestamp:timestamp Type:text} StreamARN:text}]}}",
	"ListQueuesInput":                              "{MaxResults:number NextToken:text StreamFilter:[{StreamARN:text StreamCreationTimestamp:timestamp}]}",
	"ListQueuesOutput":                             "{NextToken:text QueueSummaries:[{QueueARN:text QueueCreationTimestamp:timestamp QueueName:text QueueStatus:text Streams:[{StreamARN:text StreamCreationTimestamp:timestamp}]}]}",
	"ReceiveDeadLetterQueueRecordsInput":           "{Limit:number QueueARN:text VisibilityTimeoutSeconds:number WaitTimeSeconds:number}",
	"ReceiveDeadLetterQueueRecordsOutput":          "{QueueRecords:[{ApproximateArrivalTimestamp:timestamp Data:blob FirstReceiveTimestamp:timestamp PartitionKey:text ReceiptHandle:text ReceiveCount:number RecordId:text}]}",
	"ReceiveQueueRecordsInput":                     "{Limit:number QueueARN:text VisibilityTimeoutSeconds:number WaitTimeSeconds:number}",
	"ReceiveQueueRecordsOutput":                    "{QueueRecords:[{ApproximateArrivalTimestamp:timestamp Data:blob FirstReceiveTimestamp:timestamp PartitionKey:text ReceiptHandle:text ReceiveCount:number RecordId:text}]}",
	"RestoreDeadLetterQueueRecordsInput":           "{Entries:[{ReceiptHandle:text}] QueueARN:text}",
	"RestoreDeadLetterQueueRecordsOutput":          "{Failed:[{ErrorCode:text ErrorMessage:text ReceiptHandle:text}] Successful:[{ReceiptHandle:text}]}",
	"UpdateDeadLetterQueueRecordsVisibilityInput":  "{Entries:[{ReceiptHandle:text VisibilityTimeoutSeconds:number}] QueueARN:text}",
	"UpdateDeadLetterQueueRecordsVisibilityOutput": "{Failed:[{ErrorCode:text ErrorMessage:text ReceiptHandle:text}] Successful:[{ReceiptHandle:text}]}",
	"UpdateQueueInput":                             "{QueueARN:text QueueAttributes:{DeadLetterConfiguration:{MaxReceiveCount:number TargetType:text} VisibilityTimeoutSeconds:number}}",
	"UpdateQueueOutput":                            "{QueueDescription:{QueueARN:text QueueAttributes:{DeadLetterConfiguration:{MaxReceiveCount:number TargetType:text} VisibilityTimeoutSeconds:number} QueueCreationTimestamp:timestamp QueueName:text QueueStatus:text StreamConfigurationList:[{StartingPosition:{Timestamp:timestamp Type:text} StreamARN:text}]}}",
	"UpdateQueueRecordsVisibilityInput":            "{Entries:[{ReceiptHandle:text VisibilityTimeoutSeconds:number}] QueueARN:text}",
	"UpdateQueueRecordsVisibilityOutput":           "{Failed:[{ErrorCode:text ErrorMessage:text ReceiptHandle:text}] Successful:[{ReceiptHandle:text}]}",
}

// Broken by: renaming a field of any of these shapes; a list in place of a map; a number for a time.
func TestShapesOfQueuesHaveTheMembersOfTheModel(t *testing.T) {
	served := 0
	for name, op := range registry() {
		want, known := queueModel[name+"Input"]
		if !known {
			continue
		}
		served++
		if got := outline(op.in); got != want {
			t.Errorf("%sInput is\n%s, in the model\n%s", name, got, want)
		}
		out := queueModel[name+"Output"]
		if out == "" {
			out = "{}"
		}
		if got := outline(op.out); got != out {
			t.Errorf("%sOutput is\n%s, in the model\n%s", name, got, out)
		}
	}
	if served != 12 {
		t.Errorf("%d operations on queues are served, want 12", served)
	}
}

// outline is a shape with the kinds of its members.
func outline(of reflect.Type) string {
	switch kind := form(of); {
	case of.Kind() == reflect.Pointer:
		return outline(of.Elem())
	case kind == "blob", kind == "timestamp", kind == "number":
		return kind
	case kind == "string":
		return "text"
	case of.Kind() == reflect.Map:
		return "map"
	case of.Kind() == reflect.Slice:
		return "[" + outline(of.Elem()) + "]"
	}
	var all []string
	for name, member := range members(of) {
		all = append(all, name+":"+outline(member))
	}
	slices.Sort(all)
	return "{" + strings.Join(all, " ") + "}"
}
