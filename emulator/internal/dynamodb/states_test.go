package dynamodb_test

// Tables and indexes on their way: what shows, what works, what has to wait.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func slow(emu *emulator.Emulator) {
	emu.Creating, emu.Updating, emu.Deleting = 10*time.Second, 20*time.Second, 30*time.Second
}

func (w world) deleteTable() error {
	_, err := w.api.DeleteTable(w.Context(), &dynamodb.DeleteTableInput{TableName: new("jobs")})
	return err
}

// Broken by: serving items whatever the status; leaving the indexes CREATING.
func TestATableThatIsBeingCreatedHasNoItemsYet(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.wantStatuses("CreateTable", w.create(nil, byOwner(nil)), "CREATING CREATING")
		w.wantRefusal("PutItem", w.put(item{"id": s("a")}), "ResourceNotFoundException", "Requested resource not found")
		_, err := w.get("a")
		w.wantRefusal("GetItem", err, "ResourceNotFoundException", "Requested resource not found")
		w.wantRefusal("DeleteTable", w.deleteTable(), "ResourceInUseException", "Table is being created: jobs")
		_, err = w.update(func(in *dynamodb.UpdateTableInput) { in.DeletionProtectionEnabled = new(true) })
		w.wantRefusal("UpdateTable", err, "ResourceInUseException", "Table is being created: jobs")

		time.Sleep(10 * time.Second)
		w.wantStatuses("10 s later", w.table(), "ACTIVE ACTIVE")
		if err := w.put(item{"id": s("a")}); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: taking the table away at once; never taking it away; not settling what ListTables lists.
func TestATableThatIsBeingDeletedKeepsItsNameAndNothingElse(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil)
		time.Sleep(10 * time.Second)
		if err := w.deleteTable(); err != nil {
			t.Fatal(err)
		}
		w.wantStatuses("after DeleteTable", w.table(), "DELETING")
		w.wantRefusal("PutItem", w.put(item{"id": s("a")}), "ResourceNotFoundException", "")
		w.wantRefusal("again", w.deleteTable(), "ResourceInUseException", "Table is being deleted: jobs")
		_, err := w.api.CreateTable(w.Context(), &dynamodb.CreateTableInput{TableName: new("jobs"), KeySchema: hash("id"),
			AttributeDefinitions: text("id"), BillingMode: types.BillingModePayPerRequest})
		w.wantRefusal("CreateTable", err, "ResourceInUseException", "Table is being deleted: jobs")

		time.Sleep(30 * time.Second)
		if names := must[*dynamodb.ListTablesOutput](w)(w.api.ListTables(w.Context(), &dynamodb.ListTablesInput{})).TableNames; len(names) > 0 {
			t.Errorf("30 s later there are %v", names)
		}
		w.wantRefusal("DeleteTable", w.deleteTable(), "ResourceNotFoundException", "Table: jobs not found")
		w.create(nil)
	})
}

func TestTheSDKsWaitersSeeATableComeAndGo(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil)
		began, named := time.Now(), &dynamodb.DescribeTableInput{TableName: new("jobs")}
		if err := dynamodb.NewTableExistsWaiter(w.api).Wait(w.Context(), named, 10*time.Minute); err != nil {
			t.Fatal(err)
		}
		if time.Since(began) < 10*time.Second {
			t.Error("the table exists before it is ACTIVE")
		}
		if err := w.deleteTable(); err != nil {
			t.Fatal(err)
		}
		if err := dynamodb.NewTableNotExistsWaiter(w.api).Wait(w.Context(), named, 10*time.Minute); err != nil {
			t.Fatal(err)
		}
	})
}

