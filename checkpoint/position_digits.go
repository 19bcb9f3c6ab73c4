package checkpoint

// Telling sequence numbers from other text: asked of every record, so by words of eight digits.

// isSequence tells whether s is a decimal number without sign and leading zeros, and not too long.
func isSequence(s string) bool {
	if s == "" || len(s) > MaxDigits || (s[0] == '0' && s != "0") {
		return false
	}
	if len(s) < 8 {
		return areDigits(s)
	}
	strange := strangers(word(s[len(s)-8:])) // those that no whole word has left, and some of one
	for ; len(s) >= 8; s = s[8:] {
		strange |= strangers(word(s))
	}
	return strange == 0
}

func areDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// strangers is 0 if all eight characters are digits: the upper half of a digit is 3, and it stays 3
// when 6 is added, which carries out of the lower half of what lies behind 9.
func strangers(w uint64) uint64 {
	const uppers, threes, sixes = 0xf0f0f0f0f0f0f0f0, 0x3030303030303030, 0x0606060606060606
	return ((w ^ threes) | ((w + sixes) ^ threes)) & uppers
}

// word is the first eight characters.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
