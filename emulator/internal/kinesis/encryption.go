package kinesis

// Server-side encryption. Nothing is encrypted here: the stream knows its key, answers and records
// say that they are encrypted, and a key that may not be used stops reads and writes (encryption_key.go). Only
// the present key is asked for: what was put under an earlier one can always be read. What the two
// operations share: the stream is UPDATING for Service.Updating and goes on as before until then;
// under Strict each is done to a stream 25 times in 24 hours at most.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	unencrypted = "NONE"
	encrypted   = "KMS"

	keysADay = 25
)

type encryptionInput struct {
	namedStream
	EncryptionType, KeyId *string
}

func (in *encryptionInput) validate(p *problems) {
	in.namedStream.validate(p)
	p.required("encryptionType", in.EncryptionType != nil)
	p.oneOf("encryptionType", in.EncryptionType, unencrypted, encrypted)
	p.required("keyId", in.KeyId != nil)
	p.length("keyId", in.KeyId, 1, mostARN)
}

// encryptable is idle for the two operations. It also checks what the constraints leave open: NONE is a
// word, but no encryption.
func (c *call) encryptable(in *encryptionInput) (*stream, func(), *wire.Error) {
	if *in.EncryptionType != encrypted {
		return nil, nil, wire.Errorf(invalidArgument, "Encryption type %s is not supported: it must be %s.", *in.EncryptionType, encrypted)
	}
	return c.idle(in.StreamName, in.StreamARN)
}

// encrypt gives the stream another key, or none. Records that it has stay as they are.
func (s *stream) encrypt(keyID string) {
	if (keyID == "") != (s.keyID == "") {
		for _, sh := range s.open {
			sh.sealed = append(sh.sealed, sh.log.next)
		}
	}
	s.keyID = keyID
}

// encryption is the word for what happens to new records.
func (s *stream) encryption() string {
	if s.keyID == "" {
		return unencrypted
	}
	return encrypted
}

// shownKey is the key as descriptions have it.
func (s *stream) shownKey() *string {
	if s.keyID == "" {
		return nil
	}
	return new(s.keyID)
}

// turns are the counters of a shard at which its encryption was turned on, off, on again. They are
// only appended to, so a copy may be read without the stream's lock.
type turns []uint64

// sealed is where a shard that opens now begins.
func (s *stream) sealed() turns {
	if s.keyID == "" {
		return nil
	}
	return turns{0}
}

// at is how the record with that counter is encrypted.
func (t turns) at(counter uint64) string {
	word := unencrypted
	for i, turn := range t {
		if turn > counter {
			break
		}
		word = [...]string{encrypted, unencrypted}[i%2]
	}
	return word
}
