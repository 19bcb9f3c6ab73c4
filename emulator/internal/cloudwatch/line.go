package cloudwatch

// Lines: what a query found, value by second, and the pages of an answer made of them.

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A line is values by the second at which their period begins.
type line map[int64]float64

// columns are a line as an answer has it.
func (l line) columns(descending bool) ([]instant, []number) {
	at := slices.Sorted(maps.Keys(l))
	if descending {
		slices.Reverse(at)
	}
	times, values := make([]instant, len(at)), make([]number, len(at))
	for i, s := range at {
		times[i], values[i] = *seconds(s), number(l[s])
	}
	return times, values
}

// page puts into out what a page holds of the results, from the data point of that number on, and
// returns the number of the first that is left, 0 if none is. Results without data are on the first
// page.
func (in *getMetricDataInput) page(results []metricDataResult, from int, out *getMetricDataOutput) int {
	most := mostDatapointPage
	if in.MaxDatapoints != nil {
		most = int(*in.MaxDatapoints)
	}
	first, end := 0, from+most // the numbers of the result's first point, and of the page's end
	for _, r := range results {
		n := len(r.Values)
		begin, stop := max(from-first, 0), max(min(end-first, n), 0)
		if begin < stop || n == 0 && from == 0 {
			r.StatusCode = "Complete"
			if stop < n {
				r.StatusCode = "PartialData"
			}
			r.Timestamps, r.Values = r.Timestamps[begin:stop], r.Values[begin:stop]
			out.MetricDataResults = append(out.MetricDataResults, r)
		}
		first += n
	}
	if first > end {
		return end
	}
	return 0
}

// token names a data point of the answer to these queries.
func (in *getMetricDataInput) token(point int) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, in.hash()), uint64(point)))
}

// from is the data point that the token names, 0 without one.
func (in *getMetricDataInput) from() (int, *wire.Error) {
	if in.NextToken == nil {
		return 0, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(*in.NextToken)
	if err != nil || len(raw) != 16 || binary.BigEndian.Uint64(raw) != in.hash() {
		return 0, wire.Errorf(badToken, "The nextToken provided is invalid")
	}
	return int(binary.BigEndian.Uint64(raw[8:]) & (1<<40 - 1)), nil
}

// hash tells queries apart, so that a token is of use with its own only.
func (in *getMetricDataInput) hash() uint64 {
	same := *in
	same.NextToken, same.MaxDatapoints = nil, nil
	text, err := json.Marshal(same)
	if err != nil {
		return 0 // nothing in it can fail
	}
	sum := fnv.New64a()
	_, _ = sum.Write(text) // a hash takes everything
	return sum.Sum64()
}
