package kinesis

// What the service measures of its own traffic, for the metrics that CloudWatch shows of it in the
// namespace AWS/Kinesis. A call fills a meter while it holds the stream, and reports it once the
// stream is free again: what listens is not ours, and may be slow. So an operation says
//
//	m := s.meter(c.service, c.Now)
//	defer m.report() // before the stream's unlock is deferred, so that it comes after it
//
// and then what happened: m.putRecord, m.getRecords. A subscription says so when it is asked for
// (m.subscribed), with every event (m.pushed), and when it breaks (m.broke), with a meter of its own each
// time. Nobody listening makes a nil meter, which takes everything and does nothing.

import "time"

// Traffic is what one call, or one event of a subscription, brought to one stream. The Measures are
// the listener's until it returns.
type Traffic struct {
	Account, Region, Stream string
	At                      time.Time
	Measures                []Measure
}

// A Measure is one value of a metric: of the stream, or of its shard, consumer or queue if they are named.
type Measure struct {
	Metric, Unit    string // "GetRecords.Bytes", "Bytes"
	Shard, Consumer string
	Queue, QueueID  string // both or none
	Value           float64
}

// Units of CloudWatch.
const (
	unitBytes  = "Bytes"
	unitCount  = "Count"
	unitMillis = "Milliseconds"
)

// latency is what every call takes, in milliseconds: the model takes no time at all, and a metric that
// is always 0 would look broken.
const latency = 1

// A meter is the Traffic of a call that is under way.
type meter struct {
	listener func(Traffic)
	stream   *stream // locked until report
	traffic  Traffic
}

// meter begins to measure a stream's traffic at now.
func (s *stream) meter(service *Service, now time.Time) *meter {
	if service.Measures == nil {
		return nil
	}
	return &meter{service.Measures, s, Traffic{
		Account: s.home.account, Region: s.home.region, Stream: s.home.name, At: now,
	}}
}

// report hands over what was measured. The stream must not be locked.
func (m *meter) report() {
	if m != nil && len(m.traffic.Measures) > 0 {
		m.listener(m.traffic)
	}
}

// add measures something of the stream.
func (m *meter) add(metric, unit string, value float64) {
	m.take(Measure{Metric: metric, Unit: unit, Value: value})
}

// addShard measures something of a shard, if its stream has that metric of its shards.
func (m *meter) addShard(shard, metric, unit string, value float64) {
	if m.stream.monitors(metric) {
		m.take(Measure{Metric: metric, Unit: unit, Shard: shard, Value: value})
	}
}

// addConsumer measures something of a consumer with enhanced fan-out.
func (m *meter) addConsumer(consumer, metric, unit string, value float64) {
	m.take(Measure{Metric: metric, Unit: unit, Consumer: consumer, Value: value})
}

// take keeps a measure. Room is made with the first: a subscription that only looks has none.
func (m *meter) take(one Measure) {
	if m.traffic.Measures == nil {
		m.traffic.Measures = make([]Measure, 0, 12)
	}
	m.traffic.Measures = append(m.traffic.Measures, one)
}

// ratio is 1 for a success and 0 for a failure: the average of a metric of successes is their ratio.
func ratio(success bool) float64 {
	if success {
		return 1
	}
	return 0
}
