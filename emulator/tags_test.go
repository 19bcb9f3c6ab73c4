package emulator_test

// Tags of streams and consumers: AddTagsToStream, RemoveTagsFromStream, ListTagsForStream, and
// TagResource, UntagResource, ListTagsForResource, which do the same by ARN.
//
// AccessDenied, which the model declares for all of them, has no test: access is not checked.

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

func (w world) addTags(tags map[string]string) error {
	_, err := w.api.AddTagsToStream(w.Context(), &kinesis.AddTagsToStreamInput{StreamName: new("orders"), Tags: tags})
	return err
}

func (w world) tagByARN(arn string, tags map[string]string) error {
	_, err := w.api.TagResource(w.Context(), &kinesis.TagResourceInput{ResourceARN: &arn, Tags: tags})
	return err
}

// tagsOf is what ListTagsForResource shows, "a=1 b=2".
func (w world) tagsOf(arn string) string {
	w.Helper()
	return spell(must[*kinesis.ListTagsForResourceOutput](w)(
		w.api.ListTagsForResource(w.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: &arn})).Tags)
}

func spell(tags []types.Tag) string {
	var all []string
	for _, tag := range tags {
		all = append(all, *tag.Key+"="+*tag.Value)
	}
	return strings.Join(all, " ")
}

// some makes n tags whose keys begin with a prefix.
func some(prefix string, n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprintf("%s%03d", prefix, i)] = "v"
	}
	return tags
}

func must0(w world, err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// Broken by: tags that replace those that are there; a listing in the order of a map.
func TestTagsOfAStreamAreOneSetUnderBothNames(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		must[*kinesis.CreateStreamOutput](w)(w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{
			StreamName: new("orders"), ShardCount: new(int32(1)), Tags: map[string]string{"team": "billing"}}))
		must0(w, w.addTags(map[string]string{"stage": "prod", "ü0 _./=+-@:": ""}))
		must0(w, w.tagByARN(ordersARN, map[string]string{"team": "orders", "cost": "7"}))
		if got, want := w.tagsOf(ordersARN), "cost=7 stage=prod team=orders ü0 _./=+-@:="; got != want {
			t.Errorf("tags are %q, want %q", got, want)
		}
		must[*kinesis.RemoveTagsFromStreamOutput](w)(w.api.RemoveTagsFromStream(w.Context(), &kinesis.RemoveTagsFromStreamInput{
			StreamARN: new(ordersARN), TagKeys: []string{"cost", "nobody has this"}}))
		must[*kinesis.UntagResourceOutput](w)(w.api.UntagResource(w.Context(), &kinesis.UntagResourceInput{
			ResourceARN: new(ordersARN), TagKeys: []string{"ü0 _./=+-@:"}}))
		out := must[*kinesis.ListTagsForStreamOutput](w)(w.api.ListTagsForStream(w.Context(), &kinesis.ListTagsForStreamInput{StreamName: new("orders")}))
		if got, want := spell(out.Tags), "stage=prod team=orders"; got != want || *out.HasMoreTags {
			t.Errorf("tags are %q, more %t, want %q and no more", got, *out.HasMoreTags, want)
		}
	})
}

func TestTagsGoWithTheirStream(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.Stream("orders", 1)
		must0(w, w.addTags(some("k", 3)))
		orders.Recreate()
		if got := w.tagsOf(ordersARN); got != "" {
			t.Errorf("a stream that was created again has the tags %q", got)
		}
	})
}

