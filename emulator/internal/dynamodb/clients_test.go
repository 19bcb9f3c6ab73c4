package dynamodb_test

// What other people's clients do with a table besides its items: Terraform's provider, the Java KCL, and
// the lock client under it. States take time here, as they do in the service.

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// settled waits until the table and its indexes are ACTIVE. No state but one of those that the call
// before leads to may show on the way.
func (w world) settled(through ...string) *types.TableDescription {
	w.Helper()
	for range 30 {
		d := w.table()
		is := statuses(d)
		allowed := is == "ACTIVE" || is == "ACTIVE ACTIVE"
		if allowed {
			return d
		}
		for _, state := range through {
			allowed = allowed || is == state
		}
		if !allowed {
			w.Fatalf("the table is %s on its way through %q", is, through)
		}
		time.Sleep(5 * time.Second)
	}
	w.Fatalf("the table stays %s", statuses(w.table()))
	return nil
}

// refresh is what Terraform reads of every table when it plans.
func (w world) refresh(ttl types.TimeToLiveStatus, recovery types.PointInTimeRecoveryStatus, tags ...string) *types.TableDescription {
	w.Helper()
	d := w.table()
	backups := must[*dynamodb.DescribeContinuousBackupsOutput](w)(w.api.DescribeContinuousBackups(w.Context(), &dynamodb.DescribeContinuousBackupsInput{TableName: d.TableName}))
	if got := backups.ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus; got != recovery {
		w.Errorf("point-in-time recovery is %s, want %s", got, recovery)
	}
	live := must[*dynamodb.DescribeTimeToLiveOutput](w)(w.api.DescribeTimeToLive(w.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: d.TableName}))
	if got := live.TimeToLiveDescription.TimeToLiveStatus; got != ttl {
		w.Errorf("time to live is %s, want %s", got, ttl)
	}
	w.wantTags(1, tags...)
	return d
}

func TestTerraformsLifeOfATable(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(units(5, 5), byOwner(units(5, 5)), withTags("team=billing"), func(in *dynamodb.CreateTableInput) {
			in.DeletionProtectionEnabled, in.TableClass = new(true), types.TableClassStandardInfrequentAccess
			in.SSESpecification = &types.SSESpecification{Enabled: new(true)}
			in.StreamSpecification = &types.StreamSpecification{StreamEnabled: new(true), StreamViewType: types.StreamViewTypeNewImage}
		})
		w.settled("CREATING CREATING")
		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		must[*dynamodb.UpdateContinuousBackupsOutput](w)(w.api.UpdateContinuousBackups(w.Context(), &dynamodb.UpdateContinuousBackupsInput{
			TableName: new("jobs"), PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: new(true)}}))
		d := w.refresh("ENABLED", "ENABLED", "team=billing")
		if d.TableClassSummary == nil || d.SSEDescription == nil || d.SSEDescription.SSEType != types.SSETypeKms || d.StreamSpecification == nil || d.LatestStreamArn == nil {
			t.Errorf("%+v, want class, encryption and stream as they were set", d)
		}

		// One index at a time, and nothing else beside it.
		must[*types.TableDescription](w)(w.update(dropIndex))
		w.settled("UPDATING DELETING")
		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) {
			addIndex(in)
			in.GlobalSecondaryIndexUpdates[0].Create.ProvisionedThroughput = units(6, 6)
		}))
		w.settled("UPDATING CREATING", "ACTIVE CREATING+")
		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) { in.BillingMode = types.BillingModePayPerRequest }))
		w.settled("UPDATING ACTIVE")
		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) { in.TableClass = types.TableClassStandard }))
		if got := w.settled("UPDATING ACTIVE").TableClassSummary.TableClass; got != types.TableClassStandard {
			t.Errorf("the class is %s", got)
		}
		if err := w.untag(jobsARN, "team"); err != nil {
			t.Fatal(err)
		}
		if err := w.tag(jobsARN, "owner=orders"); err != nil {
			t.Fatal(err)
		}
		w.refresh("ENABLED", "ENABLED", "owner=orders")

		must[*types.TableDescription](w)(w.update(func(in *dynamodb.UpdateTableInput) { in.DeletionProtectionEnabled = new(false) }))
		w.settled()
		if err := w.deleteTable(); err != nil {
			t.Fatal(err)
		}
		if err := dynamodb.NewTableNotExistsWaiter(w.api).Wait(w.Context(), &dynamodb.DescribeTableInput{TableName: new("jobs")}, 10*time.Minute); err != nil {
			t.Error(err)
		}
	})
}

