package emulator_test

// Every exception that the service's model declares for an operation, once: provoked by a request of
// the SDK's client, or with the reason why nothing can provoke it here. The model's list is in
// errors_model_test.go, the ways that serve many operations in errors_common_test.go, and what is one
// operation's own in the files by subject.

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/smithy-go"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

// A tried operation is a request that is accepted, and what turns it into one that is refused.
type tried struct {
	request func(w world) any // an SDK input, once the world is as the request needs it
	refused map[string]provocation
}

// A provocation leads to one exception, or says why none does.
type provocation struct {
	by     func(w world, in any) error // in would be accepted
	says   string                      // a part of the message, so that no other check is taken for it
	strict bool                        // under Strict
	never  string
}

// with is a provocation that changes the request, or the world around it, and calls.
func with[In any](says string, change func(w world, in *In)) provocation {
	return provocation{says: says, by: func(w world, in any) error {
		change(w, in.(*In))
		return w.call(in)
	}}
}

// never is a provocation that there is not.
func never(why string) provocation { return provocation{never: why} }

// everything is all operations.
func everything() map[string]tried {
	all := map[string]tried{}
	for _, some := range []map[string]tried{streamErrors(), capacityErrors(), tagErrors(), recordErrors(), fanOutErrors(), channelErrors(), accountErrors()} {
		maps.Copy(all, some)
	}
	return all
}

// inErrorBubble has a provisioned stream orders of two shards and an on-demand stream clicks. What is
// deleted takes a minute to go.
func inErrorBubble(t *testing.T, strict bool, test func(*testing.T, world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Deleting = time.Minute
		if strict {
			emu.Limits = emulator.Strict
		}
		emu.Stream("orders", 2)
		emu.OnDemand("clicks")
		test(t, world{t, emu, client(emu.Config())})
	})
}

// hands are a client whose calls use up no rate.
func (w world) hands() *kinesis.Client { return client(w.emu.Backstage()) }

// call sends a request, whichever operation it is of.
func (w world) call(in any) error {
	_, err := w.answer(in)
	return err
}

// answer is call with the answer, an SDK output.
func (w world) answer(in any) (out any, err error) {
	method := reflect.ValueOf(w.api).MethodByName(operationOf(in))
	got := method.Call([]reflect.Value{reflect.ValueOf(w.Context()), reflect.ValueOf(in)})
	err, _ = got[1].Interface().(error)
	if events, ok := got[0].Interface().(*kinesis.SubscribeToShardOutput); ok && err == nil {
		err = events.GetStream().Close()
	}
	return got[0].Interface(), err
}

func operationOf(in any) string {
	return strings.TrimSuffix(reflect.TypeOf(in).Elem().Name(), "Input")
}

// Each of these would make every row below worthless: a request that is refused whatever is done to it.
func TestEveryRequestIsAcceptedUnlessItIsProvoked(t *testing.T) {
	for operation, op := range everything() {
		t.Run(operation, func(t *testing.T) {
			inErrorBubble(t, true, func(t *testing.T, w world) {
				if err := w.call(op.request(w)); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// Broken by: a line less, or one more, in any table; another name or status of any exception.
func TestEveryExceptionOfTheModelIsProvoked(t *testing.T) {
	common, all := commonErrors(), everything()
	for _, operation := range slices.Sorted(maps.Keys(declared())) {
		op, ok := all[operation]
		if !ok {
			t.Errorf("%s has no table", operation)
			continue
		}
		exceptions := declaredOf(operation)
		for exception := range op.refused {
			if !slices.Contains(exceptions, exception) {
				t.Errorf("%s/%s is provoked, but the model does not declare it", operation, exception)
			}
		}
		for _, exception := range exceptions {
			p, ok := op.refused[exception]
			if !ok {
				p, ok = common[exception]
			}
			switch {
			case !ok:
				t.Errorf("%s/%s is neither provoked nor explained", operation, exception)
			case p.never == "":
				t.Run(operation+"/"+exception, func(t *testing.T) {
					inErrorBubble(t, p.strict, func(t *testing.T, w world) {
						err := p.by(w, op.request(w))
						w.wantStatus(err, exception)
						w.wantException(err, exception, p.says)
					})
				})
			}
		}
	}
}

// wantStatus checks the status of an answer.
func (w world) wantStatus(err error, exception string) {
	w.Helper()
	status := 400
	if exception == "InternalFailureException" {
		status = 500
	}
	if answer, _ := errors.AsType[*awshttp.ResponseError](err); answer == nil || answer.HTTPStatusCode() != status {
		w.Errorf("the status is not %d: %v", status, err)
	}
}

// wantException checks the exception that a client sees.
func (w world) wantException(err error, exception, says string) {
	w.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		w.Errorf("%v, want %s", err, exception)
		return
	}
	if api.ErrorCode() != exception || api.ErrorMessage() == "" || !strings.Contains(api.ErrorMessage(), says) {
		w.Errorf("%s: %s, want %s: %s", api.ErrorCode(), api.ErrorMessage(), exception, cmp.Or(says, "any message"))
	}
	if _, generic := errors.AsType[*smithy.GenericAPIError](err); generic {
		w.Errorf("%s has no type of its own in the client", api.ErrorCode())
	}
}
