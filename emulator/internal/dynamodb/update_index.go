package dynamodb

// What UpdateTable does to global indexes. Everything is checked before anything is changed.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// An indexUpdate has one of three.
type indexUpdate struct {
	Create *indexDefinition
	Update *struct {
		IndexName             string
		ProvisionedThroughput *throughput
	}
	Delete *struct{ IndexName string }
}

// planIndexes is what the index updates of a request do, once it is accepted. The lock is held.
func (t *table) planIndexes(c *call, in *updateTable) (moves []func(), err *wire.Error) {
	online := t.mu.indexes[:0:0]
	for _, ix := range t.mu.indexes {
		if ix.status == stateCreating || ix.status == stateDeleting {
			online = append(online, ix)
		}
	}
	busy := len(online)
	for _, u := range in.GlobalSecondaryIndexUpdates {
		cancels := u.Delete != nil && len(online) == 1 && online[0].name == u.Delete.IndexName && online[0].status == stateCreating
		if (u.Create != nil || u.Delete != nil) && !cancels {
			busy++
		}
		if busy > 1 && (u.Create != nil || u.Delete != nil) && !cancels {
			return nil, wire.Errorf(limitExceeded, "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table")
		}
		move, err := t.planIndex(c, u, in)
		if err != nil {
			return nil, err
		}
		moves = append(moves, move)
	}
	return moves, nil
}

func (t *table) planIndex(c *call, u indexUpdate, in *updateTable) (func(), *wire.Error) {
	switch {
	case u.Create != nil:
		return t.planIndexCreation(c, *u.Create, in)
	case u.Update != nil:
		return t.planIndexThroughput(c, u, in)
	case u.Delete != nil:
		return t.planIndexDeletion(c, u.Delete.IndexName)
	}
	return nil, refuse("One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, " +
		"GlobalSecondaryIndexUpdate.Delete must not be null")
}

func (t *table) planIndexCreation(c *call, d indexDefinition, in *updateTable) (func(), *wire.Error) {
	global := 0
	for _, ix := range t.mu.indexes {
		if !ix.local {
			global++
		}
	}
	switch {
	case t.index(d.IndexName) != nil:
		return nil, refuse("Attempting to create an index which already exists")
	case global >= maxGlobalIndexes:
		return nil, wire.Errorf(limitExceeded, "Subscriber limit exceeded: GlobalSecondaryIndex count exceeds the per-table limit of %d", maxGlobalIndexes)
	}
	defined := t.defining(in.AttributeDefinitions)
	key, err := newSchema(d.KeySchema, defined)
	if err != nil {
		return nil, err
	}
	ix := &index{name: d.IndexName, schema: key, projection: d.Projection, status: stateCreating}
	switch {
	case d.ProvisionedThroughput != nil && !t.provisionedAfter(in):
		return nil, onDemandIndex(d.IndexName)
	case d.ProvisionedThroughput != nil:
		ix.throughput = *d.ProvisionedThroughput
	case t.provisionedAfter(in):
		return nil, refuse("One or more parameter values were invalid: ProvisionedThroughput must be specified for index: %s", d.IndexName)
	}
	return func() {
		t.mu.defined = defined
		t.mu.indexes = append(slices.Clone(t.mu.indexes), ix)
		ix.pace.begin(c.Now)
		t.become(stateUpdating, c.service.Updating, c.Now, func() { ix.filling = true })
		t.after(c.service.Updating+c.service.Creating, c.Now, func() {
			if ix.status == stateCreating { // and not dropped meanwhile
				ix.status, ix.filling = stateActive, false
			}
		})
	}, nil
}

// defining is the attributes of the table with those that a new index needs.
func (t *table) defining(attributes []attributeDefinition) []attributeDefinition {
	all := slices.Clone(t.mu.defined)
	for _, d := range attributes {
		if !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	return all
}

func (t *table) planIndexThroughput(c *call, u indexUpdate, in *updateTable) (func(), *wire.Error) {
	name, to := u.Update.IndexName, u.Update.ProvisionedThroughput
	ix, err := t.global(name, "update")
	switch {
	case err != nil:
		return nil, err
	case ix.status != stateActive:
		return nil, inUse("Index is being updated. Table: %s Index: %s", t.home.name, name)
	case to == nil:
		return func() {}, nil
	case !t.provisionedAfter(in):
		return nil, onDemandIndex(name)
	case *to == ix.throughput:
		return nil, unchanged("index "+name, "index", ix.throughput, *to)
	case c.strict():
		if err := ix.decreases.admits(ix.throughput, *to, c.Now); err != nil {
			return nil, err
		}
	}
	return func() {
		ix.status = stateUpdating
		ix.decreases = ix.decreases.changed(ix.throughput, *to, c.Now)
		t.after(c.service.Updating, c.Now, func() { ix.status, ix.throughput = stateActive, *to })
	}, nil
}

func (t *table) planIndexDeletion(c *call, name string) (func(), *wire.Error) {
	ix, err := t.global(name, "delete")
	switch {
	case err != nil:
		return nil, err
	case ix.status == stateUpdating:
		return nil, inUse("Index is being updated. Table: %s Index: %s", t.home.name, name)
	case ix.status == stateDeleting:
		return nil, inUse("Index is being deleted. Table: %s Index: %s", t.home.name, name)
	}
	return func() {
		ix.status, ix.filling = stateDeleting, false
		t.become(stateUpdating, c.service.Deleting, c.Now, func() { t.drop(ix) })
	}, nil
}

func onDemandIndex(name string) *wire.Error {
	return refuse("One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: %s "+
		"when BillingMode is PAY_PER_REQUEST", name)
}

// drop removes an index, and the attributes that were defined for it alone.
func (t *table) drop(gone *index) {
	t.mu.indexes = slices.DeleteFunc(slices.Clone(t.mu.indexes), func(ix *index) bool { return ix == gone })
	t.mu.defined = slices.DeleteFunc(slices.Clone(t.mu.defined), func(d attributeDefinition) bool {
		return !t.schema.has(d.AttributeName) &&
			!slices.ContainsFunc(t.mu.indexes, func(ix *index) bool { return ix.schema.has(d.AttributeName) })
	})
}

// global finds a global index that is to be changed.
func (t *table) global(name, doing string) (*index, *wire.Error) {
	ix := t.index(name)
	if ix == nil {
		return nil, wire.Errorf(resourceNotFound, "Requested resource not found: Index %s for table %s not found", name, t.home.name)
	}
	if ix.local {
		return nil, refuse("Cannot %s an index that is not a GlobalSecondaryIndex: %s", doing, name)
	}
	return ix, nil
}

// readable refuses a listing of an index that does not have all items yet, or is on its way out.
func (ix *index) readable() *wire.Error {
	switch ix.status {
	case stateCreating:
		return refuse("Cannot read from backfilling global secondary index: %s", ix.name)
	case stateDeleting:
		return noIndex(ix.name)
	}
	return nil
}

// noIndex is the refusal of a listing.
func noIndex(name string) *wire.Error {
	return refuse("The table does not have the specified index: %s", name)
}
