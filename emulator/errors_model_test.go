package emulator_test

// What the service's model declares: the exceptions of each operation, and the members that each
// request must have.

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// An exception of the model, and its abbreviation below. KMS stands for six.
func exceptions() map[string][]string {
	return map[string][]string{
		"AD":  {"AccessDeniedException"},
		"DRY": {"DryRunOperationException"},
		"EXI": {"ExpiredIteratorException"},
		"EXT": {"ExpiredNextTokenException"},
		"IA":  {"InvalidArgumentException"},
		"IF":  {"InternalFailureException"},
		"LE":  {"LimitExceededException"},
		"PTE": {"ProvisionedThroughputExceededException"},
		"RIU": {"ResourceInUseException"},
		"RNF": {"ResourceNotFoundException"},
		"VAL": {"ValidationException"},
		"KMS": {
			"KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException",
			"KMSNotFoundException", "KMSOptInRequired", "KMSThrottlingException",
		},
	}
}

// declared is which exceptions the model declares for each operation.
func declared() map[string]string {
	return map[string]string{
		"AddTagsToStream":                        "AD IA LE RIU RNF",
		"CreateChannel":                          "AD IA LE RIU RNF VAL KMS",
		"CreateStream":                           "IA LE RIU VAL",
		"DecreaseStreamRetentionPeriod":          "AD IA LE RIU RNF",
		"DeleteChannel":                          "AD IA LE RNF VAL",
		"DeleteResourcePolicy":                   "AD IA LE RIU RNF",
		"DeleteStream":                           "AD IA LE RIU RNF",
		"DeregisterStreamConsumer":               "IA LE RNF",
		"DescribeAccountSettings":                "LE",
		"DescribeChannel":                        "AD IA LE RNF VAL",
		"DescribeLimits":                         "LE",
		"DescribeStream":                         "AD IA LE RNF",
		"DescribeStreamConsumer":                 "IA LE RNF",
		"DescribeStreamSummary":                  "AD IA LE RNF",
		"DisableEnhancedMonitoring":              "AD IA LE RIU RNF",
		"EnableEnhancedMonitoring":               "AD IA LE RIU RNF",
		"GetRecords":                             "AD DRY EXI IF IA PTE RNF KMS",
		"GetResourcePolicy":                      "AD IA LE RIU RNF",
		"GetShardIterator":                       "AD DRY IF IA PTE RNF",
		"IncreaseStreamRetentionPeriod":          "AD IA LE RIU RNF",
		"ListChannels":                           "AD EXT IA LE VAL",
		"ListShards":                             "AD EXT IA LE RIU RNF",
		"ListStreamConsumers":                    "EXT IA LE RIU RNF",
		"ListStreams":                            "EXT IA LE",
		"ListTagsForResource":                    "AD IA LE RIU RNF",
		"ListTagsForStream":                      "AD IA LE RNF",
		"MergeShards":                            "AD IA LE RIU RNF VAL",
		"PutRecord":                              "AD DRY IF IA PTE RNF KMS",
		"PutRecords":                             "AD DRY IF IA PTE RNF KMS",
		"PutResourcePolicy":                      "AD IA LE RIU RNF",
		"RegisterStreamConsumer":                 "IA LE RIU RNF",
		"RemoveTagsFromStream":                   "AD IA LE RIU RNF",
		"SplitShard":                             "AD IA LE RIU RNF VAL",
		"StartStreamEncryption":                  "AD IA LE RIU RNF KMS",
		"StopStreamEncryption":                   "AD IA LE RIU RNF",
		"SubscribeToShard":                       "AD DRY IA LE RIU RNF",
		"TagResource":                            "AD IA LE RIU RNF",
		"UntagResource":                          "AD IA LE RIU RNF",
		"UpdateAccountSettings":                  "IA LE VAL",
		"UpdateChannel":                          "AD IA LE RIU RNF VAL",
		"UpdateMaxRecordSize":                    "AD IA LE RIU RNF VAL",
		"UpdateShardCount":                       "AD IA LE RIU RNF VAL",
		"UpdateStreamMode":                       "IA LE RIU RNF VAL",
		"UpdateStreamRecordDistributionStrategy": "AD IA LE RIU RNF VAL",
		"UpdateStreamWarmThroughput":             "AD IA LE RIU RNF VAL",
	}
}

