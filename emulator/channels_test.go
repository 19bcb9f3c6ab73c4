package emulator_test

// CreateChannel, DescribeChannel, UpdateChannel, ListChannels, DeleteChannel: what they say and refuse.
// What channels carry is in deliver_test.go.
//
// AccessDenied is modelled for all five and tested for none: there is no access control.

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
	"github.com/shardkeeper/shardkeeper/emulator"
	"github.com/shardkeeper/shardkeeper/emulator/emulatortest"
)

const (
	ordersARN = "arn:aws:kinesis:us-east-1:000000000000:stream/orders"
	roleARN   = "arn:aws:iam::000000000000:role/deliver"
	owner     = "000000000000"
)

// toBucket is a channel of the stream orders to the bucket lake.
func toBucket(name string, set ...func(*kinesis.CreateChannelInput)) *kinesis.CreateChannelInput {
	in := &kinesis.CreateChannelInput{
		ChannelName: &name, ServiceExecutionRoleARN: new(roleARN),
		StreamConfigurationList: []types.ChannelStreamConfiguration{{
			StreamARN: new(ordersARN), RecordConfiguration: &types.RecordConfiguration{RecordFormatType: types.RecordFormatTypeString},
		}},
		S3DestinationConfiguration: &types.S3DestinationConfiguration{StorageConfiguration: &types.S3StorageConfiguration{
			BucketARN: new("arn:aws:s3:::lake"), CompressionType: types.S3CompressionTypeNone, ExpectedBucketOwner: new(owner),
		}},
	}
	for _, f := range set {
		f(in)
	}
	return in
}

// toTable turns it into one to the table shop.orders.
func toTable(in *kinesis.CreateChannelInput) {
	in.S3DestinationConfiguration = nil
	in.StreamConfigurationList[0].RecordConfiguration = &types.RecordConfiguration{
		RecordFormatType: types.RecordFormatTypeJson, GSRSchemaARN: new("arn:aws:glue:us-east-1:000000000000:schema/r/orders"),
	}
	in.S3TablesDestinationConfiguration = &types.S3TablesDestinationConfiguration{
		DeadLetterQueueS3Configuration: &types.DeadLetterQueueS3Configuration{BucketARN: new("arn:aws:s3:::dead"), ExpectedBucketOwner: new(owner)},
		S3TablesConfigurationList: []types.S3TablesConfiguration{{
			CompressionType: types.S3TablesCompressionTypeZstd, Namespace: new("shop"), TableName: new("orders"),
			TableBucketARN: new("arn:aws:s3tables:us-east-1:000000000000:bucket/warehouse"),
		}},
	}
}

func (w world) channel(in *kinesis.CreateChannelInput) *types.ChannelDescription {
	w.Helper()
	return must[*kinesis.CreateChannelOutput](w)(w.api.CreateChannel(w.Context(), in)).ChannelDescription
}

func (w world) describe(arn *string) *types.ChannelDescription {
	w.Helper()
	return must[*kinesis.DescribeChannelOutput](w)(w.api.DescribeChannel(w.Context(), &kinesis.DescribeChannelInput{ChannelARN: arn})).ChannelDescription
}

