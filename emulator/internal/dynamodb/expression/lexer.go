package expression

// Tokens.

import (
	"strings"
	"unicode/utf8"
)

type kind int

const (
	end kind = iota
	word
	nameRef  // #name
	valueRef // :value
	number   // an index
	symbol   // punctuation, or whatever else there is: no rule of the grammar takes it
)

// A token is a piece of the text and where it was.
type token struct {
	kind     kind
	text     string
	from, to int
}

// is compares with a keyword, which may be written in any case, or with a symbol.
func (t token) is(text string) bool {
	return t.kind == symbol && t.text == text || t.kind == word && strings.EqualFold(t.text, text)
}

// comparing tells whether a token stands between the operands of a predicate.
func (t token) comparing() bool {
	switch Comparator(t.text) {
	case Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual:
		return true
	}
	return t.is("BETWEEN") || t.is("IN")
}

// tokens cuts up a text; the last token is an end.
func tokens(text string) []token {
	all := make([]token, 0, 16)
	for at := 0; at < len(text); {
		if strings.IndexByte(" \t\r\n", text[at]) >= 0 {
			at++
			continue
		}
		k, n := next(text[at:])
		all = append(all, token{k, text[at : at+n], at, at + n})
		at += n
	}
	return append(all, token{end, "<EOF>", len(text), len(text)})
}

// next tells what a text begins with, and how long that is.
func next(text string) (kind, int) {
	switch c := text[0]; {
	case c == '#':
		return nameRef, 1 + run(text[1:], isWord)
	case c == ':':
		return valueRef, 1 + run(text[1:], isWord)
	case isDigit(c):
		return number, run(text, isDigit)
	case isWord(c) && c != '_':
		return word, run(text, isWord)
	}
	if strings.HasPrefix(text, "<>") || strings.HasPrefix(text, "<=") || strings.HasPrefix(text, ">=") {
		return symbol, 2
	}
	_, n := utf8.DecodeRuneInString(text)
	return symbol, n
}

func run(text string, in func(byte) bool) int {
	for i := range len(text) {
		if !in(text[i]) {
			return i
		}
	}
	return len(text)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || isDigit(c)
}
