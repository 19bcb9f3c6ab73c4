package emulator_test

// Ways to provoke an exception that serve many operations. An operation to which one does not apply
// has a line of its own in its table.

import (
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

const (
	clicksARN = "arn:aws:kinesis:us-east-1:000000000000:stream/clicks"
	errorKey  = "alias/errors" // the key that requests of the tables name
	pageLife  = 5 * time.Minute
)

// commonErrors is by exception.
func commonErrors() map[string]provocation {
	return map[string]provocation{
		"AccessDeniedException":     never("access is not checked yet: every key may do everything"),
		"DryRunOperationException":  {says: "DryRun", by: rehearsed},
		"ExpiredNextTokenException": {says: "expired", by: tooLate},
		"InternalFailureException":  {says: "Internal", by: failed}, // no client can cause one
		"LimitExceededException":    {says: "Rate exceeded", by: tooOften, strict: true},
		"ResourceInUseException":    {says: "DELETING", by: whileDeleting},
		"ResourceNotFoundException": {says: "none", by: ofNobody},
		"KMSAccessDeniedException":  withKey(emulator.KeyAccessDenied),
		"KMSDisabledException":      withKey(emulator.KeyDisabled),
		"KMSInvalidStateException":  withKey(emulator.KeyPendingDeletion),
		"KMSNotFoundException":      withKey(emulator.KeyNotFound),
		"KMSOptInRequired":          withKey(emulator.KeyOptInRequired),
		"KMSThrottlingException":    withKey(emulator.KeyThrottled),
	}
}

// unnamed names no stream.
func unnamed() provocation {
	return provocation{says: "StreamName or StreamARN", by: func(w world, in any) error {
		drop(in, "StreamName", "StreamARN")
		return w.call(in)
	}}
}

// rehearsed asks for a dry run.
func rehearsed(w world, in any) error {
	member(in, "DryRun").Set(reflect.ValueOf(new(true)))
	return w.call(in)
}

// failed has the service fail.
func failed(w world, in any) error {
	w.emu.Fail(operationOf(in), emulator.InternalFailure)
	return w.call(in)
}

// tooOften calls until it is too often, 1,001 times at most, in no time.
func tooOften(w world, in any) (err error) {
	for range 1001 {
		if err = w.call(in); err != nil && strings.Contains(err.Error(), "Rate exceeded") {
			break
		}
	}
	return err
}

// whileDeleting is about a stream that is on its way out.
func whileDeleting(w world, in any) error {
	w.delete("orders")
	w.delete("clicks")
	return w.call(in)
}

// ofNobody is about a resource that there is not.
func ofNobody(w world, in any) error {
	rename(reflect.ValueOf(in))
	return w.call(in)
}

// tooLate asks for the second page when the token of the first is too old.
func tooLate(w world, in any) error {
	size := member(in, "MaxResults")
	if !size.IsValid() {
		size = member(in, "Limit")
	}
	size.Set(reflect.ValueOf(new(int32(1))))
	out, err := w.answer(in)
	if err != nil {
		return err
	}
	drop(in, "StreamName")
	member(in, "NextToken").Set(member(out, "NextToken"))
	time.Sleep(pageLife)
	if err := w.call(in); err != nil {
		w.Errorf("at the end of its life the token is refused: %v", err)
	}
	time.Sleep(time.Second)
	return w.call(in)
}

// withKey needs a key that may not be used.
func withKey(state emulator.KeyState) provocation {
	return provocation{by: func(w world, in any) error {
		must[*kinesis.StartStreamEncryptionOutput](w)(w.hands().StartStreamEncryption(w.Context(), encrypting()))
		w.emu.Key(errorKey, state)
		return w.call(in)
	}}
}

func encrypting() *kinesis.StartStreamEncryptionInput {
	return &kinesis.StartStreamEncryptionInput{StreamName: new("orders"), EncryptionType: types.EncryptionTypeKms, KeyId: new(errorKey)}
}

func (w world) delete(name string) {
	w.Helper()
	must[*kinesis.DeleteStreamOutput](w)(w.hands().DeleteStream(w.Context(), &kinesis.DeleteStreamInput{StreamName: &name, EnforceConsumerDeletion: new(true)}))
}

// member is a member of an SDK input or output, not valid if there is none.
func member(of any, name string) reflect.Value { return reflect.ValueOf(of).Elem().FieldByName(name) }

// drop takes members out of a request.
func drop(in any, names ...string) {
	for _, name := range names {
		if m := member(in, name); m.IsValid() {
			m.SetZero()
		}
	}
}

// rename lets a request name a stream or channel that there is not, wherever in it that is.
func rename(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			rename(v.Elem())
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			if field.CanSet() {
				rename(field)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			rename(v.Index(i))
		}
	case reflect.String:
		text := strings.NewReplacer("orders", "none", "clicks", "none").Replace(v.String())
		if arn, _, ok := strings.Cut(text, ":channel/"); ok {
			text = arn + ":channel/none"
		}
		v.SetString(text)
	}
}
