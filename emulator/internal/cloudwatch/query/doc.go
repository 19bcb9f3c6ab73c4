// Package query reads and writes the AWS query protocol: a request is a form, whose keys are paths
// ("MetricData.member.1.Value"), and its answer is XML. CloudWatch's older clients speak it, and all
// clients of STS.
//
// Requests and answers are structs, and go by the names of their fields, as in the other protocols:
// so an operation is written once. What is text in another way than Go's (an instant) implements
// encoding.TextMarshaler and encoding.TextUnmarshaler.
package query
