package dynamodb

// Tags of a table, and what the operations on them share.

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// The service's limits on tags.
const (
	mostTags      = 50 // of a table
	tagKeyRunes   = 128
	tagValueRunes = 256

	reservedTags = "aws:" // keys that only the service's owner sets
)

type tagShape struct{ Key, Value string }

// tagsOf is tags with more set; a key that is there gets the new value.
func tagsOf(tags map[string]string, more []tagShape) (map[string]string, *wire.Error) {
	all, given := maps.Clone(tags), map[string]bool{}
	if all == nil {
		all = map[string]string{}
	}
	for _, tag := range more {
		if given[tag.Key] {
			return nil, refuse("Duplicate Tag Keys provided as input: Duplicate Tag Key found %s", tag.Key)
		}
		if err := tag.fits(); err != nil {
			return nil, err
		}
		given[tag.Key] = true
		all[tag.Key] = tag.Value
	}
	if len(all) > mostTags {
		return nil, refuse("Number of Tags exceed the current limit for the provided ResourceArn")
	}
	return all, nil
}

func (t tagShape) fits() *wire.Error {
	switch {
	case t.Key == "" || utf8.RuneCountInString(t.Key) > tagKeyRunes:
		return refuse("The Tag Key provided is invalid, Key: %s", t.Key)
	case strings.HasPrefix(strings.ToLower(t.Key), reservedTags):
		return refuse("Tag Key cannot be prefixed with aws:, Key: %s", t.Key)
	case utf8.RuneCountInString(t.Value) > tagValueRunes:
		return refuse("The Tag Value provided is invalid, Value: %s", t.Value)
	}
	return nil
}

// shownTags is tags in the order of their keys.
func shownTags(tags map[string]string) []tagShape {
	shown := make([]tagShape, 0, len(tags))
	for key, value := range tags {
		shown = append(shown, tagShape{key, value})
	}
	slices.SortFunc(shown, func(a, b tagShape) int { return cmp.Compare(a.Key, b.Key) })
	return shown
}

// resource finds the table of an ARN, and locks it: unlock it when done.
func (c *call) resource(arn string) (*table, func(), *wire.Error) {
	h, err := c.parseARN(arn)
	if err != nil {
		return nil, nil, err
	}
	t := c.service.table(h, c.Now)
	if t == nil {
		return nil, nil, noResource(arn)
	}
	t.mu.Lock()
	return t, t.mu.Unlock, nil
}

// parseARN reads the ARN of a table.
func (c *call) parseARN(arn string) (home, *wire.Error) {
	if !strings.HasPrefix(arn, "arn:") {
		return home{}, refuse("One or more parameter values were invalid: ARNs must start with 'arn:': %s", arn)
	}
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[2] != "dynamodb" {
		return home{}, refuse("One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: %s", arn)
	}
	name, ok := strings.CutPrefix(part[5], "table/")
	if !ok || name == "" || strings.Contains(name, "/") {
		return home{}, refuse("One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: %s", arn)
	}
	if part[3] != c.Region {
		return home{}, refuse("Invalid TableArn: Invalid ResourceArn provided as input %s", arn)
	}
	return home{part[4], part[3], name}, nil
}

func noResource(arn string) *wire.Error {
	return wire.Errorf(resourceNotFound, "Requested resource not found: ResourceArn: %s not found", arn)
}
