// Package explore visits every state that a small world can come to, for tests of code whose
// decisions are pure: whatever order things happen in, a law holds, or the shortest way to break
// it is printed as the list of steps.
//
// A world is a value. Keep it small (two workers, one lease): the number of states grows
// exponentially with everything that can differ. Leave out of its key what makes no difference to
// what can happen next, such as how late it is.
package explore

import (
	"cmp"
	"fmt"
	"iter"
	"strings"
)

// A World says what can happen in it.
type World[S any] struct {
	Start S
	Next  func(S) iter.Seq2[string, S] // what can happen next, each with its name
	Key   func(S) string               // states of one key have the same future
	Law   func(S) error                // what must hold in every state
	Most  int                          // states; a world with more of them is not small; 0: a million
}

// A Broken law, and the shortest way to break it.
type Broken struct {
	Err  error
	Path []string
}

// Error lists the steps under the law.
func (b *Broken) Error() string {
	return fmt.Sprintf("%v after\n\t%s", b.Err, strings.Join(b.Path, "\n\t"))
}

// Unwrap is what Law said.
func (b *Broken) Unwrap() error { return b.Err }

// A visit is a state and how the world first came to it.
type visit[S any] struct {
	state S
	step  string
	from  *visit[S]
}

// All visits, breadth first and each once, the states that are at most depth steps from the
// start. It returns how many there are, and a *Broken at the first that breaks the law.
func (w World[S]) All(depth int) (int, error) {
	seen := map[string]struct{}{w.Key(w.Start): {}}
	frontier := []*visit[S]{{state: w.Start}}
	if err := w.Law(w.Start); err != nil {
		return 1, &Broken{Err: err}
	}
	most := cmp.Or(w.Most, 1_000_000)
	for range depth {
		var further []*visit[S]
		for _, v := range frontier {
			for step, s := range w.Next(v.state) {
				key := w.Key(s)
				if _, known := seen[key]; known {
					continue
				}
				seen[key] = struct{}{}
				if len(seen) > most {
					return len(seen), fmt.Errorf("explore: more than %d states: leave something out of the world, or go less deep", most)
				}
				next := &visit[S]{s, step, v}
				if err := w.Law(s); err != nil {
					return len(seen), &Broken{err, next.path()}
				}
				further = append(further, next)
			}
		}
		if len(further) == 0 {
			break // the world is complete
		}
		frontier = further
	}
	return len(seen), nil
}

func (v *visit[S]) path() []string {
	if v.from == nil {
		return nil
	}
	return append(v.from.path(), v.step)
}
