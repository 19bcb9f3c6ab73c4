package emulator_test

// Every exception that the service's model declares for the operations on queues, once: by a request that
// causes it, or by a fault where none can here.

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	model "github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
)

// A queued operation is a request that is accepted, and requests that are refused.
type queued struct {
	declared string            // see exceptions
	requires string            // members
	request  string            // accepted; $QUEUE and $HANDLE stand for ARNs and handles
	refused  map[string]string // requests by exception; the others are faults
}

const (
	noneQueue = `"QueueARN":"arn:aws:kinesis:us-east-1:000000000000:queue/none"`
	ofOrders  = `"StreamConfigurationList":[{"StreamARN":"` + someARN + `"}]`
	someQueue = `"QueueARN":"$QUEUE"`
	oneEntry  = `"Entries":[{"ReceiptHandle":"$HANDLE"}]`
	hidden    = `"Entries":[{"ReceiptHandle":"$HANDLE","VisibilityTimeoutSeconds":0}]`
)

func queuedOperations() map[string]queued {
	control := func(declared, requires, rest string, refused map[string]string) queued {
		all := map[string]string{"ResourceNotFoundException": `{` + noneQueue + rest + `}`, "ValidationException": `{"QueueARN":"none"}`}
		maps.Copy(all, refused)
		return queued{declared, requires, `{` + someQueue + rest + `}`, all}
	}
	records := func(declared, requires, rest string) queued {
		return queued{declared, requires, `{` + someQueue + rest + `}`, map[string]string{"ResourceNotFoundException": `{` + noneQueue + rest + `}`}}
	}
	return map[string]queued{
		"CreateQueue": {"AD IA IF LE RIU RNF VAL", "QueueName StreamConfigurationList", `{"QueueName":"other",` + ofOrders + `}`, map[string]string{
			"InvalidArgumentException":  `{"QueueName":"other","StreamConfigurationList":[{"StreamARN":"` + someARN + `"},{"StreamARN":"` + someARN + `"}]}`,
			"ResourceInUseException":    `{"QueueName":"work",` + ofOrders + `}`,
			"ResourceNotFoundException": `{"QueueName":"other","StreamConfigurationList":[{"StreamARN":"` + noneARN + `"}]}`,
			"ValidationException":       `{"QueueName":"!",` + ofOrders + `}`,
		}},
		"DeleteQueue":   control("AD IA IF LE RNF VAL", "QueueARN", "", nil),
		"DescribeQueue": control("AD IA IF LE RNF VAL", "QueueARN", "", nil),
		"ListQueues": {"AD EXT IA IF LE VAL", "", `{}`, map[string]string{
			"InvalidArgumentException": `{"NextToken":"damaged"}`,
			"ValidationException":      `{"MaxResults":0}`,
		}},
		"UpdateQueue": control("AD IA IF LE RIU RNF VAL", "QueueARN QueueAttributes", `,"QueueAttributes":{}`, map[string]string{
			"ValidationException": `{` + someQueue + `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN"}}}`,
		}),
		"ReceiveQueueRecords":                    records("AD IA IF KMS RNF THR", "QueueARN", `,"WaitTimeSeconds":1`),
		"ReceiveDeadLetterQueueRecords":          records("AD IA IF KMS RNF THR", "QueueARN", `,"WaitTimeSeconds":1`),
		"AcknowledgeQueueRecords":                records("AD IA IF RNF THR", "Entries QueueARN", `,`+oneEntry),
		"AcknowledgeDeadLetterQueueRecords":      records("AD IA IF RNF THR", "Entries QueueARN", `,`+oneEntry),
		"RestoreDeadLetterQueueRecords":          records("AD IA IF RNF THR", "Entries QueueARN", `,`+oneEntry),
		"UpdateQueueRecordsVisibility":           records("AD IA IF RNF THR", "Entries QueueARN", `,`+hidden),
		"UpdateDeadLetterQueueRecordsVisibility": records("AD IA IF RNF THR", "Entries QueueARN", `,`+hidden),
	}
}

// queueExceptions spells the exceptions of an operation out.
func queueExceptions(op queued) (all []string) {
	known := exceptions()
	known["THR"] = []string{"ThrottlingException"}
	for short := range strings.FieldsSeq(op.declared) {
		all = append(all, known[short]...)
	}
	return all
}

