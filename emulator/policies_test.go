package emulator_test

// PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy. What they answer for ARNs of nothing,
// for streams on their way, and to callers in a hurry stands beside the same of tags (tags_test.go).
// AccessDenied has no test: access is not checked.

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

const policy = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kinesis:*"}]}`

func (w world) policyOf(arn string) string {
	w.Helper()
	return *must[*kinesis.GetResourcePolicyOutput](w)(w.api.GetResourcePolicy(w.Context(), &kinesis.GetResourcePolicyInput{ResourceARN: &arn})).Policy
}

// Broken by: a policy that is put only where there was none; one that outlives its stream.
func TestAResourceHasThePolicyThatWasPut(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		put := func(text string) error {
			_, err := w.api.PutResourcePolicy(w.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: new(ordersARN), Policy: &text})
			return err
		}
		remove := func() error {
			_, err := w.api.DeleteResourcePolicy(w.Context(), &kinesis.DeleteResourcePolicyInput{ResourceARN: new(ordersARN)})
			return err
		}
		if got := w.policyOf(ordersARN); got != "{}" {
			t.Errorf("a new stream has the policy %s, want {}", got)
		}
		w.wantRefusal("DeleteResourcePolicy without one", remove(), "ResourceNotFoundException", "No resource policy found for resource ARN "+ordersARN)
		must0(w, put(`{"Statement": {}}`))
		must0(w, put(policy))
		if got := w.policyOf(ordersARN); got != policy {
			t.Errorf("the policy is %s, want %s", got, policy)
		}
		must0(w, remove())
		if got := w.policyOf(ordersARN); got != "{}" {
			t.Errorf("after its removal the policy is %s, want {}", got)
		}
		must0(w, put(policy))
		orders.Recreate()
		if got := w.policyOf(ordersARN); got != "{}" {
			t.Errorf("a stream that was created again has the policy %s, want {}", got)
		}
	})
}

func TestAPolicyIsJSONWithStatements(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for _, text := range []string{"", "{", "[]", "null", `"text"`, "{}", `{"Statement": "all"}`, policy + policy, `{"Statement": [], "Id": "` + strings.Repeat("i", 20<<10) + `"}`} {
			_, err := w.api.PutResourcePolicy(w.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: new(ordersARN), Policy: &text})
			w.wantRefusal("the policy "+text[:min(len(text), 40)], err, "InvalidArgumentException", "policy")
		}
		exception, message, _ := w.raw("PutResourcePolicy", `{"ResourceARN":"`+ordersARN+`"}`)
		if exception != "ValidationException" || !strings.Contains(message, "Value null at 'policy'") {
			t.Errorf("PutResourcePolicy without a policy: %s: %s", exception, message)
		}
		if got := w.policyOf(ordersARN); got != "{}" {
			t.Errorf("after refusals the policy is %s, want {}", got)
		}
	})
}