// Broken by: applying the throughput at once; refusing items while the table is UPDATING.
func TestNewThroughputShowsWhenTheUpdateIsOver(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(units(5, 5))
		time.Sleep(10 * time.Second)
		to := func(in *dynamodb.UpdateTableInput) { in.ProvisionedThroughput = units(7, 3) }
		changed := must[*types.TableDescription](w)(w.update(to))
		w.wantStatuses("UpdateTable", changed, "UPDATING")
		w.wantUnits("UpdateTable", changed.ProvisionedThroughput, "5/5")
		if err := w.put(item{"id": s("a")}); err != nil {
			t.Errorf("a write while the table is UPDATING: %v", err)
		}
		_, err := w.update(to)
		w.wantRefusal("a second update", err, "ResourceInUseException", "Table is being updated: jobs")
		w.wantRefusal("DeleteTable", w.deleteTable(), "ResourceInUseException", "Table is being updated: jobs")

		time.Sleep(20 * time.Second)
		now := w.table()
		w.wantStatuses("20 s later", now, "ACTIVE")
		w.wantUnits("20 s later", now.ProvisionedThroughput, "7/3")
		if p := now.ProvisionedThroughput; *p.NumberOfDecreasesToday != 1 || p.LastDecreaseDateTime == nil || p.LastIncreaseDateTime == nil {
			t.Errorf("%+v, want a decrease and an increase", p)
		}
		_, err = w.update(to)
		w.wantRefusal("the same again", err, "ValidationException", "The provisioned throughput for the table will not change.")
	})
}

func addIndex(in *dynamodb.UpdateTableInput) {
	in.AttributeDefinitions = text("owner")
	in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Create: &types.CreateGlobalSecondaryIndexAction{
		IndexName: new("by-owner"), KeySchema: hash("owner"), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly}}}}
}

func dropIndex(in *dynamodb.UpdateTableInput) {
	in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Delete: &types.DeleteGlobalSecondaryIndexAction{IndexName: new("by-owner")}}}
}

// Broken by: leaving out the second phase; reading an index that is CREATING; a DeleteTable that does
// not look at the indexes; forgetting the definitions of a dropped index.
func TestAnIndexIsBuiltAndDroppedWhileItsTableIsServed(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil)
		time.Sleep(10 * time.Second)
		if err := w.put(item{"id": s("a"), "owner": s("w1")}); err != nil {
			t.Fatal(err)
		}
		w.wantStatuses("Create", must[*types.TableDescription](w)(w.update(addIndex)), "UPDATING CREATING")
		time.Sleep(20 * time.Second)
		w.wantStatuses("after 20 s", w.table(), "ACTIVE CREATING+")
		_, err := w.owned("w1")
		w.wantRefusal("Query", err, "ValidationException", "Cannot read from backfilling global secondary index: by-owner")
		w.wantRefusal("DeleteTable", w.deleteTable(), "ResourceInUseException", "Cannot delete table while indexes are being created, updated, or deleted.")
		_, err = w.update(func(in *dynamodb.UpdateTableInput) {
			addIndex(in)
			in.GlobalSecondaryIndexUpdates[0].Create.IndexName = new("other")
		})
		w.wantRefusal("another", err, "LimitExceededException", "Only 1 online index can be created or deleted simultaneously per table")

		time.Sleep(10 * time.Second)
		w.wantStatuses("after 30 s", w.table(), "ACTIVE ACTIVE")
		if n := must[int32](w)(w.owned("w1")); n != 1 {
			t.Errorf("the index has %d items, want 1", n)
		}
		w.wantStatuses("Delete", must[*types.TableDescription](w)(w.update(dropIndex)), "UPDATING DELETING")
		_, err = w.owned("w1")
		w.wantRefusal("Query", err, "ValidationException", "The table does not have the specified index: by-owner")

		time.Sleep(30 * time.Second)
		gone := w.table()
		w.wantStatuses("after that", gone, "ACTIVE")
		if len(gone.AttributeDefinitions) != 1 {
			t.Errorf("the dropped index leaves %d definitions, want 1", len(gone.AttributeDefinitions))
		}
		_, err = w.update(dropIndex)
		w.wantRefusal("Delete again", err, "ResourceNotFoundException", "Index by-owner for table jobs")
	})
}

