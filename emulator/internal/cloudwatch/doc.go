// Package cloudwatch is a model of the metrics of Amazon CloudWatch: what clients put, and what the
// emulated services measure of their own traffic, read back by the same operations, one a file.
// Alarms, dashboards and metric streams are not here.
//
// The model is values and arithmetic, without a clock: every request brings its instant. Data can be
// read as soon as it is put. It is kept per minute, and per second for metrics put with a
// StorageResolution of 1, for three hours; after that per minute too, and with so few of its values that
// percentiles are near ones. After 15 days it is gone: the service keeps coarser sums for 15 months.
//
// From the bottom up: sample.go (what is known of some values), percentile.go, statistic.go, series.go
// (samples in time), metric.go and place.go (names), feed.go (the services' own measurements),
// instant.go, number.go and codec.go (the three protocols; package query has forms and XML),
// complaint.go (refusals), service.go and registry.go (requests), shapes.go, then the operations, of
// which GetMetricData has helpers: line.go (pages), expression.go and arithmetic.go (metric math).
// Adding an operation is one file and one line in registry.go.
package cloudwatch
