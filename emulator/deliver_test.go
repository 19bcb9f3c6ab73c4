package emulator_test

// What channels carry to their buckets, in virtual time, as files below a folder.

import (
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
)

// withBucket is inBubble with a folder for buckets.
func withBucket(t *testing.T, test func(*testing.T, world)) {
	t.Helper()
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Bucket = t.TempDir()
		test(t, w)
	})
}

// objects is every file below the folder, by its path, in the order of paths.
func (w world) objects() (paths, bodies []string) {
	w.Helper()
	synctest.Wait() // for a delivery that is due now
	err := filepath.WalkDir(w.emu.Bucket, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		relative, _ := filepath.Rel(w.emu.Bucket, path)
		paths, bodies = append(paths, filepath.ToSlash(relative)), append(bodies, string(body))
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		w.Fatal(err)
	}
	return paths, bodies
}

// wantObjects checks what the objects hold, and nothing about their names.
func (w world) wantObjects(when string, want ...string) {
	w.Helper()
	if _, got := w.objects(); !slices.Equal(got, want) {
		w.Errorf("%s the objects are %q, want %q", when, got, want)
	}
}

func withTemplate(template string) func(*kinesis.CreateChannelInput) {
	return func(in *kinesis.CreateChannelInput) {
		in.S3DestinationConfiguration.StorageConfiguration.OutputKeyTemplate = &template
	}
}

func withFormat(format types.RecordFormatType) func(*kinesis.CreateChannelInput) {
	return func(in *kinesis.CreateChannelInput) {
		in.StreamConfigurationList[0].RecordConfiguration.RecordFormatType = format
	}
}

// Broken by: a cursor at the trim horizon; a freshness counted from the newest record.
func TestAChannelDeliversWhatWasPutSinceItWasActive(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		w.emu.Creating = 10 * time.Second
		orders := w.emu.OnDemand("orders")
		orders.Put("k", "before the channel")
		made := w.channel(toBucket("archive"))
		time.Sleep(5 * time.Second)
		orders.Put("k", "while it is CREATING")
		time.Sleep(5 * time.Second)
		orders.Put("k", "one")
		first := time.Now()
		time.Sleep(100 * time.Second)
		orders.Put("k", "two")
		time.Sleep(200*time.Second - time.Millisecond)
		w.wantObjects("just before 300 seconds")
		time.Sleep(time.Millisecond)
		w.wantObjects("after 300 seconds", "one\ntwo\n")
		paths, _ := w.objects()
		at := first.Add(300 * time.Second).UTC()
		want := fmt.Sprintf(`^lake/kinesis-channel/archive/%[1]s/%[2]s/archive-%[1]s-%[3]s-\d{6}-[0-9a-f]{11}$`,
			*made.ChannelId, at.Format("2006/01/02/15"), at.Format("2006-01-02-15-04"))
		if !regexp.MustCompile(want).MatchString(paths[0]) {
			t.Errorf("the object is %s, want %s", paths[0], want)
		}
		time.Sleep(time.Hour)
		if paths, _ := w.objects(); len(paths) != 1 {
			t.Errorf("without more records there are more objects: %q", paths)
		}
	})
}

// Broken by: a shard that opened later and starts behind its records; no place kept after a delivery.
func TestAChannelCarriesEachRecordOnceAndInOrderThroughReshards(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		w.channel(toBucket("archive", withTemplate("!{yyyy}!{MM}!{dd}!{HH}!{mm}")))
		want := map[string][]string{}
		for round := range 12 {
			for i := range 30 {
				key, value := fmt.Sprintf("k%d", i%7), fmt.Sprintf("%d.%d", round, i)
				orders.Put(key, key+" "+value)
				want[key] = append(want[key], value)
			}
			if round%2 == 1 {
				orders.Scale([]int{8, 3, 5, 16, 4, 2}[round/2])
			}
			time.Sleep(time.Duration(round*37) * time.Second)
		}
		if err := w.emu.Deliver(); err != nil {
			t.Fatal(err)
		}
		paths, bodies := w.objects()
		if len(paths) < 4 {
			t.Errorf("only %d objects: %q", len(paths), paths)
		}
		got := map[string][]string{}
		for line := range strings.Lines(strings.Join(bodies, "")) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
			got[key] = append(got[key], value)
		}
		for key := range want {
			if !slices.Equal(got[key], want[key]) {
				t.Errorf("%s:\n%q, want\n%q", key, got[key], want[key])
			}
		}
	})
}