// Broken by: allowing one creation a table only; a creation that ends although the index is dropped.
func TestAnIndexThatIsBeingBuiltCanBeDropped(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil)
		time.Sleep(10 * time.Second)
		must[*types.TableDescription](w)(w.update(addIndex))
		time.Sleep(20 * time.Second)
		w.wantStatuses("Delete", must[*types.TableDescription](w)(w.update(dropIndex)), "UPDATING DELETING")
		time.Sleep(10 * time.Second)
		w.wantStatuses("when it would have been built", w.table(), "UPDATING DELETING")
		time.Sleep(20 * time.Second)
		w.wantStatuses("in the end", w.table(), "ACTIVE")
	})
}

func TestAnIndexesThroughputChangesWhileItsTableIsActive(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(units(5, 5), byOwner(units(5, 5)))
		time.Sleep(10 * time.Second)
		to := func(in *dynamodb.UpdateTableInput) {
			in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Update: &types.UpdateGlobalSecondaryIndexAction{
				IndexName: new("by-owner"), ProvisionedThroughput: units(6, 6)}}}
		}
		changed := must[*types.TableDescription](w)(w.update(to))
		w.wantStatuses("UpdateTable", changed, "ACTIVE UPDATING")
		_, err := w.update(to)
		w.wantRefusal("again at once", err, "ResourceInUseException", "Index is being updated. Table: jobs Index: by-owner")
		time.Sleep(20 * time.Second)
		w.wantUnits("20 s later", w.table().GlobalSecondaryIndexes[0].ProvisionedThroughput, "6/6")
		_, err = w.update(to)
		w.wantRefusal("the same again", err, "ValidationException", "The provisioned throughput for the index by-owner will not change.")
	})
}

// Broken by: a mode that is on-demand as soon as it is asked for; keeping the index's throughput.
func TestBillingChangesToOnDemandAndBack(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(units(5, 5), byOwner(units(4, 4)))
		time.Sleep(10 * time.Second)
		demand := func(in *dynamodb.UpdateTableInput) { in.BillingMode = types.BillingModePayPerRequest }
		if d := must[*types.TableDescription](w)(w.update(demand)); d.BillingModeSummary != nil {
			t.Errorf("at once: %+v", d.BillingModeSummary)
		}
		time.Sleep(20 * time.Second)
		now := w.table()
		if now.BillingModeSummary == nil || now.BillingModeSummary.BillingMode != types.BillingModePayPerRequest {
			t.Errorf("20 s later: %+v", now.BillingModeSummary)
		}
		w.wantUnits("table", now.ProvisionedThroughput, "0/0")
		w.wantUnits("index", now.GlobalSecondaryIndexes[0].ProvisionedThroughput, "0/0")
		back := func(in *dynamodb.UpdateTableInput) {
			in.BillingMode, in.ProvisionedThroughput = types.BillingModeProvisioned, units(2, 2)
		}
		_, err := w.update(back)
		w.wantRefusal("back without the index", err, "ValidationException", "ProvisionedThroughput must be specified for index: by-owner")
		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) {
			back(in)
			in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Update: &types.UpdateGlobalSecondaryIndexAction{
				IndexName: new("by-owner"), ProvisionedThroughput: units(3, 3)}}}
		}))
		time.Sleep(20 * time.Second)
		w.wantUnits("back", w.table().ProvisionedThroughput, "2/2")
	})
}

func TestAProtectedTableIsNotDeleted(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil, func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = new(true) })
		w.wantRefusal("DeleteTable", w.deleteTable(), "ValidationException", "Disable deletion protection first.")
		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) { in.DeletionProtectionEnabled = new(false) }))
		if err := w.deleteTable(); err != nil {
			t.Error(err)
		}
	})
}

// Broken by: changing the protection before the index is looked for.
func TestARefusedUpdateChangesNothing(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(units(5, 5))
		_, err := w.update(func(*dynamodb.UpdateTableInput) {})
		w.wantRefusal("nothing", err, "ValidationException", "At least one of ProvisionedThroughput, BillingMode")
		_, err = w.update(func(in *dynamodb.UpdateTableInput) {
			in.ProvisionedThroughput, in.DeletionProtectionEnabled = units(6, 6), new(true)
		})
		w.wantRefusal("two at once", err, "ValidationException", "DeletionProtection modification must be the only operation")
		_, err = w.update(func(in *dynamodb.UpdateTableInput) {
			in.ProvisionedThroughput = units(6, 6)
			in.GlobalSecondaryIndexUpdates = []types.GlobalSecondaryIndexUpdate{{Update: &types.UpdateGlobalSecondaryIndexAction{
				IndexName: new("nowhere"), ProvisionedThroughput: units(3, 3)}}}
		})
		w.wantRefusal("an index that is not there", err, "ResourceNotFoundException", "Index nowhere for table jobs")
		w.wantUnits("after all this", w.table().ProvisionedThroughput, "5/5")
	})
}

