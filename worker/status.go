package worker

import "time"

// A Status is what a worker knows at one moment, for people and for machines: what it holds, how
// far behind it is, and why a shard does not move.
type Status struct {
	Worker      string        `json:"worker"`
	Application string        `json:"application"`
	Stream      string        `json:"stream"`
	Ready       bool          `json:"ready"`
	NotReady    string        `json:"not_ready,omitempty"` // why, in a sentence
	Problems    []string      `json:"problems,omitempty"`  // each a sentence for an incident report
	Fleet       Fleet         `json:"fleet"`
	Shards      []ShardStatus `json:"shards"` // every shard that is not finished, by id
}

// A Fleet is the whole application as this worker's last listing of the table shows it.
type Fleet struct {
	Workers      int               `json:"workers"`
	Leases       map[ShardCode]int `json:"leases"` // by state, finished ones included
	OldestUnread time.Duration     `json:"oldest_unread_ns"`
	ToExpiry     time.Duration     `json:"to_expiry_ns"` // until unread records begin to expire; negative: they do
	Seen         time.Time         `json:"seen"`         // when the listing began; zero: none yet
}

// A ShardCode is the reason code of a shard's state.
type ShardCode string

// The states of a shard. Of those that this worker holds, the upper ones; of all, the lower ones.
const (
	Reading     ShardCode = "reading"      // all is well
	Starting    ShardCode = "starting"     // Initialize has not returned, or enhanced fan-out is on its way
	Retrying    ShardCode = "retrying"     // user code failed; the same records come again
	Busy        ShardCode = "busy"         // one call of user code has been out for over a minute
	Throttled   ShardCode = "throttled"    // Kinesis refuses reads for now
	Contended   ShardCode = "contended"    // another subscriber takes over its subscriptions of the consumer
	Unreachable ShardCode = "unreachable"  // Kinesis fails for this shard
	Paused      ShardCode = "paused"       // by Pause
	Halted      ShardCode = "halted"       // an error of user code says that a person must look
	HandingOver ShardCode = "handing_over" // another worker asked for it; user code finishes
	Hung        ShardCode = "hung"         // it was asked for, and user code does not return
	Ending      ShardCode = "ending"       // the shard's end is not yet accepted

	Owned    ShardCode = "owned"    // another worker reads it
	Unowned  ShardCode = "unowned"  // nobody reads it
	Expired  ShardCode = "expired"  // its holder has been silent for a failover time
	Waiting  ShardCode = "waiting"  // for its parents' end
	Blocked  ShardCode = "blocked"  // its parents ended, but it has been free for long and nobody takes it
	Finished ShardCode = "finished" // all of it is done
)

// A ShardStatus says how one shard is doing.
type ShardStatus struct {
	Shard        string        `json:"shard"`
	Code         ShardCode     `json:"code"`
	Why          string        `json:"why"`              // one sentence, fit for an incident report
	Holder       string        `json:"holder,omitempty"` // worker ID
	Here         bool          `json:"here"`             // held by this worker
	Token        uint64        `json:"token,omitempty"`
	Position     string        `json:"position"`
	Done         time.Time     `json:"done,omitzero"` // all that arrived until then is done
	Behind       time.Duration `json:"behind_ns"`     // as the last read said; of shards that stand still or are held elsewhere, since Done
	ToExpiry     time.Duration `json:"to_expiry_ns,omitempty"`
	Held         int64         `json:"held_bytes,omitempty"`    // of pages that user code has, or that wait for it; of those read here
	Attempt      int           `json:"attempt,omitempty"`       // of the batch under way
	Retrieval    string        `json:"retrieval,omitempty"`     // of those read here: polling or fan-out
	RetrievalWhy string        `json:"retrieval_why,omitempty"` // one sentence, where that is not what is wanted, or waits
	Error        string        `json:"error,omitempty"`         // the last one that still matters
}
