package expression

// What the #names and :values of a request's expressions stand for, and which were used.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

// A Scope is the substitutions that the expressions of one request share. It parses them, and
// knows afterwards what none of them used.
type Scope struct {
	names  map[string]string
	values attribute.Values
	used   []string
}

// NewScope checks the placeholders. Maps that are empty but not nil are a mistake to the service.
func NewScope(names map[string]string, values attribute.Values) (*Scope, error) {
	if names != nil && len(names) == 0 {
		return nil, attribute.Invalid("ExpressionAttributeNames must not be empty")
	}
	if values != nil && len(values) == 0 {
		return nil, attribute.Invalid("ExpressionAttributeValues must not be empty")
	}
	if bad, found := misnamed(names, '#'); found {
		return nil, invalid("ExpressionAttributeNames contains invalid key: Syntax error; key: %q", bad)
	}
	if bad, found := misnamed(values, ':'); found {
		return nil, invalid("ExpressionAttributeValues contains invalid key: Syntax error; key: %q", bad)
	}
	for _, key := range slices.Sorted(maps.Keys(names)) {
		if names[key] == "" {
			return nil, invalid("ExpressionAttributeNames contains invalid value: Empty attribute name for key %s", key)
		}
	}
	return &Scope{names: names, values: values}, nil
}

func misnamed[V any](m map[string]V, mark byte) (string, bool) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if len(key) < 2 || key[0] != mark || run(key[1:], isWord) != len(key)-1 {
			return key, true
		}
	}
	return "", false
}

// name is the attribute's name that #placeholder stands for.
func (s *Scope) name(placeholder string) (string, bool) {
	name, found := s.names[placeholder]
	s.used = append(s.used, placeholder)
	return name, found
}

// value is the value that :placeholder stands for.
func (s *Scope) value(placeholder string) (attribute.Value, bool) {
	v, found := s.values[placeholder]
	s.used = append(s.used, placeholder)
	return v, found
}

// Unused is an error if a placeholder is in no expression that was parsed.
func (s *Scope) Unused() error {
	if left := unused(s.names, s.used); left != "" {
		return invalid("Value provided in ExpressionAttributeNames unused in expressions: keys: {%s}", left)
	}
	if left := unused(s.values, s.used); left != "" {
		return invalid("Value provided in ExpressionAttributeValues unused in expressions: keys: {%s}", left)
	}
	return nil
}

func unused[V any](m map[string]V, used []string) string {
	var left []string
	for key := range m {
		if !slices.Contains(used, key) {
			left = append(left, key)
		}
	}
	slices.Sort(left)
	return strings.Join(left, ", ")
}

func invalid(format string, args ...any) attribute.Invalid {
	return attribute.Invalid(fmt.Sprintf(format, args...))
}
