package cbor

// Containers: the items of an array, the pairs of a map, and passing over what nobody knows.

// deepest is levels below a member that nobody knows; the model's own shapes have six.
const deepest = 32

// A Span is what is left of a container.
type Span struct {
	left uint64 // items or pairs, as declared; only a count, nothing is reserved by it
	open bool   // until a break
}

// AtMost is how many items can still follow by what the container says of itself, if it says so.
func (s Span) AtMost() (n uint64, said bool) { return s.left, !s.open }

// Enter steps into an array or a map.
func (r *Reader) Enter(kind byte) (Span, error) {
	h, err := r.Head()
	if err != nil {
		return Span{}, err
	}
	if h.Kind != kind {
		return Span{}, r.Wrong("another kind than the model's")
	}
	return Span{left: h.N, open: h.indefinite()}, nil
}

// More says whether another item follows, and passes over the break behind the last.
func (r *Reader) More(s *Span) (bool, error) {
	switch {
	case !s.open && s.left == 0:
		return false, nil
	case r.at >= len(r.p):
		return false, ErrEnds
	case !s.open:
		s.left--
		return true, nil
	case r.p[r.at] == Break:
		r.at++
		return false, nil
	}
	return true, nil
}

// Member is the name of a map's next member that is not null; false: the map has no more.
func (r *Reader) Member(s *Span) (name []byte, another bool, err error) {
	for {
		another, err = r.More(s)
		if err != nil || !another {
			return nil, false, err
		}
		name, err = r.Bytes(Text)
		if err != nil || !r.Null() {
			return name, true, err
		}
	}
}

// Members reads a map's members that are not null, or a null as a map without any.
func (r *Reader) Members(read func(name []byte) error) error {
	if r.Null() {
		return nil
	}
	s, err := r.Enter(Map)
	for err == nil {
		name, another, failed := r.Member(&s)
		if failed != nil || !another {
			return failed
		}
		err = read(name)
	}
	return err
}

// Items reads an array.
func (r *Reader) Items(read func(s Span) error) error {
	s, err := r.Enter(Array)
	for err == nil {
		another, failed := r.More(&s)
		if failed != nil || !another {
			return failed
		}
		err = read(s)
	}
	return err
}

// Skip passes over an item and all that is in it.
func (r *Reader) Skip() error { return r.skipAt(0) }

func (r *Reader) skipAt(depth int) error {
	if depth > deepest {
		return r.Wrong("nested too deep")
	}
	h, err := r.Head()
	if err != nil {
		return err
	}
	switch h.Kind {
	case Bytes, Text:
		if h.indefinite() {
			_, err = r.chunks(h.Kind)
		} else {
			_, err = r.take(h.N)
		}
		return err
	case Array, Map:
		return r.skipSpan(Span{left: h.N, open: h.indefinite()}, h.Kind == Map, depth+1)
	case Simple:
		if h.indefinite() {
			return r.Wrong("a break outside of what it could end")
		}
	}
	return nil
}

func (r *Reader) skipSpan(s Span, pairs bool, depth int) error {
	for {
		another, err := r.More(&s)
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
