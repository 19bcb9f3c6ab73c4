package emulator

// The keys of KMS that encrypted streams and channels name. There is no KMS: a key is fine unless a
// test says otherwise.

import "github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"

// A KeyState is what KMS says of a key.
type KeyState int

// The states of a key. In all but the first, StartStreamEncryption with the key is refused, and so is
// every read and write of a stream that is encrypted with it, with the exception named.
const (
	KeyEnabled         KeyState = iota // the key may be used
	KeyDisabled                        // KMSDisabledException
	KeyPendingDeletion                 // KMSInvalidStateException
	KeyNotFound                        // KMSNotFoundException
	KeyAccessDenied                    // KMSAccessDeniedException: the caller may not use it
	KeyThrottled                       // KMSThrottlingException
	KeyOptInRequired                   // KMSOptInRequired: the account has no KMS
)

// Key declares the state of a key from now on, in every account and region. It is named as requests
// name it, by ID, alias ("alias/orders") or the ARN of either; a key and its alias are two. A key that
// was never declared is enabled, whether or not there could be one of its name.
func (e *Emulator) Key(id string, state KeyState) { e.kinesis.Key(id, kinesis.KeyState(state)) }
