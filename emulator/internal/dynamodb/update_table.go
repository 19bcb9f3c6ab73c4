package dynamodb

// UpdateTable changes billing, capacity, deletion protection and global indexes.
//
// Behaviour: the table is UPDATING for Service.Updating and shows what it had before until then, but a
// protection counts at once. A new index is CREATING for Updating and then, Backfilling, for Creating,
// while the table is ACTIVE again; then it has all items. One that goes is DELETING for Service.Deleting,
// the table UPDATING with it; one whose throughput changes is UPDATING, the table ACTIVE. Where these are
// zero all is done in the answer. Stream, encryption and class settings are shown and change nothing
// (settings.go); those of replicas and of on-demand and warm throughput are accepted and dropped.
// Limits: 20 global indexes, one created or deleted at a time. Under Strict 4 decreases of a throughput
// a day of UTC and one an hour after these, and 4 changes to on-demand in 24 hours.
// Errors: ResourceNotFoundException, also for an index that is not there; ResourceInUseException while
// the table is not ACTIVE or the index is on its way; LimitExceededException; ValidationException.

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

	settings

	// Accepted and dropped.
	OnDemandThroughput, WarmThroughput *struct{}
	ReplicaUpdates                     []struct{}
	MultiRegionConsistency             string
}

func (in *updateTable) validate(p *problems) {
	p.table(in.TableName)
	p.oneOf("billingMode", in.BillingMode, "PROVISIONED", "PAY_PER_REQUEST")
	in.ProvisionedThroughput.validate(p)
	in.settings.validate(p)
	for _, u := range in.GlobalSecondaryIndexUpdates {
		if u.Create != nil {
			u.Create.validate(p, in.AttributeDefinitions)
		}
	}
}

func (c *call) updateTable(in *updateTable) ([]byte, *wire.Error) {
	if err := in.consistent(); err != nil {
		return nil, err
	}
	t, err := c.named(in.TableName)
	if err != nil {
		return nil, err
	}
	if err := t.update(c, in); err != nil {
		return nil, err
	}
	return marshal(struct{ TableDescription description }{t.describe(c.Now)})
}

// consistent checks what has to be alone in a request, and that there is anything.
func (in *updateTable) consistent() *wire.Error {
	capacity := in.BillingMode != "" || in.ProvisionedThroughput != nil
	indexes := len(in.GlobalSecondaryIndexUpdates) > 0
	other := in.settings.any() || in.OnDemandThroughput != nil || in.WarmThroughput != nil || in.ReplicaUpdates != nil || in.MultiRegionConsistency != ""
	moves := slices.ContainsFunc(in.GlobalSecondaryIndexUpdates, func(u indexUpdate) bool { return u.Create != nil || u.Delete != nil })
	switch {
	case in.DeletionProtectionEnabled != nil && (capacity || indexes || other):
		return refuse("One or more parameter values were invalid: DeletionProtection modification must be the only operation in the request")
	case in.DeletionProtectionEnabled == nil && !capacity && !indexes && !other:
		return refuse("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, " +
			"ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, " +
			"OnDemandThroughput, WarmThroughput or TableClass is required")
	case in.ProvisionedThroughput != nil && in.BillingMode == "" && moves:
		return refuse("One or more parameter values were invalid: You cannot create or delete index while updating table IOPS")
	}
	return nil
}

// update makes all changes of a request, or none.
func (t *table) update(c *call, in *updateTable) *wire.Error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.idle(); err != nil {
		return err
	}
	moves, err := t.planIndexes(c, in)
	if err != nil {
		return err
	}
	rebill, err := t.planBilling(c, in)
	if err != nil {
		return err
	}
	if in.DeletionProtectionEnabled != nil {
		t.mu.protected = *in.DeletionProtectionEnabled
	}
	if in.settings.any() {
		moves = append(moves, func() {
			t.become(stateUpdating, c.service.Updating, c.Now, func() { t.mu.shown = t.mu.shown.with(in.settings, t.home, c.Now) })
		})
	}
	for _, move := range append(moves, rebill) {
		move()
	}
	return nil
}
