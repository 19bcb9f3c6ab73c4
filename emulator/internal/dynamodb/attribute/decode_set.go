package attribute

// Sets from their documents, such as {"SS": ["a", "b"]}: not empty, nothing twice, in any order.

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

func stringSet(s *scanner) (StringSet, error) {
	set, err := collect[StringSet](s, s.text)
	if err == nil && len(set) == 0 {
		err = invalidSS
	}
	given := strings.Join(set, ", ")
	if err == nil && !sorted(set, cmp.Compare[string]) {
		err = Invalid(fmt.Sprintf(invalidTwiceS, given))
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
	given := slices.Clone(set)
	if err == nil && !sorted(set, cmp.Compare[string]) {
		err = Invalid(fmt.Sprintf(invalidTwiceB, encoded(given)))
	}
	return set, err
}

// encoded is binaries as the service shows them.
func encoded(all []string) string {
	shown := make([]string, len(all))
	for i, raw := range all {
		shown[i] = base64.StdEncoding.EncodeToString([]byte(raw))
	}
	return strings.Join(shown, ", ")
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
