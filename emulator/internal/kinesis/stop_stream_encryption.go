package kinesis

// StopStreamEncryption
//
// Behaviour: records are not encrypted any more; those that were stay so. The key is not asked for,
// so a stream whose key is disabled can be saved. A stream without encryption stays as it is, and
// KeyId is not compared with the stream's.
//
// Limits and the rest of the behaviour: encryption.go.
//
// Errors: Validation, InvalidArgument (EncryptionType NONE), ResourceNotFound, ResourceInUse (stream
// not ACTIVE), LimitExceeded.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

func (c *call) stopEncryption(in *encryptionInput) (*empty, *wire.Error) {
	s, unlock, err := c.encryptable(in)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.keyID == "" {
		return &empty{}, nil
	}
	if err := c.admitDaily(s, &s.unkeyed, keysADay); err != nil {
		return nil, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(int64) { s.encrypt("") })
	return &empty{}, nil
}
