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
	return c.usable(*in.KeyId)
}

// keyRefusal is why KMS keeps a channel from delivering: its own key, or that of its stream.
func (s *Service) keyRefusal(ch *channel, of *stream) string {
	ids := []string{of.keyID}
	if ch.key != nil {
		ids = append(ids, *ch.key.KeyId)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, id := range ids {
		if err := s.mu.keys[keyName(id)].refusal(id); err != nil {
			return err.Error()
		}
	}
	return ""
}
