package emulator_test

// How the exceptions of channels are provoked.

import (
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// ofClicks lets a channel carry the stream clicks, encrypted.
func ofClicks(in *kinesis.CreateChannelInput) {
	in.StreamConfigurationList[0].StreamARN = new(clicksARN)
	in.EncryptionConfiguration = &types.ChannelEncryptionConfiguration{EncryptionType: types.ChannelEncryptionTypeKms, KeyId: new(errorKey)}
}

// channelled makes a channel by the hands of the test, and tells its ARN.
func (w world) channelled(name string, set ...func(*kinesis.CreateChannelInput)) *string {
	w.Helper()
	in := toBucket(name, append(set, ofClicks)...)
	return must[*kinesis.CreateChannelOutput](w)(w.hands().CreateChannel(w.Context(), in)).ChannelDescription.ChannelARN
}

func channelErrors() map[string]tried {
	const (
		ia  = "InvalidArgumentException"
		riu = "ResourceInUseException"
		val = "ValidationException"
	)
	badARN := never("all that is wrong with an ARN breaks its pattern, which is a ValidationException")
	return map[string]tried{
		"CreateChannel": {
			request: func(world) any { return toBucket("archive", ofClicks) },
			refused: map[string]provocation{
				ia: with("Either S3DestinationConfiguration", func(_ world, in *kinesis.CreateChannelInput) { in.S3DestinationConfiguration = nil }),
				val: with("PROVISIONED", func(_ world, in *kinesis.CreateChannelInput) {
					in.StreamConfigurationList[0].StreamARN = new(ordersARN)
				}),
			},
		},
		"DescribeChannel": {
			request: func(w world) any { return &kinesis.DescribeChannelInput{ChannelARN: w.channelled("archive")} },
			refused: map[string]provocation{
				ia:  badARN,
				val: with("channelARN", func(_ world, in *kinesis.DescribeChannelInput) { in.ChannelARN = new(ordersARN) }),
			},
		},
		"UpdateChannel": {
			request: func(w world) any {
				return &kinesis.UpdateChannelInput{ChannelARN: w.channelled("archive"),
					S3DestinationConfiguration: &types.S3DestinationUpdateInput{DataFreshnessInSeconds: new(int32(600))}}
			},
			refused: map[string]provocation{
				ia: with("At least one of", func(_ world, in *kinesis.UpdateChannelInput) { in.S3DestinationConfiguration = nil }),
				riu: with("DELETING", func(w world, in *kinesis.UpdateChannelInput) {
					must[*kinesis.DeleteChannelOutput](w)(w.hands().DeleteChannel(w.Context(), &kinesis.DeleteChannelInput{ChannelARN: in.ChannelARN}))
				}),
				val: with("channelARN", func(_ world, in *kinesis.UpdateChannelInput) { in.ChannelARN = new(ordersARN) }),
			},
		},
		"DeleteChannel": {
			request: func(w world) any { return &kinesis.DeleteChannelInput{ChannelARN: w.channelled("archive")} },
			refused: map[string]provocation{
				ia:  badARN,
				val: with("channelARN", func(_ world, in *kinesis.DeleteChannelInput) { in.ChannelARN = new(ordersARN) }),
			},
		},
		"ListChannels": {
			request: func(w world) any {
				w.channelled("archive")
				w.channelled("table", toTable)
				return &kinesis.ListChannelsInput{}
			},
			refused: map[string]provocation{
				ia:  with("Invalid NextToken", func(_ world, in *kinesis.ListChannelsInput) { in.NextToken = new("made up") }),
				val: with("maxResults", func(_ world, in *kinesis.ListChannelsInput) { in.MaxResults = new(int32(0)) }),
			},
		},
	}
}
