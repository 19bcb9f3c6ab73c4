package emulator_test

// How the exceptions of tags and resource policies are provoked.

import (
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
)

func tagErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		riu = "ResourceInUseException"
	)
	badARN := never("all that is wrong with an ARN breaks its pattern, which is a ValidationException")
	anyState := never("it is read in every state")
	const policy = `{"Statement":[]}`
	return map[string]tried{
		"AddTagsToStream": {
			request: func(world) any {
				return &kinesis.AddTagsToStreamInput{StreamName: new("orders"), Tags: map[string]string{"a": "b"}}
			},
			refused: map[string]provocation{ia: unnamed()},
		},
		"RemoveTagsFromStream": {
			request: func(world) any {
				return &kinesis.RemoveTagsFromStreamInput{StreamName: new("orders"), TagKeys: []string{"a"}}
			},
			refused: map[string]provocation{ia: unnamed()},
		},
		"ListTagsForStream": {
			request: func(world) any { return &kinesis.ListTagsForStreamInput{StreamName: new("orders")} },
			refused: map[string]provocation{ia: unnamed()},
		},
		"TagResource": {
			request: func(world) any {
				return &kinesis.TagResourceInput{ResourceARN: new(ordersARN), Tags: map[string]string{"a": "b"}}
			},
			refused: map[string]provocation{
				ia: with("invalid characters", func(_ world, in *kinesis.TagResourceInput) { in.Tags = map[string]string{"a!": ""} }),
			},
		},
		"UntagResource": {
			request: func(world) any {
				return &kinesis.UntagResourceInput{ResourceARN: new(ordersARN), TagKeys: []string{"a"}}
			},
			refused: map[string]provocation{
				ia: with("invalid characters", func(_ world, in *kinesis.UntagResourceInput) { in.TagKeys = []string{"a!"} }),
			},
		},
		"ListTagsForResource": {
			request: func(world) any { return &kinesis.ListTagsForResourceInput{ResourceARN: new(ordersARN)} },
			refused: map[string]provocation{ia: badARN, riu: anyState},
		},
		"PutResourcePolicy": {
			request: func(world) any {
				return &kinesis.PutResourcePolicyInput{ResourceARN: new(ordersARN), Policy: new(policy)}
			},
			refused: map[string]provocation{
				ia: with("policy", func(_ world, in *kinesis.PutResourcePolicyInput) { in.Policy = new("let everybody in") }),
			},
		},
		"GetResourcePolicy": {
			request: func(world) any { return &kinesis.GetResourcePolicyInput{ResourceARN: new(ordersARN)} },
			refused: map[string]provocation{ia: badARN, riu: anyState},
		},
		"DeleteResourcePolicy": {
			request: func(w world) any {
				must[*kinesis.PutResourcePolicyOutput](w)(w.hands().PutResourcePolicy(w.Context(),
					&kinesis.PutResourcePolicyInput{ResourceARN: new(ordersARN), Policy: new(policy)}))
				return &kinesis.DeleteResourcePolicyInput{ResourceARN: new(ordersARN)}
			},
			refused: map[string]provocation{ia: badARN},
		},
	}
}