// Broken by: a storage class, or a prefix of dead letters, that is not filled in.
func TestAChannelIsDescribedWithItsDefaults(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		made := w.channel(toBucket("archive"))
		got := w.describe(made.ChannelARN)
		storage, letters := got.S3DestinationConfiguration.StorageConfiguration, got.S3DestinationConfiguration.DeadLetterQueueS3Configuration
		if got.ChannelStatus != types.ChannelStatusActive || *got.ChannelName != "archive" || !strings.HasSuffix(*got.ChannelARN, ":channel/"+*got.ChannelId) ||
			*got.ServiceExecutionRoleARN != roleARN || got.ChannelStatusReason != nil || got.S3TablesDestinationConfiguration != nil {
			t.Errorf("DescribeChannel = %+v", got)
		}
		if *got.S3DestinationConfiguration.DataFreshnessInSeconds != 300 || storage.StorageClass != types.S3StorageClassStandard ||
			!strings.HasPrefix(*storage.OutputKeyTemplate, "kinesis-channel/!{channel-name}/") || *letters.BucketARN != *storage.BucketARN ||
			*letters.ErrorOutputPrefix != "kinesis-channel/errors/archive/"+*got.ChannelId+"/" || *got.LoggingConfiguration.CloudWatchLogs.Enabled {
			t.Errorf("defaults: %+v, %+v, %+v", storage, letters, got.LoggingConfiguration.CloudWatchLogs)
		}
		if s := got.StreamConfigurationList[0]; *s.StreamARN != ordersARN || s.StreamCreationTimestamp == nil || s.RecordConfiguration.RecordFormatType != types.RecordFormatTypeString {
			t.Errorf("its stream: %+v", s)
		}
		if got.ChannelCreationTimestamp.Unix() != time.Now().Unix() {
			t.Errorf("created at %v, it is %v", got.ChannelCreationTimestamp, time.Now())
		}
	})
}

// inSlowBubble is inBubble with ten seconds for every state.
func inSlowBubble(t *testing.T, test func(*testing.T, world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		emu := emulatortest.New(t)
		emu.Creating, emu.Updating, emu.Deleting = 10*time.Second, 10*time.Second, 10*time.Second
		test(t, world{t, emu, client(emu.Config())})
	})
}

// Broken by: no settling of channels in stream.settle; a freshness that changes at the call.
func TestAChannelsStatesTakeTheirTime(t *testing.T) {
	inSlowBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		made := w.channel(toBucket("archive"))
		if made.ChannelStatus != types.ChannelStatusCreating {
			t.Errorf("CreateChannel answers %s", made.ChannelStatus)
		}
		arn := made.ChannelARN
		update := &kinesis.UpdateChannelInput{ChannelARN: arn,
			S3DestinationConfiguration: &types.S3DestinationUpdateInput{DataFreshnessInSeconds: new(int32(600))},
			LoggingConfiguration:       &types.ChannelLoggingUpdateInput{CloudWatchLogs: &types.CloudWatchLogsUpdateInput{Enabled: new(true)}},
		}
		_, err := w.api.UpdateChannel(w.Context(), update)
		w.wantRefusal("UpdateChannel while CREATING", err, "ResourceInUseException", "CREATING")
		waiter := kinesis.NewChannelActiveWaiter(w.api)
		if err := waiter.Wait(w.Context(), &kinesis.DescribeChannelInput{ChannelARN: arn}, time.Minute); err != nil {
			t.Fatalf("the SDK's waiter: %v", err)
		}

		out := must[*kinesis.UpdateChannelOutput](w)(w.api.UpdateChannel(w.Context(), update)).ChannelDescription
		if out.ChannelStatus != types.ChannelStatusUpdating || *out.S3DestinationConfiguration.DataFreshnessInSeconds != 600 {
			t.Errorf("UpdateChannel answers %s, %d s", out.ChannelStatus, *out.S3DestinationConfiguration.DataFreshnessInSeconds)
		}
		if got := w.describe(arn); *got.S3DestinationConfiguration.DataFreshnessInSeconds != 300 {
			t.Errorf("while UPDATING the freshness is %d s already", *got.S3DestinationConfiguration.DataFreshnessInSeconds)
		}
		time.Sleep(10 * time.Second)
		got := w.describe(arn)
		logs := got.LoggingConfiguration.CloudWatchLogs
		if got.ChannelStatus != types.ChannelStatusActive || *got.S3DestinationConfiguration.DataFreshnessInSeconds != 600 ||
			!*logs.Enabled || *logs.LogGroupName != "/aws/kinesis/archive/"+*got.ChannelId || *logs.LogStreamName != "DestinationDelivery" {
			t.Errorf("after UPDATING: %s, %d s, %+v", got.ChannelStatus, *got.S3DestinationConfiguration.DataFreshnessInSeconds, logs)
		}

		for range 2 { // the second has no effect
			must[*kinesis.DeleteChannelOutput](w)(w.api.DeleteChannel(w.Context(), &kinesis.DeleteChannelInput{ChannelARN: arn}))
		}
		if got := w.describe(arn); got.ChannelStatus != types.ChannelStatusDeleting {
			t.Errorf("after DeleteChannel it is %s", got.ChannelStatus)
		}
		time.Sleep(10 * time.Second)
		_, err = w.api.DescribeChannel(w.Context(), &kinesis.DescribeChannelInput{ChannelARN: arn})
		w.wantRefusal("DescribeChannel of a deleted channel", err, "ResourceNotFoundException", *made.ChannelId)
		_, err = w.api.DeleteChannel(w.Context(), &kinesis.DeleteChannelInput{ChannelARN: arn})
		w.wantRefusal("DeleteChannel of a deleted channel", err, "ResourceNotFoundException", *made.ChannelId)
		_, err = w.api.UpdateChannel(w.Context(), update)
		w.wantRefusal("UpdateChannel of a deleted channel", err, "ResourceNotFoundException", *made.ChannelId)
	})
}

