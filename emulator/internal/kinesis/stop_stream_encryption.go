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
	if err := in.named(); err != nil {
		return nil, err
	}
	s, unlock, err := c.idle(in.StreamName, in.StreamARN)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if s.keyID == "" {
		return &empty{}, nil
	}
	if err := c.admitKey(s, &s.unkeyed); err != nil {
		return nil, err
	}
	s.become(updating, c.ms(), c.service.Updating, func(int64) { s.encrypt("") })
	return &empty{}, nil
}
