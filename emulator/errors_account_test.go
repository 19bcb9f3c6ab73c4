package emulator_test

// How the exceptions of what belongs to an account are provoked.

import (
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

func accountErrors() map[string]tried {
	return map[string]tried{
		"DescribeAccountSettings": {request: func(world) any { return &kinesis.DescribeAccountSettingsInput{} }},
		"DescribeLimits":          {request: func(world) any { return &kinesis.DescribeLimitsInput{} }},
		"UpdateAccountSettings": {
			request: func(world) any {
				return &kinesis.UpdateAccountSettingsInput{MinimumThroughputBillingCommitment: &types.MinimumThroughputBillingCommitmentInput{
					Status: types.MinimumThroughputBillingCommitmentInputStatusEnabled}}
			},
			refused: map[string]provocation{
				"InvalidArgumentException": never("all that is wrong with a status breaks its constraint, which is a ValidationException"),
				"ValidationException": with("minimumThroughputBillingCommitment.status", func(_ world, in *kinesis.UpdateAccountSettingsInput) {
					in.MinimumThroughputBillingCommitment.Status = "PERHAPS"
				}),
			},
		},
	}
}