// Broken by: a consumer's ARN that finds its stream; one that finds the consumer by name alone.
func TestAConsumerHasTagsAndAPolicyOfItsOwn(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		register := func() string {
			return *must[*kinesis.RegisterStreamConsumerOutput](w)(w.api.RegisterStreamConsumer(w.Context(), &kinesis.RegisterStreamConsumerInput{
				StreamARN: new(ordersARN), ConsumerName: new("billing"), Tags: map[string]string{"team": "billing"}})).Consumer.ConsumerARN
		}
		billing := register()
		must0(w, w.addTags(map[string]string{"team": "orders"}))
		must0(w, w.tagByARN(billing, map[string]string{"stage": "prod"}))
		must[*kinesis.PutResourcePolicyOutput](w)(w.api.PutResourcePolicy(w.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: &billing, Policy: new(policy)}))
		if got, want := w.tagsOf(ordersARN)+", "+w.tagsOf(billing), "team=orders, stage=prod team=billing"; got != want {
			t.Errorf("stream and consumer have the tags %s, want %s", got, want)
		}
		if ours, theirs := w.policyOf(billing), w.policyOf(ordersARN); ours != policy || theirs != "{}" {
			t.Errorf("the consumer has the policy %s, its stream %s, want the one that was put and {}", ours, theirs)
		}
		w.wantRefusal("TagResource with too many", w.tagByARN(billing, some("k", 49)), "InvalidArgumentException", "to consumer billing under account 000000000000")
		must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(w.Context(), &kinesis.DeleteStreamInput{
			StreamName: new("orders"), EnforceConsumerDeletion: new(true)}))
		w.emu.Stream("orders", 1)
		time.Sleep(time.Second)
		if again := register(); again == billing || w.tagsOf(again) != "team=billing" || w.policyOf(again) != "{}" {
			t.Errorf("%s that was registered again has the tags %s and the policy %s", again, w.tagsOf(again), w.policyOf(again))
		}
		for name, err := range w.byARN(billing) {
			w.wantRefusal(name+" of the registration before", err, "ResourceNotFoundException", "billing")
		}
	})
}

// Broken by: a page that begins at ExclusiveStartTagKey; HasMoreTags of a page that is just full.
func TestListTagsForStreamPagesByKey(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		must0(w, w.addTags(some("k", 50)))
		for _, size := range []int32{1, 7, 25, 50} {
			found, pages := map[string]string{}, 0
			var after *string
			for more := true; more && pages < 100; pages++ {
				out := must[*kinesis.ListTagsForStreamOutput](w)(w.api.ListTagsForStream(w.Context(),
					&kinesis.ListTagsForStreamInput{StreamName: new("orders"), Limit: &size, ExclusiveStartTagKey: after}))
				for _, tag := range out.Tags {
					if after != nil && *tag.Key <= *after {
						t.Errorf("%s comes after %s", *tag.Key, *after)
					}
					found[*tag.Key], after = *tag.Value, tag.Key
				}
				more = *out.HasMoreTags
			}
			if want := int(50+size-1) / int(size); !maps.Equal(found, some("k", 50)) || pages != want {
				t.Errorf("in pages of %d there are %d tags on %d pages, want 50 on %d", size, len(found), pages, want)
			}
		}
		out := must[*kinesis.ListTagsForStreamOutput](w)(w.api.ListTagsForStream(w.Context(),
			&kinesis.ListTagsForStreamInput{StreamName: new("orders"), ExclusiveStartTagKey: new("k0475")}))
		if got, want := spell(out.Tags), "k048=v k049=v"; got != want {
			t.Errorf("after a key that is not there come %q, want %q", got, want)
		}
	})
}