// Broken by: no look at channels in deleteStream; a count of channels ever made.
func TestAStreamKeepsItsChannelsUntilTheyAreDeleted(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		count := func() int32 {
			out := must[*kinesis.DescribeStreamSummaryOutput](w)(w.api.DescribeStreamSummary(w.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: new("orders")}))
			return *out.StreamDescriptionSummary.ChannelCount
		}
		first, second := w.channel(toBucket("archive")), w.channel(toBucket("table", toTable))
		if n := count(); n != 2 {
			t.Errorf("ChannelCount is %d, want 2", n)
		}
		_, err := w.api.CreateChannel(w.Context(), toBucket("archive"))
		w.wantRefusal("a second channel of that name", err, "ResourceInUseException", "archive")
		_, err = w.api.DeleteStream(w.Context(), &kinesis.DeleteStreamInput{StreamName: new("orders")})
		w.wantRefusal("DeleteStream with channels", err, "ResourceInUseException", "2 channels")
		for _, ch := range []*types.ChannelDescription{first, second} {
			must[*kinesis.DeleteChannelOutput](w)(w.api.DeleteChannel(w.Context(), &kinesis.DeleteChannelInput{ChannelARN: ch.ChannelARN}))
		}
		if n := count(); n != 0 {
			t.Errorf("ChannelCount is %d after both were deleted", n)
		}
		if again := w.channel(toBucket("archive")); *again.ChannelId == *first.ChannelId {
			t.Errorf("the next channel of the name has the same ID %s", *again.ChannelId)
		}
	})
}

func TestCreateChannelRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		w.emu.Stream("fixed", 1)
		const (
			source  = `"StreamConfigurationList":[{"StreamARN":"` + ordersARN + `","RecordConfiguration":{"RecordFormatType":"STRING"}}]`
			storage = `"StorageConfiguration":{"BucketARN":"arn:aws:s3:::lake","CompressionType":"NONE","ExpectedBucketOwner":"000000000000"`
			s3      = `"S3DestinationConfiguration":{` + storage + `}}`
			rest    = `"ChannelName":"c","ServiceExecutionRoleARN":"` + roleARN + `",`
		)
		table := func(in *kinesis.CreateChannelInput) string {
			document, err := json.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			return string(document)
		}
		for document, want := range map[string]string{
			`{}`: "ValidationException: 3 validation errors detected: Value null at 'channelName' failed to satisfy constraint: Member must not be null; " +
				"Value null at 'serviceExecutionRoleARN' failed to satisfy constraint: Member must not be null; " +
				"Value null at 'streamConfigurationList' failed to satisfy constraint: Member must not be null",
			`{"ChannelName":"a b","ServiceExecutionRoleARN":"role",` + source + `,` + s3 + `}`:      "ValidationException: 2 validation errors detected: Value 'a b' at 'channelName'",
			`{` + rest + strings.Replace(source, "STRING", "XML", 1) + `,` + s3 + `}`:               "ValidationException: 1 validation error detected: Value 'XML' at 'streamConfigurationList.1.member.recordConfiguration.recordFormatType'",
			`{` + rest + source + `,` + strings.Replace(s3, ":::lake", ":::LAKE", 1) + `}`:          "ValidationException: 1 validation error detected: Value 'arn:aws:s3:::LAKE' at 's3DestinationConfiguration.storageConfiguration.bucketARN'",
			`{` + rest + source + `,` + strings.Replace(s3, "NONE", "ZIP", 1) + `}`:                 "ValidationException: 1 validation error detected: Value 'ZIP'",
			`{` + rest + source + `,` + s3 + `,"EncryptionConfiguration":{"EncryptionType":"AES"}}`: "ValidationException: 2 validation errors detected: Value 'AES'",
			`{` + rest + source + `}`:                               "InvalidArgumentException: Either S3DestinationConfiguration or",
			`{` + rest + `"StreamConfigurationList":[],` + s3 + `}`: "ValidationException: 1 validation error detected: Value '[]' at 'streamConfigurationList'",
			`{` + rest + source[:len(source)-1] + `,` + source[len(`"StreamConfigurationList":[`):] + `,` + s3 + `}`:                                   "InvalidArgumentException: StreamConfigurationList must have exactly one stream, it has 2",
			`{` + rest + source + `,` + s3 + `,"LoggingConfiguration":{"CloudWatchLogs":{"Enabled":true,"LogGroupName":"a b","LogStreamName":"a:b"}}}`: "ValidationException: 2 validation errors detected: Value 'a b' at 'loggingConfiguration.cloudWatchLogs.logGroupName'",
			`{` + rest + strings.Replace(source, "STRING", "GSR_JSON", 1) + `,` + s3 + `}`:                                                             "InvalidArgumentException: RecordFormatType GSR_JSON",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `},"DataFreshnessInSeconds":299}}`:                                     "InvalidArgumentException: DataFreshnessInSeconds must be between 300 and 900, it is 299",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `},"DataFreshnessInSeconds":901}}`:                                     "InvalidArgumentException: DataFreshnessInSeconds",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `,"OutputKeyTemplate":"!{year}/x"}}}`:                                  "InvalidArgumentException: OutputKeyTemplate has the variable !{year}",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `,"OutputKeyTemplate":"!{yyyy/x"}}}`:                                   "InvalidArgumentException: OutputKeyTemplate has the variable !{yyyy/x",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `,"OutputKeyTemplate":"../!{yyyy}"}}}`:                                 "InvalidArgumentException: OutputKeyTemplate",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `,"OutputKeyTemplate":"a b"}}}`:                                        "ValidationException: 1 validation error detected: Value 'a b' at 's3DestinationConfiguration.storageConfiguration.outputKeyTemplate'",
			`{` + rest + source + `,"S3DestinationConfiguration":{` + storage + `,"OutputKeyTemplate":"a:b"}}}`:                                        "InvalidArgumentException: OutputKeyTemplate",
			`{` + rest + source + `,` + s3 + `,"EncryptionConfiguration":{"EncryptionType":"KMS","KeyId":"alias/aws/kinesis"}}`:                        "InvalidArgumentException: The Amazon Kinesis Data Streams service key",
			`{` + rest + strings.Replace(source, "orders", "fixed", 1) + `,` + s3 + `}`:                                                                "ValidationException: Stream fixed under account 000000000000 is in PROVISIONED mode",
			`{` + rest + strings.Replace(source, "orders", "nowhere", 1) + `,` + s3 + `}`:                                                              "ResourceNotFoundException: Stream nowhere under account 000000000000 not found.",
			`{` + rest + strings.Replace(source, "us-east-1", "eu-west-1", 1) + `,` + s3 + `}`:                                                         "ResourceNotFoundException: Stream orders",
			table(toBucket("c", toTable, func(in *kinesis.CreateChannelInput) {
				in.StreamConfigurationList[0].RecordConfiguration.GSRSchemaARN = nil
			})): "InvalidArgumentException: GSRSchemaARN must be specified",
			table(toBucket("c", toTable, func(in *kinesis.CreateChannelInput) {
				in.StreamConfigurationList[0].RecordConfiguration.GSRSchemaARN = new("arn:aws:glue:us-east-1:000000000000:schema/orders")
			})): "ValidationException: 1 validation error detected: Value 'arn:aws:glue:us-east-1:000000000000:schema/orders' at 'streamConfigurationList.1.member.recordConfiguration.gSRSchemaARN'",
			table(toBucket("c", toTable, func(in *kinesis.CreateChannelInput) {
				in.S3TablesDestinationConfiguration.S3TablesConfigurationList[0].PartitionSpec = &types.PartitionSpec{PartitionFields: []types.PartitionField{}}
			})): "ValidationException: 1 validation error detected: Value '[]' at 's3TablesDestinationConfiguration.s3TablesConfigurationList.1.member.partitionSpec.partitionFields'",
			table(toBucket("c", toTable, func(in *kinesis.CreateChannelInput) {
				in.StreamConfigurationList[0].RecordConfiguration.RecordFormatType = types.RecordFormatTypeString
			})): "InvalidArgumentException: RecordFormatType STRING",
			table(toBucket("c", toTable, func(in *kinesis.CreateChannelInput) {
				in.S3TablesDestinationConfiguration.DeadLetterQueueS3Configuration.ErrorOutputPrefix = new("a/../../b/")
			})): "InvalidArgumentException: ErrorOutputPrefix",
		} {
			exception, message, _ := w.raw("CreateChannel", document)
			if got := exception + ": " + message; !strings.HasPrefix(got, want) {
				t.Errorf("CreateChannel %s:\n%s, want\n%s", document, got, want)
			}
		}
		if out := must[*kinesis.ListChannelsOutput](w)(w.api.ListChannels(w.Context(), nil)); len(out.ChannelSummaries) != 0 {
			t.Errorf("a refused channel is listed: %+v", out.ChannelSummaries)
		}
	})
}

