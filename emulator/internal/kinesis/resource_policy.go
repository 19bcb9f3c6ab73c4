package kinesis

// Resource policies: what the operations on them share. A policy is stored and shown; nobody's
// access is checked against it, nor against anything else.

import "encoding/json"

const (
	noPolicy   = "{}"      // what a resource without a policy shows
	mostPolicy = 20 * 1024 // bytes
)

// isPolicy: is it a JSON object with statements? What they say is not looked into.
func isPolicy(text string) bool {
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(text), &policy) != nil || len(policy.Statement) == 0 {
		return false
	}
	return policy.Statement[0] == '[' || policy.Statement[0] == '{'
}