// Broken by: an index of a provisioned table that has no capacity.
func TestAnIndexHasCapacityIfItsTableHas(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		create := func(table, index *types.ProvisionedThroughput) error {
			in := &dynamodb.CreateTableInput{TableName: new("jobs"), KeySchema: hash("id"), ProvisionedThroughput: table}
			if table == nil {
				in.BillingMode = types.BillingModePayPerRequest
			}
			byOwner(index)(in)
			_, err := w.api.CreateTable(w.Context(), in)
			return err
		}
		w.wantRefusal("none", create(units(1, 1), nil), "ValidationException", "ProvisionedThroughput is not specified for index: by-owner")
		w.wantRefusal("some", create(nil, units(1, 1)), "ValidationException", "ProvisionedThroughput should not be specified for index: by-owner")
		w.create(nil)
		_, err := w.update(func(in *dynamodb.UpdateTableInput) {
			addIndex(in)
			in.GlobalSecondaryIndexUpdates[0].Create.ProvisionedThroughput = units(1, 1)
		})
		w.wantRefusal("added with some", err, "ValidationException", "can be specified for index: by-owner when BillingMode is PAY_PER_REQUEST")
	})
}

// Broken by: not counting them.
func TestATableBecomesOnDemandFourTimesInADay(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(5, 5))
		demand := func() error {
			_, err := w.update(func(in *dynamodb.UpdateTableInput) { in.BillingMode = types.BillingModePayPerRequest })
			return err
		}
		back := func() {
			t.Helper()
			must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) {
				in.BillingMode, in.ProvisionedThroughput = types.BillingModeProvisioned, units(5, 5)
			}))
		}
		for range 4 {
			if err := demand(); err != nil {
				t.Fatal(err)
			}
			back()
		}
		w.wantRefusal("the fifth", demand(), "LimitExceededException", "Subscriber limit exceeded: Update to PayPerRequest mode")
		time.Sleep(24 * time.Hour)
		if err := demand(); err != nil {
			t.Errorf("a day later: %v", err)
		}
	})
}

// Broken by: counting increases; a day that does not end; an hour that counts from the first decrease.
func TestThroughputGoesDownFourTimesADayAndThenOnceAnHour(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(units(50, 50)) // the bubble's clock begins at midnight
		at := int64(50)
		lower := func() error {
			_, err := w.update(func(in *dynamodb.UpdateTableInput) { in.ProvisionedThroughput = units(at-1, 50) })
			if err == nil {
				at--
			}
			return err
		}
		for range 4 {
			if err := lower(); err != nil {
				t.Fatal(err)
			}
		}
		w.wantRefusal("the fifth", lower(), "LimitExceededException", "Number of decreases today: 4. Last decrease at Saturday, January 1, 2000 12:00:00 AM UTC.")
		if _, err := w.update(func(in *dynamodb.UpdateTableInput) { in.ProvisionedThroughput = units(at, 51) }); err != nil {
			t.Errorf("an increase: %v", err)
		}
		time.Sleep(time.Hour)
		if err := lower(); err != nil {
			t.Errorf("an hour later: %v", err)
		}
		w.wantRefusal("at once after it", lower(), "LimitExceededException", "Number of decreases today: 5")
		time.Sleep(23 * time.Hour)
		if err := lower(); err != nil {
			t.Errorf("the next day: %v", err)
		}
		if n := *w.table().ProvisionedThroughput.NumberOfDecreasesToday; n != 1 {
			t.Errorf("the next day tells of %d decreases, want 1", n)
		}
	})
}
