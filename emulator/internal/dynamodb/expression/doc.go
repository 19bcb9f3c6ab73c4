// Package expression is the little language of DynamoDB's requests: conditions and filters, updates,
// and projections.
//
// A text becomes tokens (lexer.go), then a tree of plain values (ast.go) by recursive descent
// (parser.go, condition.go, function.go, update.go), with its #names and :values put in on the way
// (scope.go). What can be said to be wrong without an item is said then (check.go, overlap.go).
// Evaluation is apart and knows only trees: Holds (evaluate.go), Update.Apply (apply.go, edit.go)
// and Project (project.go). So the parameters that expressions replaced, Expected and AttributeUpdates,
// need no evaluator of their own: they are written as the same trees.
//
// Every error is an attribute.Invalid with the service's words.
package expression