func TestUpdateChannelRefuses(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		arn := *w.channel(toBucket("archive")).ChannelARN
		for document, want := range map[string]string{
			`{}`:                           "ValidationException: 1 validation error detected: Value null at 'channelARN'",
			`{"ChannelARN":"x"}`:           "ValidationException: 1 validation error detected: Value 'x' at 'channelARN'",
			`{"ChannelARN":"` + arn + `"}`: "InvalidArgumentException: At least one of",
			`{"ChannelARN":"` + arn + `","S3DestinationConfiguration":{}}`:                                   "ValidationException: 1 validation error detected: Value null at 's3DestinationConfiguration.dataFreshnessInSeconds'",
			`{"ChannelARN":"` + arn + `","S3DestinationConfiguration":{"DataFreshnessInSeconds":60}}`:        "InvalidArgumentException: DataFreshnessInSeconds",
			`{"ChannelARN":"` + arn + `","S3TablesDestinationConfiguration":{"DataFreshnessInSeconds":600}}`: "InvalidArgumentException: The destination of channel archive is of type S3",
			`{"ChannelARN":"` + arn + `x","S3DestinationConfiguration":{"DataFreshnessInSeconds":600}}`:      "ResourceNotFoundException: Channel " + arn + "x",
		} {
			exception, message, _ := w.raw("UpdateChannel", document)
			if got := exception + ": " + message; !strings.HasPrefix(got, want) {
				t.Errorf("UpdateChannel %s:\n%s, want\n%s", document, got, want)
			}
		}
	})
}

