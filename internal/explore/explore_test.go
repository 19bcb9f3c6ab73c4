package explore_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/shardkeeper/shardkeeper/internal/explore"
)

// jugs is the riddle of the jugs of three and five litres.
type jugs struct{ small, large int }

func (j jugs) next() iter.Seq2[string, jugs] {
	pour, back := min(j.small, 5-j.large), min(j.large, 3-j.small)
	return func(yield func(string, jugs) bool) {
		_ = yield("fill small", jugs{3, j.large}) &&
			yield("fill large", jugs{j.small, 5}) &&
			yield("empty small", jugs{0, j.large}) &&
			yield("empty large", jugs{j.small, 0}) &&
			yield("small into large", jugs{j.small - pour, j.large + pour}) &&
			yield("large into small", jugs{j.small + back, j.large - back})
	}
}

func riddle(law func(jugs) error) explore.World[jugs] {
	return explore.World[jugs]{Next: jugs.next, Key: func(j jugs) string { return fmt.Sprint(j) }, Law: law}
}

// Broken by: searching depth first; keeping a step of a longer way.
func TestTheShortestWayIsFound(t *testing.T) {
	four := errors.New("four litres")
	_, err := riddle(func(j jugs) error {
		if j.large == 4 {
			return four
		}
		return nil
	}).All(20)
	broken, ok := errors.AsType[*explore.Broken](err)
	want := []string{"fill large", "large into small", "empty small", "large into small", "fill large", "large into small"}
	if !ok || !errors.Is(err, four) || !slices.Equal(broken.Path, want) {
		t.Errorf("All: %v, want %v after %q", err, four, want)
	}
}

func TestAWorldThatIsNotSmallIsAnError(t *testing.T) {
	w := riddle(func(jugs) error { return nil })
	w.Most = 5
	if n, err := w.All(20); err == nil || n > 6 {
		t.Errorf("All = %d, %v, want an error after 6 states", n, err)
	}
}

// Broken by: not noting a state as seen; stopping a step early.
func TestEveryStateIsVisitedOnce(t *testing.T) {
	visits := map[jugs]int{}
	n, err := riddle(func(j jugs) error { visits[j]++; return nil }).All(20)
	if n != 16 || err != nil || len(visits) != 16 {
		t.Errorf("All = %d, %v with %d states, want 16", n, err, len(visits))
	}
	for j, times := range visits {
		if times != 1 {
			t.Errorf("%v was visited %d times", j, times)
		}
	}
}