// The KCL makes its table, waits for it, switches recovery on if told so, adds its index when the fleet
// is at version 3, and works meanwhile.
func TestTheKCLsTableGetsItsIndexWhileLeasesAreRenewed(t *testing.T) {
	inBubble(t, slow, func(t *testing.T, w world) {
		w.create(nil, withTags("app=billing"), func(in *dynamodb.CreateTableInput) { in.DeletionProtectionEnabled = new(true) })
		w.settled("CREATING")
		if err := w.put(item{"id": s("shard"), "owner": s("w1"), "counter": n("0")}); err != nil {
			t.Fatal(err)
		}
		must[*types.TableDescription](w)(w.update(addIndex))
		renewals := 0
		for ; statuses(w.table()) != "ACTIVE ACTIVE"; time.Sleep(3 * time.Second) {
			must[*dynamodb.UpdateItemOutput](w)(w.api.UpdateItem(w.Context(), &dynamodb.UpdateItemInput{TableName: new("jobs"), Key: item{"id": s("shard")},
				AttributeUpdates: map[string]types.AttributeValueUpdate{"counter": {Value: n("1"), Action: types.AttributeActionAdd}}}))
			renewals++
		}
		if owned := must[int32](w)(w.owned("w1")); owned != 1 || renewals < 5 {
			t.Errorf("the index has %d leases of w1 after %d renewals, want 1 after some", owned, renewals)
		}
	})
}

func TestWhatClientsAskOfAnAccount(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		limits := must[*dynamodb.DescribeLimitsOutput](w)(w.api.DescribeLimits(w.Context(), &dynamodb.DescribeLimitsInput{}))
		if *limits.AccountMaxReadCapacityUnits != 80_000 || *limits.AccountMaxWriteCapacityUnits != 80_000 ||
			*limits.TableMaxReadCapacityUnits != 40_000 || *limits.TableMaxWriteCapacityUnits != 40_000 {
			t.Errorf("limits: %+v", limits)
		}
		where := must[*dynamodb.DescribeEndpointsOutput](w)(w.api.DescribeEndpoints(w.Context(), &dynamodb.DescribeEndpointsInput{})).Endpoints
		if len(where) != 1 || *where[0].Address != "dynamodb.us-east-1.amazonaws.com" || where[0].CachePeriodInMinutes != 1440 {
			t.Errorf("endpoints: %+v", where)
		}
	})
}

func TestATableIsWatchedAndStreamedNowhere(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		insights := func(index *string) (*dynamodb.DescribeContributorInsightsOutput, error) {
			return w.api.DescribeContributorInsights(w.Context(), &dynamodb.DescribeContributorInsightsInput{TableName: new("jobs"), IndexName: index})
		}
		destinations := func() (*dynamodb.DescribeKinesisStreamingDestinationOutput, error) {
			return w.api.DescribeKinesisStreamingDestination(w.Context(), &dynamodb.DescribeKinesisStreamingDestinationInput{TableName: new("jobs")})
		}
		_, err := insights(nil)
		w.wantRefusal("insights of no table", err, "ResourceNotFoundException", "Table: jobs not found")
		_, err = destinations()
		w.wantRefusal("destinations of no table", err, "ResourceNotFoundException", "Table: jobs not found")

		w.create(nil, byOwner(nil))
		for _, index := range []*string{nil, new("by-owner")} {
			if got := must[*dynamodb.DescribeContributorInsightsOutput](w)(insights(index)).ContributorInsightsStatus; got != types.ContributorInsightsStatusDisabled {
				t.Errorf("insights are %s", got)
			}
		}
		_, err = insights(new("nowhere"))
		w.wantRefusal("insights of no index", err, "ResourceNotFoundException", "Index nowhere for table jobs")
		if got := must[*dynamodb.DescribeKinesisStreamingDestinationOutput](w)(destinations()); *got.TableName != "jobs" || len(got.KinesisDataStreamDestinations) > 0 {
			t.Errorf("destinations: %+v", got)
		}
	})
}
