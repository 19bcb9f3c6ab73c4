package dynamodb

// UpdateTable changes billing, capacity, deletion protection and global indexes.
//
// Behavior: every change is done at once and the answer says ACTIVE; a new index has all items at
// once. Stream, encryption, class and replica settings are accepted and dropped.
// Limits: 20 global indexes.
// Errors: ResourceNotFoundException; ValidationException, also for an index that is not there.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type updateTable struct {
	TableName                   string
	AttributeDefinitions        []attributeDefinition
	BillingMode                 string
	ProvisionedThroughput       *throughput
	DeletionProtectionEnabled   *bool
	GlobalSecondaryIndexUpdates []indexUpdate
}

// An indexUpdate has one of three.
type indexUpdate struct {
	Create *indexDefinition
	Update *struct {
		IndexName             string
		ProvisionedThroughput *throughput
	}
	Delete *struct{ IndexName string }
}

func (in *updateTable) validate(p *problems) {
	p.table(in.TableName)
	p.oneOf("billingMode", in.BillingMode, "PROVISIONED", "PAY_PER_REQUEST")
	in.ProvisionedThroughput.validate(p)
	for _, u := range in.GlobalSecondaryIndexUpdates {
		if u.Create != nil {
			u.Create.validate(p, in.AttributeDefinitions)
		}
	}
}

func (c *call) updateTable(in *updateTable) ([]byte, *wire.Error) {
	h := c.home(in.TableName)
	t := c.service.table(h)
	if t == nil {
		return nil, noTableNamed(h.name)
	}
	if err := t.update(c, in); err != nil {
		return nil, err
	}
	return marshal(struct{ TableDescription description }{t.describe("ACTIVE")})
}

func (t *table) update(c *call, in *updateTable) *wire.Error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if in.BillingMode != "" || in.ProvisionedThroughput != nil {
		if err := t.bill(in.BillingMode, in.ProvisionedThroughput, c.Now); err != nil {
			return err
		}
	}
	if in.DeletionProtectionEnabled != nil {
		t.mu.protected = *in.DeletionProtectionEnabled
	}
	t.define(in.AttributeDefinitions)
	for _, u := range in.GlobalSecondaryIndexUpdates {
		if err := t.updateIndex(u); err != nil {
			return err
		}
	}
	return nil
}

// define adds the attributes that a new index needs.
func (t *table) define(attributes []attributeDefinition) {
	all := slices.Clone(t.mu.defined)
	for _, d := range attributes {
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	t.mu.defined = all
}

func (t *table) updateIndex(u indexUpdate) *wire.Error {
	switch {
	case u.Create != nil && len(t.mu.indexes) >= maxGlobalIndexes:
		return refuse("One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of %d", maxGlobalIndexes)
	case u.Create != nil:
		return t.addIndex(*u.Create, false)
	case u.Update != nil:
		ix := t.index(u.Update.IndexName)
		if ix == nil {
			return noIndex(u.Update.IndexName)
		}
		if u.Update.ProvisionedThroughput != nil {
			ix.throughput = *u.Update.ProvisionedThroughput
		}
	case u.Delete != nil:
		if t.index(u.Delete.IndexName) == nil {
			return noIndex(u.Delete.IndexName)
		}
		t.mu.indexes = slices.DeleteFunc(slices.Clone(t.mu.indexes), func(ix *index) bool { return ix.name == u.Delete.IndexName })
	}
	return nil
}

func noIndex(name string) *wire.Error {
	return refuse("The table does not have the specified index: %s", name)
}
