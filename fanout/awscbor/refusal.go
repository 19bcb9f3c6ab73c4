package awscbor

// Refusals: a map with __type and message.

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
)

const unknown = "UnknownError" // what the SDK calls an error without a name

// refusal is the error that the answer means: of the model's type, or a general one.
func refusal(op *smithy.OperationSchema, types *smithy.TypeRegistry, header http.Header, body []byte) error {
	name, message, err := nameAndMessage(body)
	if err != nil {
		return broken(op, err)
	}
	name = exception(cmp.Or(header.Get("X-Amzn-ErrorType"), name, unknown))
	modelled, is := types.DeserializableError(name)
	if !is {
		return &smithy.GenericAPIError{Code: name, Message: cmp.Or(message, unknown)}
	}
	if err := decode(body, modelled); err != nil {
		return broken(op, err)
	}
	return modelled
}

func nameAndMessage(body []byte) (name, message string, err error) {
	d := newDeserializer(body)
	err = d.Members(func(member []byte) error {
		switch string(member) {
		case "__type":
			return d.ReadString(nil, &name)
		case "message", "Message":
			return d.ReadString(nil, &message)
		}
		return d.Skip()
	})
	return name, message, err
}

// exception is the bare name: services write namespace#Name, and Name:address.
func exception(name string) string {
	name, _, _ = strings.Cut(name, ":")
	if _, bare, found := strings.Cut(name, "#"); found {
		return bare
	}
	return name
}
