package kinesis

// StartStreamEncryption
//
// Behaviour: records are encrypted with the key from now on, those that are there stay as they are.
// KeyId is shown as it was given: key ID, alias, or the ARN of either. It may be another key than
// the one that the stream has; the same is accepted and changes nothing.
//
// Limits and the rest of the behaviour: encryption.go.
//
// Errors: Validation, InvalidArgument (EncryptionType NONE), ResourceNotFound, ResourceInUse (stream
// not ACTIVE), LimitExceeded, and the six of KMS for a key that may not be used.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) startEncryption(in *encryptionInput) (*empty, *wire.Error) {
	s, unlock, err := c.encryptable(in)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := c.usable(*in.KeyId); err != nil {
		return nil, err
	}
	if *in.KeyId == s.keyID {
		return &empty{}, nil
	}
	if err := c.admitDaily(s, &s.keyed, keysADay); err != nil {
		return nil, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(int64) { s.encrypt(*in.KeyId) })
	return &empty{}, nil
}