// withQueue has a queue work of an encrypted stream orders, with one record in flight.
func withQueue(t *testing.T, test func(w world, fill func(string) string)) {
	t.Helper()
	onDemand(t, func(t *testing.T, w world) {
		must[*kinesis.StartStreamEncryptionOutput](w)(w.hands().StartStreamEncryption(t.Context(), &kinesis.StartStreamEncryptionInput{
			StreamName: new("orders"), EncryptionType: types.EncryptionTypeKms, KeyId: new("alias/work")}))
		arn := w.queue("work", "")
		w.enqueue("a")
		handle := w.receive(arn, anHour)["a"].ReceiptHandle
		test(w, func(request string) string {
			return strings.NewReplacer("$QUEUE", arn, "$HANDLE", handle).Replace(request)
		})
	})
}

// Broken by: a line less, or one more, in the table; another name of any exception.
func TestEveryExceptionOfTheModelOfQueuesIsProvoked(t *testing.T) {
	states := map[string]emulator.KeyState{
		"KMSAccessDeniedException": emulator.KeyAccessDenied, "KMSDisabledException": emulator.KeyDisabled, "KMSInvalidStateException": emulator.KeyPendingDeletion,
		"KMSNotFoundException": emulator.KeyNotFound, "KMSOptInRequired": emulator.KeyOptInRequired, "KMSThrottlingException": emulator.KeyThrottled,
	}
	for operation, op := range queuedOperations() {
		for _, exception := range queueExceptions(op) {
			t.Run(operation+"/"+exception, func(t *testing.T) {
				withQueue(t, func(w world, fill func(string) string) {
					request := fill(op.request)
					state, ofKey := states[exception]
					switch refused, caused := op.refused[exception]; {
					case caused:
						request = fill(refused)
					case ofKey:
						w.emu.Key("alias/work", state)
					case exception == "LimitExceededException": // its rate is with the rates
						w.emu.Fail(operation, emulator.LimitExceeded)
					case exception == "ExpiredNextTokenException": // see TestQueuesAreListedInPages
						w.emu.Fail(operation, emulator.NewFault(400, exception, "Expired."))
					case exception == "ResourceInUseException": // see TestAQueuesStatesTakeTheirTime
						w.emu.Fail(operation, emulator.ResourceInUse)
					case exception == "InvalidArgumentException": // what constraints leave open fails an entry, not the call
						w.emu.Fail(operation, emulator.NewFault(400, exception, "Invalid."))
					case exception == "ThrottlingException": // no rate is documented; see TestAQueueHasOnlySoManyRecordsInFlight
						w.emu.Fail(operation, emulator.QueueThrottled)
					case exception == "InternalFailureException":
						w.emu.Fail(operation, emulator.InternalFailure)
					case exception == "AccessDeniedException": // there is no access control
						w.emu.Fail(operation, emulator.AccessDenied)
					default:
						t.Fatal("neither provoked nor explained")
					}
					if got, message := w.ask(operation, request); got != exception || message == "" {
						t.Errorf("%s: %s, want %s", got, message, exception)
					}
				})
			})
		}
	}
}

// Each of these would make the rows above worthless: a request that is refused whatever is done to it.
func TestEveryRequestToAQueueIsAcceptedUnlessItIsProvoked(t *testing.T) {
	for operation, op := range queuedOperations() {
		t.Run(operation, func(t *testing.T) {
			withQueue(t, func(w world, fill func(string) string) {
				if exception, message := w.ask(operation, fill(op.request)); exception != "" {
					t.Errorf("%s: %s", exception, message)
				}
			})
		})
	}
}

// Broken by: an operation on queues that has no line above.
func TestEveryOperationThatTheClientLacksHasATable(t *testing.T) {
	lacking := slices.DeleteFunc(model.Operations(), func(name string) bool { return slices.Contains(clientOperations(), name) })
	for _, name := range lacking {
		if _, ok := queuedOperations()[name]; !ok {
			t.Errorf("%s has no table", name)
		}
	}
}

// Broken by: a required member that is not checked; a validate that returns at its first mistake.
func TestAnEmptyRequestToAQueueIsToldAllThatItLacks(t *testing.T) {
	for operation, op := range queuedOperations() {
		lacking := strings.Fields(op.requires)
		if len(lacking) == 0 {
			continue
		}
		onDemand(t, func(t *testing.T, w world) {
			exception, message := w.ask(operation, `{}`)
			if exception != "ValidationException" || !strings.HasPrefix(message, detected(len(lacking))) {
				t.Errorf("%s: %s: %s", operation, exception, message)
			}
			for _, member := range lacking {
				if !strings.Contains(message, null(member)) {
					t.Errorf("%s: %s, want %q in it", operation, message, null(member))
				}
			}
		})
	}
}