// Broken by: a failed delivery that is cut again (two objects of the first record); a channel that
// stays FAILED.
func TestAFolderThatCannotBeWrittenToIsShownAndLosesNothing(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		arn := w.channel(toBucket("archive", withTemplate("o!{yyyy}"))).ChannelARN
		inTheWay := filepath.Join(w.emu.Bucket, "lake") // a file where the bucket is to be
		if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		orders.Put("k", "one")
		time.Sleep(300 * time.Second)
		synctest.Wait()
		got := w.describe(arn)
		why := aws.ToString(got.ChannelStatusReason)
		if got.ChannelStatus != types.ChannelStatusFailed || !strings.Contains(why, "could not be written to") || strings.Contains(why, w.emu.Bucket) {
			t.Fatalf("the channel is %s: %s", got.ChannelStatus, why)
		}
		if list := must[*kinesis.ListChannelsOutput](w)(w.api.ListChannels(w.Context(), nil)).ChannelSummaries; list[0].ChannelStatus != types.ChannelStatusFailed || list[0].ChannelStatusReason == nil {
			t.Errorf("listed as %+v", list[0])
		}
		if err := w.emu.Deliver(); err == nil {
			t.Error("Deliver reports no error")
		}
		time.Sleep(30 * time.Second)
		orders.Put("k", "two") // goes with the next object, not with the one that failed
		if err := os.Remove(inTheWay); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		w.wantObjects("after the folder was mended", "one\n")
		if got := w.describe(arn); got.ChannelStatus != types.ChannelStatusActive || got.ChannelStatusReason != nil {
			t.Errorf("then the channel is %s: %v", got.ChannelStatus, got.ChannelStatusReason)
		}
		time.Sleep(300 * time.Second)
		w.wantObjects("300 seconds later", "one\n", "two\n")
	})
}

// Broken by: JSON that is not looked at.
func TestRecordsOfAnotherFormatBecomeDeadLetters(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		w.channel(toBucket("archive", withFormat(types.RecordFormatTypeJson), withTemplate("good"), func(in *kinesis.CreateChannelInput) {
			in.S3DestinationConfiguration.DeadLetterQueueS3Configuration = &types.DeadLetterQueueS3Configuration{
				BucketARN: new("arn:aws:s3:::dead"), ExpectedBucketOwner: new(owner), ErrorOutputPrefix: new("bad/")}
		}))
		orders.Put("k", `{"a":1}`)
		_, seq := orders.Put("k", `{"a":`)
		orders.Put("k", `"b"`)
		time.Sleep(300 * time.Second)
		paths, bodies := w.objects()
		if len(paths) != 2 || !strings.HasPrefix(paths[0], "dead/bad/") || !strings.HasPrefix(paths[1], "lake/good-") {
			t.Fatalf("objects: %q", paths)
		}
		if bodies[1] != "{\"a\":1}\n\"b\"\n" {
			t.Errorf("delivered: %q", bodies[1])
		}
		for _, part := range []string{seq, `"PartitionKey":"k"`, `"ErrorCode":"InvalidJson"`, `"Data":"eyJhIjo="`} {
			if !strings.Contains(bodies[0], part) || strings.Count(bodies[0], "\n") != 1 {
				t.Errorf("dead letter %s, want one with %s", bodies[0], part)
			}
		}
	})
}

// Broken by: a line after each record of bytes; an object of Zstandard without its last block.
func TestObjectsAreWrittenInTheirFormatAndCompression(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		compressed := func(by types.S3CompressionType) func(*kinesis.CreateChannelInput) {
			return func(in *kinesis.CreateChannelInput) {
				in.S3DestinationConfiguration.StorageConfiguration.CompressionType = by
			}
		}
		w.channel(toBucket("a", withTemplate("a/!{stream-name}!{extension:.bin}"), withFormat(types.RecordFormatTypeByteArray)))
		w.channel(toBucket("b", withTemplate("b!{extension}"), compressed(types.S3CompressionTypeGzip)))
		w.channel(toBucket("c", withTemplate("c!{extension}"), compressed(types.S3CompressionTypeZstd)))
		w.channel(toBucket("table", toTable))
		orders.Put("k", "\xff")
		orders.Put("k", "{}")
		if err := w.emu.Deliver(); err != nil {
			t.Fatal(err)
		}
		var names []string
		paths, bodies := w.objects()
		for i, path := range paths {
			name := regexp.MustCompile(`-\d{6}-[0-9a-f]{11}$`).ReplaceAllString(path, "")
			if names = append(names, name); strings.HasPrefix(name, "lake/b") {
				r, err := gzip.NewReader(strings.NewReader(bodies[i]))
				if err != nil {
					t.Fatal(err)
				}
				plain, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				bodies[i] = string(plain)
			}
		}
		got := map[string]string{}
		for i, name := range names {
			got[name] = bodies[i]
		}
		for name, want := range map[string]string{
			"lake/a/orders.bin":                "\xff{}",
			"lake/b.gz":                        "{}\n",
			"lake/c.zst":                       "\x28\xb5\x2f\xfd\xe0\x03\x00\x00\x00\x00\x00\x00\x00\x19\x00\x00{}\n",
			"warehouse/shop/orders/data/table": "{}\n",
		} {
			if got[name] != want {
				t.Errorf("%s holds %q, want %q; there are %q", name, got[name], want, names)
			}
		}
		letters := 0
		for _, name := range names {
			if strings.Contains(name, "/kinesis-channel/errors/") {
				letters++
			}
		}
		if letters != 3 { // b, c and the table refuse the first record
			t.Errorf("%d objects of dead letters, want 3: %q", letters, names)
		}
	})
}

