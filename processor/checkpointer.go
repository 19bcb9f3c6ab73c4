package processor

// A Checkpointer stores how far a shard is done, on the user's word.
type Checkpointer struct {
	tenure *tenure
}

type tenure struct{}