// Broken by: tags that are added up to the one that is too many.
func TestTagsAreRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		must0(w, w.addTags(some("k", 49)))
		const invalid = "Some tags contain invalid characters."
		for _, refused := range []struct {
			what            string
			tags            map[string]string
			exception, part string
		}{
			{"none", map[string]string{}, "ValidationException", "at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1"},
			{"201", some("n", 201), "ValidationException", "Member must have length less than or equal to 200"},
			{"an empty key", map[string]string{"": "v"}, "ValidationException", "Map keys must satisfy constraint: [Member must have length less than or equal to 128"},
			{"a long key", map[string]string{strings.Repeat("ü", 129): "v"}, "ValidationException", "Map keys"},
			{"a long value", map[string]string{"k": strings.Repeat("ü", 257)}, "ValidationException", "Map value must satisfy constraint: [Member must have length less than or equal to 256"},
			{"a key with a semicolon", map[string]string{"a;b": "v"}, "InvalidArgumentException", invalid},
			{"a value with a tab", map[string]string{"a": "b\tc"}, "InvalidArgumentException", invalid},
			{"a value with a percent sign", map[string]string{"a": "100%"}, "InvalidArgumentException", "Failed to add tags to stream orders under account 000000000000"},
			{"the owner's", map[string]string{"aws:cloudformation:stack-name": "v"}, "InvalidArgumentException", "aws: are reserved"},
			{"a fiftieth and a fifty-first", some("n", 2), "InvalidArgumentException", "cannot have more than 50 tags"},
		} {
			w.wantRefusal("AddTagsToStream: "+refused.what, w.addTags(refused.tags), refused.exception, refused.part)
			w.wantRefusal("TagResource: "+refused.what, w.tagByARN(ordersARN, refused.tags), refused.exception, refused.part)
			if refused.exception == "ValidationException" || !strings.HasPrefix(refused.what, "a fiftieth") {
				_, err := w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{StreamName: new("others"), ShardCount: new(int32(1)), Tags: refused.tags})
				w.wantRefusal("CreateStream: "+refused.what, err, refused.exception, strings.ReplaceAll(refused.part, "orders", "others"))
			}
		}
		if got := w.tagsOf(ordersARN); strings.Count(got, "=") != 49 {
			t.Errorf("after refusals the tags are %q, want 49", got)
		}
		must0(w, w.tagByARN(ordersARN, map[string]string{strings.Repeat("ü", 128): strings.Repeat("ü", 256)}))
		must0(w, w.addTags(map[string]string{"k000": "another value of a key that is there"}))
	})
}

func TestKeysOfTagsAreRefused(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Stream("orders", 1)
		for _, refused := range []struct {
			what            string
			keys            []string
			exception, part string
		}{
			{"none", []string{}, "ValidationException", "at 'tagKeys' failed to satisfy constraint: Member must have length greater than or equal to 1"},
			{"51", make([]string, 51), "ValidationException", "Member must have length less than or equal to 50"},
			{"an empty one", []string{""}, "ValidationException", "Member must satisfy constraint: [Member must have length less than or equal to 128"},
			{"a comma", []string{"a,b"}, "InvalidArgumentException", "Some tags contain invalid characters."},
			{"a percent sign", []string{"a%"}, "InvalidArgumentException", "Failed to remove tags from stream orders under account 000000000000"},
		} {
			_, err := w.api.RemoveTagsFromStream(w.Context(), &kinesis.RemoveTagsFromStreamInput{StreamName: new("orders"), TagKeys: refused.keys})
			w.wantRefusal("RemoveTagsFromStream: "+refused.what, err, refused.exception, refused.part)
			_, err = w.api.UntagResource(w.Context(), &kinesis.UntagResourceInput{ResourceARN: new(ordersARN), TagKeys: refused.keys})
			w.wantRefusal("UntagResource: "+refused.what, err, refused.exception, refused.part)
		}
		_, err := w.api.ListTagsForStream(w.Context(), &kinesis.ListTagsForStreamInput{StreamName: new("orders"), Limit: new(int32(51))})
		w.wantRefusal("ListTagsForStream by 51", err, "ValidationException", "less than or equal to 50")
		_, err = w.api.ListTagsForStream(w.Context(), &kinesis.ListTagsForStreamInput{})
		w.wantRefusal("ListTagsForStream of nothing", err, "InvalidArgumentException", "")
		exception, message, _ := w.raw("AddTagsToStream", `{"StreamName":"orders"}`)
		if exception != "ValidationException" || !strings.Contains(message, "Value null at 'tags'") {
			t.Errorf("AddTagsToStream without tags: %s: %s", exception, message)
		}
	})
}