// Broken by: a channel that delivers while it is DELETING.
func TestADeletedChannelDeliversNothing(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		w.emu.Deleting = 1000 * time.Second
		orders := w.emu.OnDemand("orders")
		arn := w.channel(toBucket("archive")).ChannelARN
		orders.Put("k", "one")
		must[*kinesis.DeleteChannelOutput](w)(w.api.DeleteChannel(w.Context(), &kinesis.DeleteChannelInput{ChannelARN: arn}))
		if err := w.emu.Deliver(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2000 * time.Second)
		w.wantObjects("of a deleted channel")
	})
}

// Broken by: a timer that is not moved to an earlier delivery; a round that sets none at its end.
func TestAnUpdateOfTheFreshnessMovesTheNextDelivery(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		arn := w.channel(toBucket("archive")).ChannelARN
		freshness := func(seconds int32) {
			must[*kinesis.UpdateChannelOutput](w)(w.api.UpdateChannel(w.Context(), &kinesis.UpdateChannelInput{ChannelARN: arn,
				S3DestinationConfiguration: &types.S3DestinationUpdateInput{DataFreshnessInSeconds: &seconds}}))
		}
		orders.Put("k", "one")
		freshness(900)
		time.Sleep(899 * time.Second)
		w.wantObjects("before 900 seconds")
		time.Sleep(time.Second)
		w.wantObjects("after 900 seconds", "one\n")
		orders.Put("k", "two")
		time.Sleep(400 * time.Second)
		freshness(300)
		if _, bodies := w.objects(); !slices.Contains(bodies, "two\n") {
			t.Errorf("after a shorter freshness has passed the objects are %q", bodies)
		}
	})
}

// Broken by: a request that looks for deliveries all the same.
func TestWithoutABucketNothingIsDelivered(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		arn := w.channel(toBucket("archive")).ChannelARN
		orders.Put("k", "one")
		time.Sleep(time.Hour)
		if err := w.emu.Deliver(); err != nil || w.describe(arn).ChannelStatus != types.ChannelStatusActive {
			t.Errorf("Deliver: %v", err)
		}
	})
}

// Several goroutines put and flush while the timer delivers: each record is in one object.
// Broken by: a round that begins while another runs.
func TestADeliveryIsNotMadeTwiceByTwo(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		w.channel(toBucket("archive", withTemplate("o")))
		done := make(chan error)
		for g := range 4 {
			go func() {
				var err error
				for i := range 25 {
					orders.Put(fmt.Sprint(g), fmt.Sprintf("%d.%d", g, i))
					time.Sleep(time.Duration(g+1) * time.Second)
					if i%5 == 4 {
						err = w.emu.Deliver()
					}
				}
				done <- err
			}()
		}
		for range 4 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		time.Sleep(300 * time.Second)
		_, bodies := w.objects()
		lines := strings.Fields(strings.Join(bodies, ""))
		slices.Sort(lines)
		if n := len(lines); n != 100 || len(slices.Compact(lines)) != 100 {
			t.Errorf("%d records in %d objects, want 100 different ones", n, len(bodies))
		}
	})
}

// Broken by: a delivery that does not ask for the keys of channel and stream.
func TestADisabledKeyHoldsUpADelivery(t *testing.T) {
	withBucket(t, func(t *testing.T, w world) {
		orders := w.emu.OnDemand("orders")
		arn := w.channel(toBucket("archive", func(in *kinesis.CreateChannelInput) {
			in.EncryptionConfiguration = &types.ChannelEncryptionConfiguration{EncryptionType: types.ChannelEncryptionTypeKms, KeyId: new("alias/lake")}
		})).ChannelARN
		orders.Put("k", "one")
		w.emu.Key("alias/lake", emulator.KeyDisabled)
		time.Sleep(300 * time.Second)
		w.wantObjects("with its key disabled")
		if got := w.describe(arn); got.ChannelStatus != types.ChannelStatusFailed || !strings.Contains(aws.ToString(got.ChannelStatusReason), "KMSDisabledException") {
			t.Errorf("the channel is %s: %v", got.ChannelStatus, got.ChannelStatusReason)
		}
		if err := w.emu.Deliver(); err == nil {
			t.Error("Deliver reports no error")
		}
		w.emu.Key("alias/lake", emulator.KeyEnabled)
		time.Sleep(time.Minute)
		w.wantObjects("with its key enabled again", "one\n")
	})
}
