package dynamo

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

// Broken by: leaving out action or resource; losing the service's own error.
func TestADeniedRequestSaysWhatToAllow(t *testing.T) {
	const arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/billing"
	for _, c := range []struct{ code, message, table, want string }{
		{"AccessDeniedException", "User: arn:aws:iam::123456789012:user/u is not authorized to perform: dynamodb:UpdateItem on resource: " +
			arn + " because no identity-based policy allows it", "billing", arn},
		{"AccessDeniedException", "no", arn, arn},
		{"AccessDenied", "no", "billing", "arn:aws:dynamodb:*:*:table/billing"},
	} {
		denied := &smithy.GenericAPIError{Code: c.code, Message: c.message}
		err := explained(denied, c.table, "UpdateItem", "PutItem")
		want := `{"Effect": "Allow", "Action": ["dynamodb:UpdateItem", "dynamodb:PutItem"], "Resource": "` + c.want + `"}`
		if !errors.Is(err, denied) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("explained(%s, %s) = %v, want %s in it", c.code, c.table, err, want)
		}
	}
	throttled := error(&smithy.GenericAPIError{Code: "ThrottlingException"})
	if err := explained(throttled, "billing", "Scan"); err != throttled {
		t.Errorf("explained(throttling) = %v, want it as it was", err)
	}
}
