package emulator_test

// CloudWatch in its other two protocols: forms answered with XML, as older clients and the KPL talk,
// and JSON; and bodies that were compressed.

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
)

// post sends a body as it is and returns the answer, its request id cut out.
func (w world) post(body string, headers ...string) (status int, h http.Header, answer string) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), http.MethodPost, "http://emulator.invalid/", strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out, err := w.emu.Client().Do(r)
	if err != nil {
		w.Fatal(err)
	}
	text, err := io.ReadAll(out.Body)
	if err != nil {
		w.Fatal(err)
	}
	// A document tells the same ID as the header: whoever reports one must find the other.
	return out.StatusCode, out.Header, strings.ReplaceAll(string(text), out.Header.Get("X-Amzn-Requestid"), "ID")
}

var asForm = []string{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}

const (
	version  = "&Version=2010-08-01"
	response = ` xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">`
	metadata = `<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata>`
)

// Broken by: lists without "member"; whole numbers without a decimal; a result element for nothing;
// an XML list that is left out because it is empty.
func TestFormsAreAnsweredWithXML(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		for _, c := range []struct{ form, want string }{
			{"Action=PutMetricData&Namespace=app%2F%3Ckcl%3E&MetricData.member.1.MetricName=Lag&MetricData.member.1.Unit=Milliseconds" +
				"&MetricData.member.1.Dimensions.member.1.Name=ShardId&MetricData.member.1.Dimensions.member.1.Value=s-0" +
				"&MetricData.member.1.StatisticValues.SampleCount=2&MetricData.member.1.StatisticValues.Sum=4.5" +
				"&MetricData.member.1.StatisticValues.Minimum=1&MetricData.member.1.StatisticValues.Maximum=3.5" +
				"&MetricData.member.1.Timestamp=2000-01-01T00%3A00%3A05Z",
				`<PutMetricDataResponse` + response + metadata + `</PutMetricDataResponse>`},
			// Members come in any order, the tenth before the second; and newer ones than we know.
			{"Action=PutMetricData&Namespace=app&MetricData.member.10.MetricName=b&MetricData.member.10.Values.member.2=8" +
				"&MetricData.member.10.Values.member.1=2&MetricData.member.10.Counts.member.1=3&MetricData.member.10.Counts.member.2=1" +
				"&MetricData.member.2.MetricName=a&MetricData.member.2.Value=1e3&MetricData.member.2.Fresh.member.1.X=1&StrictEntityValidation=true",
				`<PutMetricDataResponse` + response + metadata + `</PutMetricDataResponse>`},
			{"Action=ListMetrics&Dimensions.member.1.Name=ShardId",
				`<ListMetricsResponse` + response + `<ListMetricsResult><Metrics><member><Namespace>app/&lt;kcl&gt;</Namespace><MetricName>Lag</MetricName>` +
					`<Dimensions><member><Name>ShardId</Name><Value>s-0</Value></member></Dimensions></member></Metrics></ListMetricsResult>` +
					metadata + `</ListMetricsResponse>`},
			{"Action=ListMetrics&Namespace=none",
				`<ListMetricsResponse` + response + `<ListMetricsResult><Metrics></Metrics></ListMetricsResult>` + metadata + `</ListMetricsResponse>`},
			{"Action=GetMetricStatistics&Namespace=app&MetricName=b&StartTime=2000-01-01T00:00:00Z&EndTime=2000-01-01T00:01:00%2B00:00&Period=60" +
				"&Statistics.member.1=Sum&Statistics.member.2=SampleCount&ExtendedStatistics.member.1=p90",
				`<GetMetricStatisticsResponse` + response + `<GetMetricStatisticsResult><Label>b</Label><Datapoints><member>` +
					`<Timestamp>2000-01-01T00:00:00Z</Timestamp><SampleCount>4.0</SampleCount><Sum>14.0</Sum><Unit>None</Unit>` +
					`<ExtendedStatistics><entry><key>p90</key><value>8.0</value></entry></ExtendedStatistics></member></Datapoints>` +
					`</GetMetricStatisticsResult>` + metadata + `</GetMetricStatisticsResponse>`},
			{"Action=GetMetricData&StartTime=2000-01-01T00:00:00Z&EndTime=2000-01-01T01:00:00Z&MetricDataQueries.member.1.Id=q" +
				"&MetricDataQueries.member.1.MetricStat.Metric.Namespace=app&MetricDataQueries.member.1.MetricStat.Metric.MetricName=a" +
				"&MetricDataQueries.member.1.MetricStat.Period=60&MetricDataQueries.member.1.MetricStat.Stat=Average&ScanBy=TimestampAscending",
				`<GetMetricDataResponse` + response + `<GetMetricDataResult><Messages></Messages><MetricDataResults><member><Id>q</Id><Label>a</Label>` +
					`<StatusCode>Complete</StatusCode><Timestamps><member>2000-01-01T00:00:00Z</member></Timestamps><Values><member>1000.0</member></Values>` +
					`</member></MetricDataResults></GetMetricDataResult>` + metadata + `</GetMetricDataResponse>`},
		} {
			status, h, got := w.post(c.form+version, asForm...)
			if status != http.StatusOK || got != c.want || !strings.HasPrefix(h.Get("Content-Type"), "text/xml") {
				t.Errorf("%.40s: %d %s\n%s, want\n%s", c.form, status, h.Get("Content-Type"), got, c.want)
			}
		}
	})
}

