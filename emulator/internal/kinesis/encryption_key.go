package kinesis

// Keys of KMS. There is no KMS here: a key is fine unless a test says otherwise.

import (
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A KeyState is what KMS says of a key.
type KeyState int

// States of a key, and the exception that requests get which need it.
const (
	KeyEnabled         KeyState = iota // none
	KeyDisabled                        // KMSDisabledException
	KeyPendingDeletion                 // KMSInvalidStateException
	KeyNotFound                        // KMSNotFoundException
	KeyAccessDenied                    // KMSAccessDeniedException
	KeyThrottled                       // KMSThrottlingException
	KeyOptInRequired                   // KMSOptInRequired
)

// Key declares the state of a key, named by ID, alias or ARN, for every account and region.
func (s *Service) Key(id string, state KeyState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.keys == nil {
		s.mu.keys = map[string]KeyState{}
	}
	s.mu.keys[keyName(id)] = state
}

// keyName is what the ways to write a key have in common. A key and its alias are two.
func keyName(id string) string {
	if part := strings.SplitN(id, ":", 6); len(part) == 6 {
		id = part[5]
	}
	return strings.TrimPrefix(id, "key/")
}

// key asks for the key of a stream before records are put into it or read from it. nil: go ahead,
// the stream is not encrypted or its key may be used. The stream's place may be locked.
func (c *call) key(s *stream) *wire.Error {
	if s.keyID == "" {
		return nil
	}
	return c.usable(s.keyID)
}

// usable asks whether a key may be used.
func (c *call) usable(id string) *wire.Error {
	c.service.mu.RLock()
	state := c.service.mu.keys[keyName(id)]
	c.service.mu.RUnlock()
	return state.refusal(id)
}

// refusal is what KMS answers, as Kinesis passes it on.
func (k KeyState) refusal(id string) *wire.Error {
	switch k {
	case KeyDisabled:
		return wire.Errorf("KMSDisabledException", "%s is disabled.", id)
	case KeyPendingDeletion:
		return wire.Errorf("KMSInvalidStateException", "%s is pending deletion.", id)
	case KeyNotFound:
		return wire.Errorf("KMSNotFoundException", "Key '%s' does not exist", id)
	case KeyAccessDenied:
		return wire.Errorf("KMSAccessDeniedException", "User is not authorized to use the key %s.", id)
	case KeyThrottled:
		return wire.Errorf("KMSThrottlingException", "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.")
	case KeyOptInRequired:
		return wire.Errorf("KMSOptInRequired", "The AWS Access Key Id needs a subscription for the service")
	}
	return nil
}
