package kinesis

// The service's exceptions, and the refusals that several operations share.

import "github.com/shardkeeper/shardkeeper/emulator/internal/wire"

const (
	invalidArgument  = "InvalidArgumentException"
	limitExceeded    = "LimitExceededException"
	resourceInUse    = "ResourceInUseException"
	resourceNotFound = "ResourceNotFoundException"
	throughput       = "ProvisionedThroughputExceededException"
	throttling       = "ThrottlingException"
	validation       = "ValidationException"
	expiredIterator  = "ExpiredIteratorException"
	expiredNextToken = "ExpiredNextTokenException"
	dryRun           = "DryRunOperationException"
)

func (c *call) noStream(h home) *wire.Error {
	return wire.Errorf(resourceNotFound, "Stream %s under account %s not found.", h.name, h.account)
}

// noShard is the refusal of a shard's ID, which is shown in full if it is one.
func noShard(h home, id string) *wire.Error {
	if i, ok := shardIndex(id); ok {
		id = shardID(i)
	}
	return wire.Errorf(resourceNotFound, "Could not find shard %s in stream %s under account %s.", id, h.name, h.account)
}

// unreadable is what the operations on iterators say of a shard that is not there, or whose stream is
// not.
func unreadable(h home, shard int) *wire.Error {
	return wire.Errorf(resourceNotFound, "Shard %s in stream %s under account %s does not exist", shardID(shard), h.name, h.account)
}

func overThroughput(s *stream, sh *shard) *wire.Error {
	return wire.Errorf(throughput, "Rate exceeded for shard %s in stream %s under account %s.",
		sh.id, s.home.name, s.home.account)
}

func rehearsed() *wire.Error {
	return wire.Errorf(dryRun, "The request would have succeeded, but the DryRun flag was set.")
}
