package kinesis

// The metrics of PutRecord and PutRecords.

// putRecord measures one PutRecord: stored in a shard, or refused by it.
func (m *meter) putRecord(sh *shard, bytes int, stored bool) {
	if m == nil {
		return
	}
	m.add("PutRecord.Success", unitCount, ratio(stored))
	m.add("PutRecord.Latency", unitMillis, latency)
	if stored {
		m.add("PutRecord.Bytes", unitBytes, float64(bytes))
	}
	t := intake{shard: sh}
	t.take(bytes, stored)
	m.incoming(t)
	m.incomingShard(t)
}

// An intake is what shards took in during one call, or one shard did.
type intake struct {
	shard                      *shard
	bytes, records, overloaded int
}

// take counts a record.
func (t *intake) take(bytes int, stored bool) {
	if !stored {
		t.overloaded++
		return
	}
	t.bytes += bytes
	t.records++
}

// intakes are by shard, in the order in which they were met: a call meets few.
type intakes []intake

// take counts a record that went to a shard, or was refused by it.
func (all *intakes) take(sh *shard, bytes int, stored bool) {
	for i := range *all {
		if (*all)[i].shard == sh {
			(*all)[i].take(bytes, stored)
			return
		}
	}
	t := intake{shard: sh}
	t.take(bytes, stored)
	*all = append(*all, t)
}

// putRecords measures one PutRecords.
func (m *meter) putRecords(all intakes) {
	if m == nil {
		return
	}
	var sum intake
	for _, t := range all {
		sum.bytes, sum.records, sum.overloaded = sum.bytes+t.bytes, sum.records+t.records, sum.overloaded+t.overloaded
		m.incomingShard(t)
	}
	m.add("PutRecords.Success", unitCount, ratio(sum.records > 0))
	m.add("PutRecords.Latency", unitMillis, latency)
	m.add("PutRecords.Bytes", unitBytes, float64(sum.bytes))
	m.add("PutRecords.Records", unitCount, float64(sum.records))
	m.add("PutRecords.TotalRecords", unitCount, float64(sum.records+sum.overloaded))
	m.add("PutRecords.SuccessfulRecords", unitCount, float64(sum.records))
	m.add("PutRecords.FailedRecords", unitCount, 0) // failures of the service itself
	m.add("PutRecords.ThrottledRecords", unitCount, float64(sum.overloaded))
	m.incoming(sum)
}

func (m *meter) incoming(t intake) {
	if t.records > 0 {
		m.add("IncomingBytes", unitBytes, float64(t.bytes))
		m.add("IncomingRecords", unitCount, float64(t.records))
	}
	m.add("WriteProvisionedThroughputExceeded", unitCount, float64(t.overloaded))
}

func (m *meter) incomingShard(t intake) {
	if len(m.stream.monitored) == 0 {
		return
	}
	if t.records > 0 {
		m.addShard(t.shard.id, "IncomingBytes", unitBytes, float64(t.bytes))
		m.addShard(t.shard.id, "IncomingRecords", unitCount, float64(t.records))
	}
	m.addShard(t.shard.id, "WriteProvisionedThroughputExceeded", unitCount, float64(t.overloaded))
}
