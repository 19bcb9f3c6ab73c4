package dynamodb_test

// Time to live: the setting, and when items go.

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/shardkeeper/shardkeeper/emulator"
)

func (w world) expireBy(attribute string, on bool) error {
	_, err := w.api.UpdateTimeToLive(w.Context(), &dynamodb.UpdateTimeToLiveInput{TableName: new("jobs"),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: &attribute, Enabled: &on}})
	return err
}

// wantTimeToLive checks the setting: "DISABLED", "ENABLED by expires".
func (w world) wantTimeToLive(want string) {
	w.Helper()
	d := must[*dynamodb.DescribeTimeToLiveOutput](w)(w.api.DescribeTimeToLive(w.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: new("jobs")})).TimeToLiveDescription
	is := string(d.TimeToLiveStatus)
	if d.AttributeName != nil {
		is += " by " + *d.AttributeName
	}
	if is != want {
		w.Errorf("time to live is %s, want %s", is, want)
	}
}

// in is the attribute of an item that ends after a while.
func in(while time.Duration) types.AttributeValue { return n(fmt.Sprint(time.Now().Add(while).Unix())) }

// Broken by: comparing with the time alone, without the lag; another lag than 48 hours if none is set;
// not noting what is stored once the setting is made.
func TestAnExpiredItemStaysForTwoDays(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.create(nil)
		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		if err := w.put(item{"id": s("a"), "expires": in(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(49*time.Hour - time.Second)
		if !w.has("a") {
			t.Error("the item is gone a second before 48 hours after its time")
		}
		time.Sleep(time.Second)
		if w.has("a") {
			t.Error("the item is there 48 hours after its time")
		}
	})
}

func soon(emu *emulator.Emulator) { emu.Expiring = time.Minute }

// Broken by: not noting what is there when the setting is made; forgetting the other items once one is gone; taking a string or a time of long ago for an end.
func TestItemsGoEachAtItsTime(t *testing.T) {
	inBubble(t, soon, func(t *testing.T, w world) {
		time.Sleep(20 * 365 * 24 * time.Hour) // from 2000 on, so that there is a past
		w.create(nil, byOwner(nil))
		store := func(i item) {
			t.Helper()
			i["owner"] = s("w1")
			if err := w.put(i); err != nil {
				t.Fatal(err)
			}
		}
		store(item{"id": s("before"), "expires": in(time.Hour)})
		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		store(item{"id": s("after"), "expires": in(2 * time.Hour)})
		store(item{"id": s("renewed"), "expires": in(90 * time.Minute)})
		store(item{"id": s("renewed"), "expires": in(3 * time.Hour)})
		store(item{"id": s("forever")})
		store(item{"id": s("a string"), "expires": s("1")})
		store(item{"id": s("ancient"), "expires": in(-6 * 365 * 24 * time.Hour)})
		for i, want := range []int32{6, 5, 4, 3} {
			if got := must[int32](w)(w.owned("w1")); got != want {
				t.Errorf("after %d hours and some minutes the index has %d items, want %d", i, got, want)
			}
			if d := w.table(); *d.ItemCount != int64(want) {
				t.Errorf("after %d hours and some minutes the table says %d items, want %d", i, *d.ItemCount, want)
			}
			time.Sleep(time.Hour + 2*time.Minute)
		}
	})
}

// Broken by: leaving an expired item to the conditions of writes.
func TestAnExpiredItemIsNotThereForConditionsEither(t *testing.T) {
	inBubble(t, soon, func(t *testing.T, w world) {
		w.create(nil)
		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		lock := func() error {
			_, err := w.api.PutItem(w.Context(), &dynamodb.PutItemInput{TableName: new("jobs"),
				Item: item{"id": s("lock"), "expires": in(time.Minute)}, ConditionExpression: new("attribute_not_exists(id)")})
			return err
		}
		if err := lock(); err != nil {
			t.Fatal(err)
		}
		w.wantRefusal("taken again", lock(), "ConditionalCheckFailedException", "")
		time.Sleep(2 * time.Minute)
		if err := lock(); err != nil {
			t.Errorf("when it has expired: %v", err)
		}
	})
}

// Broken by: switching on before the update is over; going on after it was switched off.
func TestTimeToLiveIsSwitchedOnAndOff(t *testing.T) {
	both := func(emu *emulator.Emulator) { slow(emu); soon(emu) }
	inBubble(t, both, func(t *testing.T, w world) {
		w.create(nil)
		w.wantRefusal("while CREATING", w.expireBy("expires", true), "ResourceInUseException", "Table is being created: jobs")
		_, err := w.api.DescribeTimeToLive(w.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: new("jobs")})
		w.wantRefusal("described while CREATING", err, "ValidationException", "Cannot describe time to live while table is in CREATING state")
		time.Sleep(10 * time.Second)
		w.wantTimeToLive("DISABLED")
		w.wantRefusal("off at first", w.expireBy("expires", false), "ValidationException", "TimeToLive is already disabled")
		if err := w.put(item{"id": s("a"), "expires": in(-time.Hour)}); err != nil {
			t.Fatal(err)
		}

		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		w.wantTimeToLive("ENABLING by expires")
		if !w.has("a") {
			t.Error("the item is gone while the setting is ENABLING")
		}
		time.Sleep(20 * time.Second)
		w.wantTimeToLive("ENABLED by expires")
		if w.has("a") {
			t.Error("the item is there when the setting is ENABLED")
		}
		w.wantRefusal("on again", w.expireBy("expires", true), "ValidationException", "TimeToLive is already enabled")
		w.wantRefusal("another attribute", w.expireBy("ends", true), "ValidationException",
			"TimeToLive is active on a different AttributeName: current AttributeName is expires")

		if err := w.expireBy("expires", false); err != nil {
			t.Fatal(err)
		}
		w.wantTimeToLive("DISABLING by expires")
		w.wantRefusal("on while DISABLING", w.expireBy("expires", true), "ValidationException", "Time to live has been modified multiple times within a fixed interval")
		time.Sleep(20 * time.Second)
		w.wantTimeToLive("DISABLED")
		if err := w.put(item{"id": s("b"), "expires": in(-time.Hour)}); err != nil || !w.has("b") {
			t.Errorf("an item expires though the setting is off: %v", err)
		}
	})
}

func TestUnderStrictTimeToLiveChangesOnceAnHour(t *testing.T) {
	inBubble(t, strict, func(t *testing.T, w world) {
		w.create(nil)
		if err := w.expireBy("expires", true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour - time.Second)
		w.wantRefusal("within the hour", w.expireBy("expires", false), "ValidationException", "Time to live has been modified multiple times within a fixed interval")
		time.Sleep(time.Second)
		if err := w.expireBy("expires", false); err != nil {
			t.Error(err)
		}
	})
}

func TestTimeToLiveOfATableThatIsNotThere(t *testing.T) {
	inBubble(t, plain, func(t *testing.T, w world) {
		w.wantRefusal("UpdateTimeToLive", w.expireBy("expires", true), "ResourceNotFoundException", "Table: jobs not found")
		_, err := w.api.DescribeTimeToLive(w.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: new("jobs")})
		w.wantRefusal("DescribeTimeToLive", err, "ResourceNotFoundException", "Table: jobs not found")
		w.wantRefusal("no attribute", w.expireBy("", true), "ValidationException", "timeToLiveSpecification.attributeName")
	})
}
