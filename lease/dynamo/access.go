package dynamo

// A denied request tells what to allow: a role that lacks one action is the commonest reason why
// a consumer does not start, and the service's message leaves the rest to the reader.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"
)

// explained adds to an error of the service that denies access which statement would allow it.
// Other errors come back as they are.
func explained(err error, table string, actions ...string) error {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || !denied(api.ErrorCode()) {
		return err
	}
	names := make([]string, len(actions))
	for i, action := range actions {
		names[i] = "dynamodb:" + action
	}
	arn := resource(api.ErrorMessage(), table)
	return fmt.Errorf(`%w; the credentials in use lack %s on %s, which this policy statement allows: {"Effect": "Allow", "Action": ["%s"], "Resource": "%s"}`,
		err, strings.Join(names, ", "), arn, strings.Join(names, `", "`), arn)
}

func denied(code string) bool { return code == "AccessDeniedException" || code == "AccessDenied" }

// resource is the table's ARN: as the message names it, else as the name allows.
func resource(message, table string) string {
	if _, rest, named := strings.Cut(message, "on resource: "); named {
		if arn, _, _ := strings.Cut(rest, " "); strings.HasPrefix(arn, "arn:") {
			return arn
		}
	}
	if strings.HasPrefix(table, "arn:") {
		return table
	}
	return "arn:aws:dynamodb:*:*:table/" + table
}