// Broken by: names of shapes where the query protocol has codes.
func TestBadFormsAreRefusedInXML(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		for form, want := range map[string]string{
			"Action=PutMetricData&Namespace=app": "<Type>Sender</Type><Code>MissingParameter</Code><Message>The parameter MetricData is required.</Message>",
			"Action=PutMetricData&Namespace=app&MetricData.member.1.MetricName=m&MetricData.member.1.Value=NaN":                               "<Code>InvalidParameterValue</Code><Message>The value NaN for parameter MetricData.member.1.Value is invalid.</Message>",
			"Action=PutMetricData&Namespace=app&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1.2.3":                             "<Code>MalformedInput</Code><Message>The parameter MetricData.member.1.Value must be a double.</Message>",
			"Action=PutMetricData&Namespace=app&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1&MetricData.member.1.Timestamp=5": "<Code>MalformedInput</Code><Message>timestamp must follow ISO8601</Message>",
			"Action=DescribeAlarms": "<Code>InvalidAction</Code>",
		} {
			if status, _, got := w.post(form+version, asForm...); status != http.StatusBadRequest || !strings.Contains(got, want) {
				t.Errorf("%s: %d %s, want %s", form, status, got, want)
			}
		}
	})
}

// Broken by: timestamps in milliseconds; NaN that is no number; an error code that is not in the header.
func TestCloudWatchSpeaksJSON(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		ask := func(operation, document string) (string, string) {
			_, h, got := w.post(document, "Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "GraniteServiceVersion20100801."+operation)
			return got, h.Get("X-Amzn-Query-Error")
		}
		for _, c := range []struct{ operation, document, want, code string }{
			{"PutMetricData", `{"Namespace":"app","MetricData":[{"MetricName":"Lag","Value":5,"Timestamp":946684800.25,"Dimensions":null}]}`, `{}`, ""},
			{"GetMetricData", `{"StartTime":946684800,"EndTime":946684860.0,"MetricDataQueries":[{"Id":"q","MetricStat":{"Metric":{"Namespace":"app","MetricName":"Lag"},"Period":60,"Stat":"Maximum"}}]}`,
				`{"Messages":[],"MetricDataResults":[{"Id":"q","Label":"Lag","StatusCode":"Complete","Timestamps":[946684800],"Values":[5.0]}]}`, ""},
			{"GetMetricStatistics", `{"Namespace":"app","MetricName":"Lag","StartTime":946684800,"EndTime":946684860,"Period":60,"Statistics":["Maximum"]}`,
				`{"Label":"Lag","Datapoints":[{"Timestamp":946684800,"Maximum":5.0,"Unit":"None"}]}`, ""},
			{"PutMetricData", `{"Namespace":"app","MetricData":[{"MetricName":"Lag","Value":"NaN"}]}`,
				`{"__type":"com.amazonaws.cloudwatch#InvalidParameterValueException","message":"The value NaN for parameter MetricData.member.1.Value is invalid."}`, "InvalidParameterValue;Sender"},
		} {
			if got, code := ask(c.operation, c.document); got != c.want || code != c.code {
				t.Errorf("%s: %s %s\nwant %s %s", c.operation, got, code, c.want, c.code)
			}
		}
		if got, _ := ask("PutMetricData", `{"Namespace":7}`); !strings.Contains(got, "SerializationException") {
			t.Errorf("a namespace of 7: %s", got)
		}
	})
}

// Broken by: a body that is read as it came.
func TestCompressedRequestsAreRead(t *testing.T) {
	inBubble(t, func(t *testing.T, w world) {
		var zipped bytes.Buffer
		z := gzip.NewWriter(&zipped)
		_, _ = io.WriteString(z, "Action=PutMetricData&Namespace=zipped&MetricData.member.1.MetricName=m&MetricData.member.1.Value=1"+version)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if status, _, got := w.post(zipped.String(), append([]string{"Content-Encoding", "GZIP"}, asForm...)...); status != http.StatusOK {
			t.Errorf("%d %s", status, got)
		}
		out := must[*cloudwatch.ListMetricsOutput](w)(w.gauge().api.ListMetrics(w.Context(), &cloudwatch.ListMetricsInput{Namespace: new("zipped")}))
		if len(out.Metrics) != 1 {
			t.Errorf("%d metrics were put", len(out.Metrics))
		}
	})
}
