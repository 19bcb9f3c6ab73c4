package kinesis

// Tags of a resource, and what the operations on them share: which are allowed, and how many.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

const (
	mostTags      = 50  // of a resource
	mostTagged    = 200 // in a request
	mostUntagged  = 50  // in a request
	tagKeyRunes   = 128
	tagValueRunes = 256

	reservedTags = "aws:" // keys that only the service's owner sets
)

type tagShape struct{ Key, Value string }

// shownTags is tags in the order of their keys.
func shownTags(tags map[string]string) []tagShape {
	shown := make([]tagShape, 0, len(tags))
	for key, value := range tags {
		shown = append(shown, tagShape{key, value})
	}
	slices.SortFunc(shown, func(a, b tagShape) int { return cmp.Compare(a.Key, b.Key) })
	return shown
}

// tags checks how many tags a request has, and how long they are. nil is a request without tags.
func (p *problems) tags(tags map[string]string) {
	shown := fmt.Sprintf("[%d tags]", len(tags))
	switch {
	case tags == nil:
		return
	case len(tags) == 0:
		p.add("{}", "tags", "have length greater than or equal to 1")
	case len(tags) > mostTagged:
		p.add(shown, "tags", "have length less than or equal to %d", mostTagged)
	}
	for key := range tags {
		if !isTagKey(key) {
			p.Add(shown, "tags", "Map keys must satisfy constraint: [%s]", lengths(1, tagKeyRunes))
			break
		}
	}
	for value := range maps.Values(tags) {
		if utf8.RuneCountInString(value) > tagValueRunes {
			p.Add(shown, "tags", "Map value must satisfy constraint: [%s]", lengths(0, tagValueRunes))
			break
		}
	}
}

// tagKeys checks the keys of tags that are to go.
func (p *problems) tagKeys(keys []string) {
	p.list("tagKeys", keys != nil, len(keys), mostUntagged)
	if slices.ContainsFunc(keys, func(key string) bool { return !isTagKey(key) }) {
		p.add(fmt.Sprintf("[%d members]", len(keys)), "tagKeys", "satisfy constraint: [%s]", lengths(1, tagKeyRunes))
	}
}

func lengths(least, most int) string {
	return fmt.Sprintf("Member must have length less than or equal to %d, Member must have length greater than or equal to %d", most, least)
}

func isTagKey(key string) bool {
	n := utf8.RuneCountInString(key)
	return n >= 1 && n <= tagKeyRunes
}

// tag adds tags to a resource; a key that it has gets the new value.
func (r tagged) tag(tags map[string]string) *wire.Error {
	words := slices.AppendSeq(slices.Collect(maps.Keys(tags)), maps.Values(tags))
	if err := r.spelled("add tags to", words); err != nil {
		return err
	}
	for key := range tags {
		if strings.HasPrefix(strings.ToLower(key), reservedTags) {
			return wire.Errorf(invalidArgument, "Failed to add tags to %s under account %s because tag keys that begin with %s are reserved.",
				r.label, r.account, reservedTags)
		}
	}
	all := maps.Clone(*r.tags)
	if all == nil {
		all = map[string]string{}
	}
	if maps.Copy(all, tags); len(all) > mostTags {
		kind, _, _ := strings.Cut(r.label, " ")
		return wire.Errorf(invalidArgument, "Failed to add tags to %s under account %s because a given %s cannot have more than "+
			"%d tags associated with it.", r.label, r.account, kind, mostTags)
	}
	*r.tags = all
	return nil
}

// untag removes tags of a resource. One that it does not have is no mistake.
func (r tagged) untag(keys []string) *wire.Error {
	if err := r.spelled("remove tags from", keys); err != nil {
		return err
	}
	all := maps.Clone(*r.tags)
	for _, key := range keys {
		delete(all, key)
	}
	*r.tags = all
	return nil
}

// spelled checks the characters of keys and values. The service has two answers: % passes its first
// check and not its second.
func (r tagged) spelled(doing string, words []string) *wire.Error {
	for _, word := range words {
		if strings.ContainsFunc(word, func(c rune) bool { return !isTagRune(c) }) {
			return wire.Errorf(invalidArgument, "Some tags contain invalid characters. Valid characters: "+
				"Unicode letters, digits, white space, _ . / = + - %% @ :.")
		}
	}
	for _, word := range words {
		if strings.Contains(word, "%") {
			return wire.Errorf(invalidArgument, "Failed to %s %s under account %s because some tags contained illegal characters. "+
				"The allowed characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@',':'.", doing, r.label, r.account)
		}
	}
	return nil
}

func isTagRune(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c) || strings.ContainsRune(" _./=+-%@:", c)
}
