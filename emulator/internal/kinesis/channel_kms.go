package kinesis

// The key with which a channel encrypts what it delivers. The emulator writes plain files.

import (
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// channelKey checks the key of a channel: one of the customer's, not the service's own.
func (c *call) channelKey(in *channelKeyShape) *wire.Error {
	if in == nil {
		return nil
	}
	if strings.HasSuffix(*in.KeyId, "alias/aws/kinesis") {
		return wire.Errorf(invalidArgument, "The Amazon Kinesis Data Streams service key (aws/kinesis) cannot be used for a channel.")
	}
	return nil
}
