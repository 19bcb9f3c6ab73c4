// Package dynamodb is a model of Amazon DynamoDB: tables, items and the conditional writes on them
// that lease stores live by, one operation a file.
//
// The model is values and arithmetic. It has no clock, no goroutine and no timer: every request
// brings its instant. What was due by then, the end of a state or of an item, happens when the request
// looks at the table (life.go, expiry.go). An item is never changed, only replaced, and what it was
// within the last minute is kept, so that a read without ConsistentRead can be made to answer from the
// past (wire.Request.StaleBy).
//
// Package attribute has the values, package expression the language of conditions and updates.
// Here, from the bottom up: schema.go and place.go (keys), row.go and rows.go (items with their past,
// in order), index.go (secondary indexes, worked out when read), table.go, service.go and registry.go
// (requests), capacity.go (what is charged), budget.go and payment.go (provisioned throughput, under
// Strict), conditional.go and legacy.go (conditions, old ones too), write.go, transaction.go and page.go
// (what writes and listings have in common), then the operations. Adding an operation is one file and
// one line in registry.go.
//
// Where DynamoDB Local is known to differ from the service, the service is followed: interop/dynamodb
// compares the two, and has the reasons.
package dynamodb