// Broken by: a page that starts at the token's channel; a filter that is not looked at.
func TestListChannelsPagesByNameAndFiltersByStream(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		bills := w.emu.OnDemand("bills")
		for i := range 5 {
			w.channel(toBucket(fmt.Sprintf("c%d", i)))
		}
		billsARN := strings.Replace(ordersARN, "orders", "bills", 1)
		w.channel(toBucket("b", toTable, func(in *kinesis.CreateChannelInput) { in.StreamConfigurationList[0].StreamARN = &billsARN }))
		names := func(in *kinesis.ListChannelsInput) string {
			var all []string
			pages := kinesis.NewListChannelsPaginator(w.api, in)
			for pages.HasMorePages() {
				out := must[*kinesis.ListChannelsOutput](w)(pages.NextPage(w.Context()))
				var page []string
				for _, c := range out.ChannelSummaries {
					page = append(page, *c.ChannelName)
				}
				all = append(all, strings.Join(page, " "))
			}
			return strings.Join(all, " | ")
		}
		filter := func(arn string, created *time.Time) []types.StreamFilter {
			return []types.StreamFilter{{StreamARN: &arn, StreamCreationTimestamp: created}}
		}
		created := must[*kinesis.DescribeStreamSummaryOutput](w)(w.api.DescribeStreamSummary(w.Context(), &kinesis.DescribeStreamSummaryInput{StreamName: &bills.Name})).StreamDescriptionSummary.StreamCreationTimestamp
		for _, test := range []struct {
			in   *kinesis.ListChannelsInput
			want string
		}{
			{&kinesis.ListChannelsInput{}, "b c0 c1 c2 c3 c4"},
			{&kinesis.ListChannelsInput{MaxResults: new(int32(4))}, "b c0 c1 c2 | c3 c4"},
			{&kinesis.ListChannelsInput{MaxResults: new(int32(2)), StreamFilter: filter(ordersARN, nil)}, "c0 c1 | c2 c3 | c4"},
			{&kinesis.ListChannelsInput{StreamFilter: filter(billsARN, created)}, "b"},
			{&kinesis.ListChannelsInput{StreamFilter: filter(billsARN, new(created.Add(-time.Hour)))}, ""},
		} {
			if got := names(test.in); got != test.want {
				t.Errorf("ListChannels %+v = %q, want %q", *test.in, got, test.want)
			}
		}
		out := must[*kinesis.ListChannelsOutput](w)(w.api.ListChannels(w.Context(), &kinesis.ListChannelsInput{MaxResults: new(int32(1))}))
		if b := out.ChannelSummaries[0]; b.ChannelDestinationType != types.ChannelDestinationTypeS3Tables || b.ChannelStatus != types.ChannelStatusActive || *b.Streams[0].StreamARN != billsARN {
			t.Errorf("summary: %+v", b)
		}
		_, err := w.api.ListChannels(w.Context(), &kinesis.ListChannelsInput{NextToken: new("x")})
		w.wantRefusal("a token made up", err, "InvalidArgumentException", "NextToken")
		time.Sleep(5*time.Minute + time.Second)
		_, err = w.api.ListChannels(w.Context(), &kinesis.ListChannelsInput{NextToken: out.NextToken})
		w.wantRefusal("a token of more than 5 minutes", err, "ExpiredNextTokenException", "300 seconds")
		exception, _, _ := w.raw("ListChannels", `{"MaxResults":0,"StreamFilter":[{}]}`)
		if exception != "ValidationException" {
			t.Errorf("MaxResults 0: %s", exception)
		}
	})
}

