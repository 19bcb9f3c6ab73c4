package dynamodb

// CreateTable makes a table with its indexes.
//
// Behavior: the table is ACTIVE in the answer and for every request after it; the service's is
// CREATING for some seconds. Tags and stream, encryption and class settings are accepted and dropped.
// Limits: one or two key attributes, each defined as S, N or B; 20 global and 5 local indexes.
// Errors: ResourceInUseException if the name is taken; ValidationException.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	maxGlobalIndexes = 20
	maxLocalIndexes  = 5
)

type createTable struct {
	TableName                 string
	KeySchema                 []keyElement
	AttributeDefinitions      []attributeDefinition
	BillingMode               string
	ProvisionedThroughput     *throughput
	GlobalSecondaryIndexes    []indexDefinition
	LocalSecondaryIndexes     []indexDefinition
	DeletionProtectionEnabled bool
}

// An indexDefinition is an index as a request describes it.
type indexDefinition struct {
	IndexName             string
	KeySchema             []keyElement
	Projection            projection
	ProvisionedThroughput *throughput
}

func (in *createTable) validate(p *problems) {
	p.table(in.TableName)
	p.schema(in.KeySchema, in.AttributeDefinitions)
	p.oneOf("billingMode", in.BillingMode, "PROVISIONED", "PAY_PER_REQUEST")
	in.ProvisionedThroughput.validate(p)
	for _, ix := range slices.Concat(in.GlobalSecondaryIndexes, in.LocalSecondaryIndexes) {
		ix.validate(p, in.AttributeDefinitions)
	}
}

func (t *throughput) validate(p *problems) {
	if t != nil {
		p.atLeast("provisionedThroughput.readCapacityUnits", &t.ReadCapacityUnits, 1)
		p.atLeast("provisionedThroughput.writeCapacityUnits", &t.WriteCapacityUnits, 1)
	}
}

func (d *indexDefinition) validate(p *problems, defined []attributeDefinition) {
	p.name("globalSecondaryIndexes.1.member.indexName", d.IndexName)
	p.schema(d.KeySchema, defined)
	p.required("globalSecondaryIndexes.1.member.projection", d.Projection.ProjectionType != "")
	p.oneOf("globalSecondaryIndexes.1.member.projection.projectionType", d.Projection.ProjectionType, "ALL", "INCLUDE", "KEYS_ONLY")
}

func (c *call) createTable(in *createTable) ([]byte, *wire.Error) {
	t, err := c.newTable(in)
	if err != nil {
		return nil, err
	}
	if !c.service.add(t) {
		return nil, wire.Errorf(resourceInUse, "Table already exists: %s", t.home.name)
	}
	return marshal(struct{ TableDescription description }{t.describe("ACTIVE")})
}

func (c *call) newTable(in *createTable) (*table, *wire.Error) {
	key, err := newSchema(in.KeySchema, in.AttributeDefinitions)
	if err != nil {
		return nil, err
	}
	t := &table{home: c.home(in.TableName), schema: key, created: c.Now}
	t.mu.defined = in.AttributeDefinitions
	t.mu.protected = in.DeletionProtectionEnabled
	if err := t.bill(in.BillingMode, in.ProvisionedThroughput, c.Now); err != nil {
		return nil, err
	}
	if len(in.GlobalSecondaryIndexes) > maxGlobalIndexes || len(in.LocalSecondaryIndexes) > maxLocalIndexes {
		return nil, refuse("One or more parameter values were invalid: secondary index count exceeds the per-table limit of %d global and %d local ones",
			maxGlobalIndexes, maxLocalIndexes)
	}
	for _, d := range in.GlobalSecondaryIndexes {
		if err := t.addIndex(d, false); err != nil {
			return nil, err
		}
	}
	for _, d := range in.LocalSecondaryIndexes {
		if err := t.addIndex(d, true); err != nil {
			return nil, err
		}
	}
	return t, t.definesOnlyKeys()
}

// addIndex adds an index, with the lock held or before anyone knows the table.
func (t *table) addIndex(d indexDefinition, local bool) *wire.Error {
	if t.index(d.IndexName) != nil {
		return refuse("One or more parameter values were invalid: Duplicate index name: %s", d.IndexName)
	}
	key, err := newSchema(d.KeySchema, t.mu.defined)
	if err != nil {
		return err
	}
	if local && key.hash != t.schema.hash {
		return refuse("One or more parameter values were invalid: Table KeySchema does not have the same HASH key as the index: %s", d.IndexName)
	}
	ix := &index{name: d.IndexName, schema: key, projection: d.Projection, local: local}
	if d.ProvisionedThroughput != nil {
		ix.throughput = *d.ProvisionedThroughput
	}
	t.mu.indexes = append(t.mu.indexes, ix)
	return nil
}

// definesOnlyKeys: every defined attribute has to be part of some key.
func (t *table) definesOnlyKeys() *wire.Error {
	for _, d := range t.mu.defined {
		inIndex := slices.ContainsFunc(t.mu.indexes, func(ix *index) bool { return ix.schema.has(d.AttributeName) })
		if !inIndex && !t.schema.has(d.AttributeName) {
			return refuse("One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions")
		}
	}
	return nil
}
