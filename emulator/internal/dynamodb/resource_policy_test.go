package dynamodb_test

// Policies of tables.

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func (w world) putPolicy(document string, expected *string) (string, error) {
	out, err := w.api.PutResourcePolicy(w.Context(), &dynamodb.PutResourcePolicyInput{ResourceArn: new(jobsARN), Policy: &document, ExpectedRevisionId: expected})
	if err != nil {
		return "", err
	}
	return *out.RevisionId, nil
}

func (w world) getPolicy() (*dynamodb.GetResourcePolicyOutput, error) {
	return w.api.GetResourcePolicy(w.Context(), &dynamodb.GetResourcePolicyInput{ResourceArn: new(jobsARN)})
}

func (w world) deletePolicy(expected *string) (*dynamodb.DeleteResourcePolicyOutput, error) {
	return w.api.DeleteResourcePolicy(w.Context(), &dynamodb.DeleteResourcePolicyInput{ResourceArn: new(jobsARN), ExpectedRevisionId: expected})
}

// Broken by: a revision that is the time alone; not checking the expected one; a new revision for the
// same document.
func TestAPolicyIsKeptByRevisions(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil)
		_, err := w.getPolicy()
		w.wantRefusal("none yet", err, "PolicyNotFoundException", "Resource-based policy not found for the provided ResourceArn: "+jobsARN)
		first := must[string](w)(w.putPolicy(`{"Version":"2012-10-17"}`, new("NO_POLICY")))
		_, err = w.putPolicy(`{}`, new("NO_POLICY"))
		w.wantRefusal("there is one", err, "PolicyNotFoundException", "")
		if again := must[string](w)(w.putPolicy(`{"Version":"2012-10-17"}`, nil)); again != first {
			t.Errorf("the same document has revision %s and then %s", first, again)
		}
		second := must[string](w)(w.putPolicy(`{"Statement":[]}`, &first))
		if second == first {
			t.Error("two documents have one revision")
		}
		if got := must[*dynamodb.GetResourcePolicyOutput](w)(w.getPolicy()); *got.Policy != `{"Statement":[]}` || *got.RevisionId != second {
			t.Errorf("%s at %s", *got.Policy, *got.RevisionId)
		}
		_, err = w.deletePolicy(&first)
		w.wantRefusal("deleted at an old revision", err, "PolicyNotFoundException", "")
		if out := must[*dynamodb.DeleteResourcePolicyOutput](w)(w.deletePolicy(&second)); out.RevisionId == nil {
			t.Error("the deletion has no revision")
		}
		if out := must[*dynamodb.DeleteResourcePolicyOutput](w)(w.deletePolicy(nil)); out.RevisionId != nil {
			t.Errorf("deleting nothing has revision %s", *out.RevisionId)
		}
	})
}

func TestPoliciesThatAreRefused(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		_, err := w.putPolicy(`{}`, nil)
		w.wantRefusal("no table", err, "ResourceNotFoundException", "not found")
		_, err = w.getPolicy()
		w.wantRefusal("no table", err, "ResourceNotFoundException", "not found")
		_, err = w.deletePolicy(nil)
		w.wantRefusal("no table", err, "ResourceNotFoundException", "not found")
		w.create(nil)
		_, err = w.putPolicy(`{}`, nil)
		w.wantRefusal("while CREATING", err, "ResourceInUseException", "Table is being created: jobs")
		_, err = w.deletePolicy(nil)
		w.wantRefusal("while CREATING", err, "ResourceInUseException", "Table is being created: jobs")
		time.Sleep(10 * time.Second)
		_, err = w.putPolicy(`{`, nil)
		w.wantRefusal("no JSON", err, "ValidationException", "This policy contains invalid Json")
		_, err = w.putPolicy(`"`+strings.Repeat("x", 20<<10)+`"`, nil)
		w.wantRefusal("too long", err, "ValidationException", "Maximum policy size of 20480 bytes exceeded")
	})
}

func TestATableCanBeCreatedWithItsPolicy(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil, func(in *dynamodb.CreateTableInput) { in.ResourcePolicy = new(`{"Statement":[]}`) })
		if got := *must[*dynamodb.GetResourcePolicyOutput](w)(w.getPolicy()).Policy; got != `{"Statement":[]}` {
			t.Errorf("the policy is %s", got)
		}
	})
}
