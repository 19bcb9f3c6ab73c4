package attribute

// Sort keys: strings whose byte order is the order of the values, so that an index is sorted
// strings whatever its key's type.

// AppendOrdered appends the ordered form of a value of type S, N or B. It has no end mark: a prefix
// of S or B is a prefix of its form, and it must come last in a key of several parts.
func AppendOrdered(dst []byte, v Value) []byte {
	switch v := v.(type) {
	case String:
		return append(dst, v...)
	case Binary:
		return append(dst, v...)
	case Number:
		return v.appendOrdered(dst)
	}
	return dst
}

// appendOrdered writes the class, then the point in one byte (it has exactly 256 values), then the
// digits. Those of a negative number are turned round and end with a byte above all digits, since
// of two that begin alike the longer is the lower.
func (n Number) appendOrdered(dst []byte) []byte {
	dst = append(dst, byte(n.class()))
	if n.digits == "" {
		return dst
	}
	point := byte(int(n.point) - minPoint)
	if !n.negative {
		return append(append(dst, point), n.digits...)
	}
	dst = append(dst, ^point)
	for _, d := range []byte(n.digits) {
		dst = append(dst, '9'-d+'0')
	}
	return append(dst, 0xFF)
}
