package kinesis

// The metrics of GetRecords, and of subscriptions.

// getRecords measures one GetRecords that was answered with a page: its size, and how long ago its
// last record arrived. A page without records is at the tip: its age is 0.
func (m *meter) getRecords(sh *shard, page []record, bytes int) {
	if m == nil {
		return
	}
	age := 0.
	if n := len(page); n > 0 {
		age = float64(max(m.traffic.At.UnixMilli()-page[n-1].arrived, 0))
	}
	m.add("GetRecords.Success", unitCount, 1)
	m.add("GetRecords.Latency", unitMillis, latency)
	m.add("GetRecords.Bytes", unitBytes, float64(bytes))
	m.add("GetRecords.Records", unitCount, float64(len(page)))
	m.add("GetRecords.IteratorAge", unitMillis, age)
	m.add("GetRecords.IteratorAgeMilliseconds", unitMillis, age)
	m.add("OutgoingBytes", unitBytes, float64(bytes))
	m.add("OutgoingRecords", unitCount, float64(len(page)))
	m.add("ReadProvisionedThroughputExceeded", unitCount, 0)
	if len(m.stream.monitored) == 0 {
		return
	}
	m.addShard(sh.id, "OutgoingBytes", unitBytes, float64(bytes))
	m.addShard(sh.id, "OutgoingRecords", unitCount, float64(len(page)))
	m.addShard(sh.id, "IteratorAgeMilliseconds", unitMillis, age)
	m.addShard(sh.id, "ReadProvisionedThroughputExceeded", unitCount, 0)
}

// throttledRead measures one GetRecords that came too early for its shard.
func (m *meter) throttledRead(sh *shard) {
	if m == nil {
		return
	}
	m.add("GetRecords.Success", unitCount, 0)
	m.add("GetRecords.Latency", unitMillis, latency)
	m.add("ReadProvisionedThroughputExceeded", unitCount, 1)
	m.addShard(sh.id, "ReadProvisionedThroughputExceeded", unitCount, 1)
}

// subscribed measures one SubscribeToShard of a consumer, which it may have called too soon.
func (m *meter) subscribed(consumer string, admitted bool) {
	if m == nil {
		return
	}
	m.addConsumer(consumer, "SubscribeToShard.Success", unitCount, ratio(admitted))
	m.addConsumer(consumer, "SubscribeToShard.RateExceeded", unitCount, ratio(!admitted))
}

// pushed measures one event that a consumer was sent: how much was in it, and how far behind the tip
// it is in milliseconds, as the event says itself.
func (m *meter) pushed(consumer string, records, bytes int, behind int64) {
	if m == nil {
		return
	}
	m.addConsumer(consumer, "SubscribeToShardEvent.Success", unitCount, 1)
	m.addConsumer(consumer, "SubscribeToShardEvent.Bytes", unitBytes, float64(bytes))
	m.addConsumer(consumer, "SubscribeToShardEvent.Records", unitCount, float64(records))
	m.addConsumer(consumer, "SubscribeToShardEvent.MillisBehindLatest", unitMillis, float64(behind))
}

// broke measures a subscription that ended otherwise than by its time or its shard's end.
func (m *meter) broke(consumer string) {
	if m != nil {
		m.addConsumer(consumer, "SubscribeToShardEvent.Success", unitCount, 0)
	}
}
