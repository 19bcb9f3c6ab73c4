package dynamodb

// CreateTable makes a table with its indexes.
//
// Behaviour: the table is CREATING for Service.Creating, and takes neither reads nor writes then; if
// that is zero it is ACTIVE in the answer already. Its indexes are CREATING as long. Tags show once it
// is ACTIVE. Stream, encryption and class settings are shown and change nothing (settings.go).
// Limits: one or two key attributes, each defined as S, N or B; 20 global and 5 local indexes.
// Errors: ResourceInUseException if the name is taken; ValidationException. LimitExceededException
// (2,500 tables, 500 on their way) is not emulated.

import (
	"cmp"
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
	Tags                      []tagShape
	ResourcePolicy            string
	settings
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
	in.settings.validate(p)
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
	if there := c.service.table(t.home, c.Now); there != nil && there.leaving() {
		return nil, inUse("Table is being deleted: %s", t.home.name)
	}
	t.begin(c)
	if !c.service.add(t) {
		return nil, wire.Errorf(resourceInUse, "Table already exists: %s", t.home.name)
	}
	return marshal(struct{ TableDescription description }{t.describe(c.Now)})
}

// begin is the birth of a table that nobody knows yet: it and its indexes are on their way.
func (t *table) begin(c *call) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pace.begin(c.Now)
	for _, ix := range t.mu.indexes {
		ix.status = stateCreating
		ix.pace.begin(c.Now)
	}
	t.become(stateCreating, c.service.Creating, c.Now, func() {
		for _, ix := range t.mu.indexes {
			ix.status = stateActive
		}
	})
}

func (c *call) newTable(in *createTable) (*table, *wire.Error) {
	key, err := newSchema(in.KeySchema, in.AttributeDefinitions)
	if err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	t := &table{home: c.home(in.TableName), schema: key, created: c.Now}
	t.mu.defined = in.AttributeDefinitions
	t.mu.protected = in.DeletionProtectionEnabled
	t.mu.shown = shown{}.with(in.settings, t.home, c.Now)
	if in.ResourcePolicy != "" {
		t.mu.policy = policy{}.next(c, in.ResourcePolicy)
	}
	if t.mu.tags, err = tagsOf(nil, in.Tags); err != nil {
		return nil, err
	}
	if err := t.bill(in.BillingMode, in.ProvisionedThroughput, c.Now); err != nil {
		return nil, err
	}
	for _, d := range in.GlobalSecondaryIndexes {
		if err := cmp.Or(t.capacityOf(d), t.addIndex(d, false)); err != nil {
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

// capacityOf checks that a global index has a throughput if its table has one, and none if not.
func (t *table) capacityOf(d indexDefinition) *wire.Error {
	switch given := d.ProvisionedThroughput != nil && *d.ProvisionedThroughput != (throughput{}); {
	case t.mu.onDemand.IsZero() && !given:
		return refuse("One or more parameter values were invalid: ProvisionedThroughput is not specified for index: %s", d.IndexName)
	case !t.mu.onDemand.IsZero() && given:
		return refuse("One or more parameter values were invalid: ProvisionedThroughput should not be specified for index: %s when BillingMode is PAY_PER_REQUEST", d.IndexName)
	}
	return nil
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
	ix := &index{name: d.IndexName, schema: key, projection: d.Projection, local: local, status: stateActive}
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
