package kinesis

// The metrics of queues. Those that say how much there is are taken whenever somebody receives or
// acknowledges: a queue that nobody touches has none.

const mostVisibleMeasured = 1_000_000 // service limit of the two metrics of visible records

// received measures one receive that was answered, with records or without any.
func (m *meter) received(q *queue, records int) {
	if m == nil {
		return
	}
	m.addQueue(q, "ReceivedQueueRecords", float64(records))
	m.addQueue(q, "EmptyReceives", ratio(records == 0))
	m.depth(q)
}

// acknowledged measures one call that shows receipts, of which so many ended their loans.
func (m *meter) acknowledged(q *queue, records int) {
	if m == nil {
		return
	}
	if records > 0 {
		m.addQueue(q, "AcknowledgedQueueRecords", float64(records))
	}
	m.depth(q)
}

// depth measures how much a queue has.
func (m *meter) depth(q *queue) {
	m.addQueue(q, "VisibleQueueRecords", float64(min(q.desk.visible.Len()+q.desk.unreceived(m.stream), mostVisibleMeasured)))
	m.addQueue(q, "InFlightQueueRecords", float64(q.desk.flying.Len()))
	m.addQueue(q, "VisibleDeadLetterQueueRecords", float64(min(q.desk.letters.Len(), mostVisibleMeasured)))
}

// addQueue measures something of a queue.
func (m *meter) addQueue(q *queue, metric string, value float64) {
	m.traffic.Measures = append(m.traffic.Measures, Measure{Metric: metric, Unit: unitCount, Queue: q.name, QueueID: q.id, Value: value})
}

// unreceived is how many records nobody ever received.
func (d *desk) unreceived(s *stream) (n int) {
	for _, sh := range s.shards[s.listed:] {
		next := sh.log.first
		if sh.index < len(d.next) {
			next = max(next, d.next[sh.index])
		}
		n += int(sh.log.next - next)
	}
	return n
}
