package dynamodb

// What is wrong with the indexes of a new table, before anything is made of them.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// maxUnits is how much capacity can be asked for in a request, service limit. How much an account has is
// not emulated.
const maxUnits = 1_000_000_000_000

// check refuses capacity beyond all bounds.
func (t *throughput) check() *wire.Error {
	switch {
	case t == nil:
	case t.ReadCapacityUnits > maxUnits:
		return refuse("Given value %d for ReadCapacityUnits is out of bounds", t.ReadCapacityUnits)
	case t.WriteCapacityUnits > maxUnits:
		return refuse("Given value %d for WriteCapacityUnits is out of bounds", t.WriteCapacityUnits)
	}
	return nil
}

// check refuses definitions that do not go together.
func (in *createTable) check() *wire.Error {
	if err := in.ProvisionedThroughput.check(); err != nil {
		return err
	}
	for i, d := range in.AttributeDefinitions {
		if slices.ContainsFunc(in.AttributeDefinitions[:i], func(e attributeDefinition) bool { return e.AttributeName == d.AttributeName }) {
			return badParameter("Duplicate AttributeName: %s", d.AttributeName)
		}
	}
	if err := in.checkLocal(); err != nil {
		return err
	}
	return in.checkGlobal()
}

func (in *createTable) checkLocal() *wire.Error {
	switch all := in.LocalSecondaryIndexes; {
	case all == nil:
		return nil
	case len(all) == 0:
		return badParameter("List of LocalSecondaryIndexes is empty")
	case len(in.KeySchema) != 2:
		return badParameter("Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex")
	case len(all) > maxLocalIndexes:
		return badParameter("Number of LocalSecondaryIndexes exceeds per-table limit of %d", maxLocalIndexes)
	}
	for _, d := range in.LocalSecondaryIndexes {
		if len(d.KeySchema) != 2 {
			return badParameter("Index KeySchema does not have a range key for index: %s", d.IndexName)
		}
		if hash, want := d.KeySchema[0].AttributeName, in.KeySchema[0].AttributeName; hash != want {
			return badParameter("Index KeySchema does not have the same leading hash key as table KeySchema for index: %s. index hash key: %s, table hash key: %s",
				d.IndexName, hash, want)
		}
		if err := d.Projection.check(); err != nil {
			return err
		}
	}
	return nil
}

func (in *createTable) checkGlobal() *wire.Error {
	switch all := in.GlobalSecondaryIndexes; {
	case all == nil:
		return nil
	case len(all) == 0:
		return badParameter("List of GlobalSecondaryIndexes is empty")
	case len(all) > maxGlobalIndexes:
		return badParameter("GlobalSecondaryIndex count exceeds the per-table limit of %d", maxGlobalIndexes)
	}
	for _, d := range in.GlobalSecondaryIndexes {
		if err := d.ProvisionedThroughput.check(); err != nil {
			return err
		}
		if err := d.Projection.check(); err != nil {
			return err
		}
	}
	return nil
}

// check: attributes are named if and only if the type says so.
func (p *projection) check() *wire.Error {
	switch {
	case p.ProjectionType == "INCLUDE" && len(p.NonKeyAttributes) == 0:
		return badParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified")
	case p.ProjectionType != "INCLUDE" && p.NonKeyAttributes != nil:
		return badParameter("ProjectionType is %s, but NonKeyAttributes is specified", p.ProjectionType)
	}
	return nil
}
