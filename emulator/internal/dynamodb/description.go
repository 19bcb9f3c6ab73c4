package dynamodb

// What DescribeTable says of a table and its indexes.

import "time"

// The shapes of a table's description.
type (
	description struct {
		AttributeDefinitions      []attributeDefinition
		TableName                 string
		KeySchema                 []keyElement
		TableStatus               string
		CreationDateTime          float64
		ProvisionedThroughput     throughputDescription
		TableSizeBytes            int
		ItemCount                 int
		TableArn                  string
		TableId                   string
		BillingModeSummary        *billingSummary    `json:",omitempty"`
		LocalSecondaryIndexes     []indexDescription `json:",omitempty"`
		GlobalSecondaryIndexes    []indexDescription `json:",omitempty"`
		DeletionProtectionEnabled bool
		shown
	}

	throughputDescription struct {
		LastIncreaseDateTime   float64 `json:",omitempty"`
		LastDecreaseDateTime   float64 `json:",omitempty"`
		NumberOfDecreasesToday int
		throughput
	}

	billingSummary struct {
		BillingMode                       string
		LastUpdateToPayPerRequestDateTime float64
	}

	indexDescription struct {
		IndexName             string
		KeySchema             []keyElement
		Projection            projection
		IndexStatus           string                 `json:",omitempty"`
		Backfilling           bool                   `json:",omitempty"`
		ProvisionedThroughput *throughputDescription `json:",omitempty"`
		IndexSizeBytes        int
		ItemCount             int
		IndexArn              string
	}
)

// describe takes the lock.
func (t *table) describe(now time.Time) description {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.described(now)
}

// described is the description, with the lock held.
func (t *table) described(now time.Time) description {
	d := description{
		AttributeDefinitions:      t.mu.defined,
		TableName:                 t.home.name,
		KeySchema:                 t.schema.elements(),
		TableStatus:               t.mu.status,
		CreationDateTime:          seconds(t.created),
		ProvisionedThroughput:     t.mu.decreases.describe(t.mu.throughput, now),
		TableSizeBytes:            t.mu.rows.bytes,
		ItemCount:                 t.mu.rows.count,
		TableArn:                  t.home.arn(),
		TableId:                   t.id(),
		DeletionProtectionEnabled: t.mu.protected,
		shown:                     t.mu.shown,
	}
	switch {
	case !t.mu.onDemand.IsZero():
		d.BillingModeSummary = &billingSummary{payPerRequest, seconds(t.mu.onDemand)}
	case !t.mu.wasOnDemand.IsZero():
		d.BillingModeSummary = &billingSummary{provisioned, seconds(t.mu.wasOnDemand)}
	}
	for _, ix := range t.mu.indexes {
		if ix.local {
			d.LocalSecondaryIndexes = append(d.LocalSecondaryIndexes, t.describeIndex(ix))
			continue
		}
		global := t.describeIndex(ix)
		global.IndexStatus, global.Backfilling = ix.status, ix.filling
		global.ProvisionedThroughput = new(ix.decreases.describe(ix.throughput, now))
		d.GlobalSecondaryIndexes = append(d.GlobalSecondaryIndexes, global)
	}
	return d
}

func (t *table) describeIndex(ix *index) indexDescription {
	d := indexDescription{
		IndexName:  ix.name,
		KeySchema:  ix.schema.elements(),
		Projection: ix.projection,
		IndexArn:   t.home.arn() + "/index/" + ix.name,
	}
	for e := range ix.view(t.schema, &t.mu.rows, span{}, time.Time{}, false) {
		d.ItemCount++
		d.IndexSizeBytes += e.item.ItemSize()
	}
	return d
}
