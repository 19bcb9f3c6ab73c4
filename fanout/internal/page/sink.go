package page

// Handing records over, and guessing how many are to come.

import "fmt"

// leastRecord is the bytes of a small record: the names of its members, a sequence number, a time.
// Room is made for no more records than the document could have of them.
const leastRecord = 128

// A sink is what records are read into.
type sink struct {
	record Record // the one that is being read
	into   Into
	added  int
	room   int // for how many it was made
	began  int // where the first of them lies in the document
}

// add hands the record over and clears it. It lies before at, and left bytes follow; most is how
// many more there can be at all.
func (s *sink) add(at, left int, most uint64) error {
	if s.added == MostRecords {
		return fmt.Errorf("byte %d: more than %d records", at, MostRecords)
	}
	if s.added == s.room {
		n := s.guess(at, left, most)
		s.into.Grow(n)
		s.room += n
	}
	s.into.Add(&s.record)
	s.added++
	s.record = Record{}
	return nil
}

// guess is how many records come with this one, if those that follow are as long as those before: and
// at least half as many as there were, so that a guess that was wrong is not corrected by one each time.
func (s *sink) guess(at, left int, most uint64) int {
	each := max((at-s.began)/(s.added+1), leastRecord)
	n := max(left/each+1, s.added/2)
	return int(min(uint64(n), uint64(MostRecords-s.added), most+1))
}