// what each operation on tags and policies answers for an ARN.
func (w world) byARN(arn string) map[string]error {
	_, tag := w.api.TagResource(w.Context(), &kinesis.TagResourceInput{ResourceARN: &arn, Tags: some("k", 1)})
	_, untag := w.api.UntagResource(w.Context(), &kinesis.UntagResourceInput{ResourceARN: &arn, TagKeys: []string{"k"}})
	_, list := w.api.ListTagsForResource(w.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: &arn})
	_, put := w.api.PutResourcePolicy(w.Context(), &kinesis.PutResourcePolicyInput{ResourceARN: &arn, Policy: new(policy)})
	_, get := w.api.GetResourcePolicy(w.Context(), &kinesis.GetResourcePolicyInput{ResourceARN: &arn})
	_, remove := w.api.DeleteResourcePolicy(w.Context(), &kinesis.DeleteResourcePolicyInput{ResourceARN: &arn})
	return map[string]error{"TagResource": tag, "UntagResource": untag, "ListTagsForResource": list,
		"PutResourcePolicy": put, "GetResourcePolicy": get, "DeleteResourcePolicy": remove}
}

func (w world) tagsByName() map[string]error {
	_, add := w.api.AddTagsToStream(w.Context(), &kinesis.AddTagsToStreamInput{StreamName: new("orders"), Tags: some("k", 1)})
	_, remove := w.api.RemoveTagsFromStream(w.Context(), &kinesis.RemoveTagsFromStreamInput{StreamName: new("orders"), TagKeys: []string{"k"}})
	_, list := w.api.ListTagsForStream(w.Context(), &kinesis.ListTagsForStreamInput{StreamName: new("orders")})
	return map[string]error{"AddTagsToStream": add, "RemoveTagsFromStream": remove, "ListTagsForStream": list}
}

func TestNothingHangsOnWhatIsNotThere(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		for name, err := range w.byARN("orders") {
			w.wantRefusal(name+" of no ARN", err, "ValidationException", "at 'resourceARN' failed to satisfy constraint: Member must satisfy regular expression")
		}
		for _, arn := range []string{ordersARN, "arn:aws:kinesis:eu-west-1:000000000000:stream/orders"} {
			for name, err := range w.byARN(arn) {
				w.wantRefusal(name+" of "+arn, err, "ResourceNotFoundException", "Stream orders under account 000000000000 not found.")
			}
		}
		for name, err := range w.tagsByName() {
			w.wantRefusal(name, err, "ResourceNotFoundException", "Stream orders under account 000000000000 not found.")
		}
		w.emu.Stream("orders", 1)
		for name, err := range w.byARN(ordersARN + "/consumer/billing:1700000000") {
			w.wantRefusal(name+" of a consumer", err, "ResourceNotFoundException", "billing")
		}
	})
}

// Broken by: operations that ask for an ACTIVE stream; that ask for nothing.
func TestTagsAndPoliciesWaitForTheirStream(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Creating, w.emu.Updating, w.emu.Deleting = time.Minute, time.Minute, time.Minute
		check := func(state string, refused bool) {
			t.Helper()
			all := w.tagsByName()
			maps.Copy(all, w.byARN(ordersARN))
			for name, err := range all {
				if refused && !strings.HasPrefix(name, "List") && !strings.HasPrefix(name, "Get") {
					w.wantRefusal(name, err, "ResourceInUseException", state)
				} else if err != nil {
					t.Errorf("%s while %s: %v", name, state, err)
				}
			}
		}
		must[*kinesis.CreateStreamOutput](w)(w.api.CreateStream(w.Context(), &kinesis.CreateStreamInput{StreamName: new("orders"), ShardCount: new(int32(1))}))
		check("CREATING", true)
		time.Sleep(time.Minute)
		must[*kinesis.SplitShardOutput](w)(w.api.SplitShard(w.Context(), &kinesis.SplitShardInput{
			StreamName: new("orders"), ShardToSplit: new(shard0), NewStartingHashKey: new("1000")}))
		check("UPDATING", false)
		time.Sleep(time.Minute)
		must[*kinesis.DeleteStreamOutput](w)(w.api.DeleteStream(w.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders")}))
		check("DELETING", true)
	})
}

func TestTagsAndPoliciesAreCountedUnderStrict(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.Stream("orders", 1)
		for range 5 {
			for name, err := range w.byARN(ordersARN) {
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			w.tagsByName()
		}
		all := w.tagsByName()
		maps.Copy(all, w.byARN(ordersARN))
		for name, err := range all {
			w.wantRefusal("a sixth "+name+" in a second", err, "LimitExceededException", "Rate exceeded for account")
		}
	})
}
