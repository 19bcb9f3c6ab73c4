package attribute

// Sets from their documents, such as {"SS": ["a", "b"]}: not empty, nothing twice, in any order.

import (
	"cmp"
	"fmt"
)

func stringSet(s *scanner) (StringSet, error) {
	set, err := collect[StringSet](s, s.text)
	if err == nil && len(set) == 0 {
		err = invalidSS
	}
	if err == nil && !sorted(set, cmp.Compare[string]) {
		err = Invalid(fmt.Sprintf(invalidTwiceF, set))
	}
	return set, err
}

func numberSet(s *scanner) (NumberSet, error) {
	set, err := collect[NumberSet](s, s.number)
	if err == nil && len(set) == 0 {
		err = invalidNS
	}
	if err == nil && !sorted(set, Number.Compare) {
		err = invalidTwice
	}
	return set, err
}

func binarySet(s *scanner) (BinarySet, error) {
	set, err := collect[BinarySet](s, s.binary)
	if err == nil && len(set) == 0 {
		err = invalidBS
	}
	if err == nil && !sorted(set, cmp.Compare[string]) {
		err = invalidTwice
	}
	return set, err
}

func collect[S ~[]E, E any](s *scanner, read func() (E, error)) (S, error) {
	var all S
	err := s.elements(func() error {
		e, err := read()
		all = append(all, e)
		return err
	})
	return all, err
}