// Broken by: a quota that counts channels of either destination together.
func TestUnderStrictAStreamHasOneChannelPerDestination(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.Limits = emulator.Strict
		w.emu.OnDemand("orders")
		w.channel(toBucket("archive"))
		w.channel(toBucket("table", toTable))
		_, err := w.api.CreateChannel(w.Context(), toBucket("more"))
		w.wantRefusal("a second channel to a bucket", err, "LimitExceededException", "destination")
		for range 2 {
			_, _ = w.api.CreateChannel(w.Context(), toBucket("more"))
		}
		for operation, call := range map[string]func() error{
			"CreateChannel": func() error { _, err := w.api.CreateChannel(w.Context(), toBucket("more")); return err },
			"ListChannels":  func() error { _, err := w.api.ListChannels(w.Context(), nil); return err },
			"DescribeChannel": func() error {
				_, err := w.api.DescribeChannel(w.Context(), &kinesis.DescribeChannelInput{ChannelARN: new(strings.Replace(ordersARN, "stream", "channel", 1))})
				return err
			},
		} {
			for range 5 {
				_ = call() // some were made above
			}
			w.wantRefusal("the sixth "+operation+" in a second", call(), "LimitExceededException", "Rate exceeded for account")
		}
	})
}

// Broken by: tags that are kept as they come; a TagResource that does not know the ARN of a channel.
func TestAChannelsTagsAreThoseOfAResource(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		_, err := w.api.CreateChannel(w.Context(), toBucket("archive", func(in *kinesis.CreateChannelInput) { in.Tags = map[string]string{"aws:x": "1"} }))
		w.wantRefusal("a reserved tag", err, "InvalidArgumentException", "channel archive")
		arn := w.channel(toBucket("archive", func(in *kinesis.CreateChannelInput) { in.Tags = map[string]string{"team": "a"} })).ChannelARN
		must[*kinesis.TagResourceOutput](w)(w.api.TagResource(w.Context(), &kinesis.TagResourceInput{ResourceARN: arn, Tags: map[string]string{"env": "b"}}))
		must[*kinesis.UntagResourceOutput](w)(w.api.UntagResource(w.Context(), &kinesis.UntagResourceInput{ResourceARN: arn, TagKeys: []string{"team"}}))
		tags := must[*kinesis.ListTagsForResourceOutput](w)(w.api.ListTagsForResource(w.Context(), &kinesis.ListTagsForResourceInput{ResourceARN: arn})).Tags
		if len(tags) != 1 || *tags[0].Key != "env" || *tags[0].Value != "b" {
			t.Errorf("tags: %+v", tags)
		}
		exception, _, _ := w.raw("GetResourcePolicy", `{"ResourceARN":"`+*arn+`"}`)
		if exception != "ValidationException" {
			t.Errorf("the policy of a channel: %s", exception)
		}
	})
}

// Broken by: a key that is not asked for at creation.
func TestAChannelNeedsItsKey(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		w.emu.OnDemand("orders")
		withKey := toBucket("archive", func(in *kinesis.CreateChannelInput) {
			in.EncryptionConfiguration = &types.ChannelEncryptionConfiguration{EncryptionType: types.ChannelEncryptionTypeKms, KeyId: new("alias/lake")}
		})
		for state, exception := range map[emulator.KeyState]string{
			emulator.KeyDisabled: "KMSDisabledException", emulator.KeyPendingDeletion: "KMSInvalidStateException",
			emulator.KeyNotFound: "KMSNotFoundException", emulator.KeyAccessDenied: "KMSAccessDeniedException",
			emulator.KeyThrottled: "KMSThrottlingException", emulator.KeyOptInRequired: "KMSOptInRequired",
		} {
			w.emu.Key("alias/lake", state)
			_, err := w.api.CreateChannel(w.Context(), withKey)
			w.wantRefusal("CreateChannel", err, exception, "")
		}
		w.emu.Key("alias/lake", emulator.KeyEnabled)
		if key := w.describe(w.channel(withKey).ChannelARN).EncryptionConfiguration; *key.KeyId != "alias/lake" || key.EncryptionType != types.ChannelEncryptionTypeKms {
			t.Errorf("its key: %+v", key)
		}
	})
}
