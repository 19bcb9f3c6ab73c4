package dynamodb

import "testing"

// The suite is read, and every listed difference is one of its requests, without Java too.
//
// Broken by: a name in differences.txt that no request has.
func TestEveryDifferenceNamesARequestOfTheSuite(t *testing.T) {
	names := map[string]bool{}
	for _, subject := range readSuite(t) {
		for _, r := range subject {
			names[r.name] = true
		}
	}
	for name := range readDifferences(t).requests {
		if !names[name] {
			t.Errorf("differences.txt has %s, the suite has not", name)
		}
	}
}
