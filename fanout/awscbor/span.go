package awscbor

// Containers: the items of an array, the pairs of a map, and passing over what nobody knows.

// deepest is levels below a member that nobody knows; the model's own shapes have six.
const deepest = 32

// A span is what is left of a container.
type span struct {
	left uint64 // items or pairs, as declared; only a count, nothing is reserved by it
	open bool   // until a break
}

// enter steps into an array or a map.
func (r *reader) enter(kind byte) (span, error) {
	h, err := r.head()
	if err != nil {
		return span{}, err
	}
	if h.kind != kind {
		return span{}, r.wrong("another kind than the model's")
	}
	return span{left: h.n, open: h.indefinite()}, nil
}

// more says whether another item follows, and passes over the break behind the last.
func (r *reader) more(s *span) (bool, error) {
	switch {
	case !s.open && s.left == 0:
		return false, nil
	case r.at >= len(r.p):
		return false, errEnds
	case !s.open:
		s.left--
		return true, nil
	case r.p[r.at] == headBreak:
		r.at++
		return false, nil
	}
	return true, nil
}

// skip passes over an item and all that is in it.
func (r *reader) skip() error { return r.skipAt(0) }

func (r *reader) skipAt(depth int) error {
	if depth > deepest {
		return r.wrong("nested too deep")
	}
	h, err := r.head()
	if err != nil {
		return err
	}
	switch h.kind {
	case kindBytes, kindText:
		if h.indefinite() {
			_, err = r.chunks(h.kind)
		} else {
			_, err = r.take(h.n)
		}
		return err
	case kindArray, kindMap:
		return r.skipSpan(span{left: h.n, open: h.indefinite()}, h.kind == kindMap, depth+1)
	case kindSimple:
		if h.indefinite() {
			return r.wrong("a break outside of what it could end")
		}
	}
	return nil
}

func (r *reader) skipSpan(s span, pairs bool, depth int) error {
	for {
		another, err := r.more(&s)
		if err != nil || !another {
			return err
		}
		if err := r.skipAt(depth); err != nil {
			return err
		}
		if !pairs {
			continue
		}
		if err := r.skipAt(depth); err != nil {
			return err
		}
	}
}
