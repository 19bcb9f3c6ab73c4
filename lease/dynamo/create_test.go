package dynamo

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func described(status types.TableStatus, keys ...string) *types.TableDescription {
	d := &types.TableDescription{TableStatus: status}
	for i := 0; i < len(keys); i += 3 {
		d.KeySchema = append(d.KeySchema, types.KeySchemaElement{AttributeName: new(keys[i+1]), KeyType: types.KeyType(keys[i])})
		d.AttributeDefinitions = append(d.AttributeDefinitions,
			types.AttributeDefinition{AttributeName: new(keys[i+1]), AttributeType: types.ScalarAttributeType(keys[i+2])})
	}
	return d
}

// Broken by: using a table of another key; making one that is being deleted at once.
func TestATableIsUsedIfItIsOneOfLeases(t *testing.T) {
	for _, c := range []struct {
		table *types.TableDescription
		want  step
		err   string
	}{
		{described(types.TableStatusActive, "HASH", leaseKey, "S"), use, ""},
		{described(types.TableStatusUpdating, "HASH", leaseKey, "S"), use, ""},
		{described(types.TableStatusCreating, "HASH", leaseKey, "S"), wait, ""},
		{described(types.TableStatusDeleting, "HASH", leaseKey, "S"), wait, ""},
		{described(types.TableStatusArchived, "HASH", leaseKey, "S"), wait, "ARCHIVED"},
		{described(types.TableStatusActive, "HASH", "id", "S"), wait, "HASH id (S)"},
		{described(types.TableStatusActive, "HASH", leaseKey, "N"), wait, "HASH leaseKey (N)"},
		{described(types.TableStatusActive, "HASH", leaseKey, "S", "RANGE", "worker", "S"), wait, "RANGE worker (S)"},
	} {
		got, err := judge(c.table)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("judge(%s %v) = %v, %v; want %v, %q", c.table.TableStatus, c.err, got, err, c.want, c.err)
		}
	}
}

// Broken by: provisioned capacity without its mode; tags in an order of the map's.
func TestATableIsMadeOnDemandUnlessCapacityIsSet(t *testing.T) {
	in := (&Table{Name: "billing"}).creation()
	if in.BillingMode != types.BillingModePayPerRequest || in.ProvisionedThroughput != nil || in.DeletionProtectionEnabled != nil {
		t.Errorf("by default: %+v", in)
	}
	in = (&Table{
		Name: "billing", Capacity: Capacity{Read: 10, Write: 20}, DeletionProtection: true,
		Tags: map[string]string{"team": "payments", "env": "test"},
	}).creation()
	if in.BillingMode != types.BillingModeProvisioned || *in.ProvisionedThroughput.ReadCapacityUnits != 10 ||
		*in.ProvisionedThroughput.WriteCapacityUnits != 20 || !*in.DeletionProtectionEnabled || *in.Tags[0].Key != "env" {
		t.Errorf("with everything: %+v", in)
	}
}