// Broken by: any of these checks.
func TestWhatIsWrongWithARequestToAQueueIsNamed(t *testing.T) {
	list := func(stream string) string {
		return `{"QueueName":"q","StreamConfigurationList":[{"StreamARN":"` + someARN + `"` + stream + `}]`
	}
	for request, want := range map[string]string{
		"CreateQueue " + list(`,"StartingPosition":{}`) + `}`:                                                                      "startingPosition.type",
		"CreateQueue " + list(`,"StartingPosition":{"Type":"AT_SEQUENCE_NUMBER"}`) + `}`:                                           "[TRIM_HORIZON, LATEST, AT_TIMESTAMP]",
		"CreateQueue " + list(`,"StartingPosition":{"Type":"AT_TIMESTAMP"}`) + `}`:                                                 "Timestamp must be given",
		"CreateQueue " + list(`,"StartingPosition":{"Type":"LATEST","Timestamp":5}`) + `}`:                                         "Timestamp must not be given",
		"CreateQueue " + list("") + `,"QueueAttributes":{"VisibilityTimeoutSeconds":43201}}`:                                       "less than or equal to 43200",
		"CreateQueue " + list("") + `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"S3"}}}`:                          "[BUILT_IN, NONE]",
		"CreateQueue " + list("") + `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"BUILT_IN"}}}`:                    "MaxReceiveCount must be given",
		"CreateQueue " + list("") + `,"QueueAttributes":{"DeadLetterConfiguration":{"TargetType":"NONE","MaxReceiveCount":1001}}}`: "less than or equal to 1000",
		"CreateQueue " + strings.Replace(list(""), "orders", "provisioned", 1) + `}`:                                               "ON_DEMAND mode only",
		"ReceiveQueueRecords {" + noneQueue + `,"Limit":11}`:                                                                       "less than or equal to 10",
		"ReceiveQueueRecords {" + noneQueue + `,"WaitTimeSeconds":0}`:                                                              "greater than or equal to 1",
		"ReceiveQueueRecords {" + noneQueue + `,"WaitTimeSeconds":21}`:                                                             "less than or equal to 20",
		"AcknowledgeQueueRecords {" + noneQueue + `,"Entries":[]}`:                                                                 "greater than or equal to 1",
		"AcknowledgeQueueRecords {" + noneQueue + `,"Entries":[` + strings.Repeat(`{"ReceiptHandle":"x"},`, 10) + `{}]}`:           "less than or equal to 10",
		"UpdateQueueRecordsVisibility {" + noneQueue + `,"Entries":[{"ReceiptHandle":""}]}`:                                        "entries.1.member.visibilityTimeoutSeconds",
	} {
		onDemand(t, func(t *testing.T, w world) {
			w.emu.Stream("provisioned", 1)
			operation, document, _ := strings.Cut(request, " ")
			if exception, message := w.ask(operation, document); exception != "ValidationException" || !strings.Contains(message, want) {
				t.Errorf("%s: %s: %s, want %q", request, exception, message, want)
			}
		})
	}
}

// Broken by: a queue that is no consumer; a consumer that is no queue.
func TestQueuesAndConsumersShareAQuota(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.OnDemand("orders")
		for i := range 20 {
			if name := string(rune('a' + i)); i < 18 {
				w.queue(name, "")
			} else {
				must[*kinesis.RegisterStreamConsumerOutput](w)(w.api.RegisterStreamConsumer(t.Context(), &kinesis.RegisterStreamConsumerInput{StreamARN: new(someARN), ConsumerName: &name}))
			}
			time.Sleep(time.Second)
		}
		exception, message := w.ask("CreateQueue", `{"QueueName":"more",`+ofOrders+`}`)
		if exception != "LimitExceededException" || exceeded(message) {
			t.Errorf("another queue: %s: %s", exception, message)
		}
		_, err := w.api.RegisterStreamConsumer(t.Context(), &kinesis.RegisterStreamConsumerInput{StreamARN: new(someARN), ConsumerName: new("more")})
		w.wantRefusal("another consumer", err, "LimitExceededException", "20 consumers")
	})
}

// Broken by: a census that counts one of the two states.
func TestFiveQueuesComeOrGoAtOnce(t *testing.T) {
	inSlowBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.OnDemand("orders")
		first := w.queue("first", "")
		time.Sleep(10 * time.Second)
		told[any](w, "DeleteQueue", ofQueue(first))
		var last string
		for _, name := range []string{"a", "b", "c", "d"} {
			last = w.queue(name, "")
		}
		time.Sleep(time.Second)
		if exception, message := w.ask("CreateQueue", `{"QueueName":"e",`+ofOrders+`}`); exception != "LimitExceededException" || exceeded(message) {
			t.Errorf("a sixth: %s: %s", exception, message)
		}
		told[any](w, "DeleteQueue", ofQueue(last)) // which is counted already
		time.Sleep(10 * time.Second)
		w.queue("e", "")
	})
}