// required is which members the model requires of each request.
func required() map[string]string {
	return map[string]string{
		"AddTagsToStream":                        "Tags",
		"CreateChannel":                          "ChannelName ServiceExecutionRoleARN StreamConfigurationList",
		"CreateStream":                           "StreamName",
		"DecreaseStreamRetentionPeriod":          "RetentionPeriodHours",
		"DeleteChannel":                          "ChannelARN",
		"DeleteResourcePolicy":                   "ResourceARN",
		"DeleteStream":                           "",
		"DeregisterStreamConsumer":               "",
		"DescribeAccountSettings":                "",
		"DescribeChannel":                        "ChannelARN",
		"DescribeLimits":                         "",
		"DescribeStream":                         "",
		"DescribeStreamConsumer":                 "",
		"DescribeStreamSummary":                  "",
		"DisableEnhancedMonitoring":              "ShardLevelMetrics",
		"EnableEnhancedMonitoring":               "ShardLevelMetrics",
		"GetRecords":                             "ShardIterator",
		"GetResourcePolicy":                      "ResourceARN",
		"GetShardIterator":                       "ShardId ShardIteratorType",
		"IncreaseStreamRetentionPeriod":          "RetentionPeriodHours",
		"ListChannels":                           "",
		"ListShards":                             "",
		"ListStreamConsumers":                    "StreamARN",
		"ListStreams":                            "",
		"ListTagsForResource":                    "ResourceARN",
		"ListTagsForStream":                      "",
		"MergeShards":                            "AdjacentShardToMerge ShardToMerge",
		"PutRecord":                              "Data",
		"PutRecords":                             "Records",
		"PutResourcePolicy":                      "Policy ResourceARN",
		"RegisterStreamConsumer":                 "ConsumerName StreamARN",
		"RemoveTagsFromStream":                   "TagKeys",
		"SplitShard":                             "NewStartingHashKey ShardToSplit",
		"StartStreamEncryption":                  "EncryptionType KeyId",
		"StopStreamEncryption":                   "EncryptionType KeyId",
		"SubscribeToShard":                       "ConsumerARN ShardId StartingPosition",
		"TagResource":                            "ResourceARN Tags",
		"UntagResource":                          "ResourceARN TagKeys",
		"UpdateAccountSettings":                  "MinimumThroughputBillingCommitment",
		"UpdateChannel":                          "ChannelARN",
		"UpdateMaxRecordSize":                    "MaxRecordSizeInKiB",
		"UpdateShardCount":                       "ScalingType TargetShardCount",
		"UpdateStreamMode":                       "StreamARN StreamModeDetails",
		"UpdateStreamRecordDistributionStrategy": "RecordDistributionStrategy StreamARN",
		"UpdateStreamWarmThroughput":             "WarmThroughputMiBps",
	}
}

// declaredOf spells the exceptions of an operation out.
func declaredOf(operation string) (all []string) {
	for short := range strings.FieldsSeq(declared()[operation]) {
		all = append(all, exceptions()[short]...)
	}
	return all
}

// Broken by: taking an operation out of a list, or an exception out of the abbreviations.
func TestTheListsOfTheModelAreWhole(t *testing.T) {
	for _, list := range []map[string]string{declared(), required()} {
		if listed := slices.Sorted(maps.Keys(list)); !slices.Equal(listed, clientOperations()) {
			t.Errorf("operations %v, want %v", listed, clientOperations())
		}
	}
	var used []string
	for operation := range declared() {
		used = append(used, declaredOf(operation)...)
	}
	slices.Sort(used)
	known := []error{
		new(types.AccessDeniedException), new(types.DryRunOperationException), new(types.ExpiredIteratorException), new(types.ExpiredNextTokenException),
		new(types.InvalidArgumentException), new(types.InternalFailureException), new(types.LimitExceededException),
		new(types.ProvisionedThroughputExceededException), new(types.ResourceInUseException), new(types.ResourceNotFoundException),
		new(types.ValidationException), new(types.KMSAccessDeniedException), new(types.KMSDisabledException), new(types.KMSInvalidStateException),
		new(types.KMSNotFoundException), new(types.KMSOptInRequired), new(types.KMSThrottlingException),
	}
	var names []string
	for _, err := range known {
		names = append(names, refusal(err))
	}
	slices.Sort(names)
	if got := slices.Compact(used); !slices.Equal(got, names) {
		t.Errorf("exceptions %v, want those of the client %v", got, names)
	}
}
