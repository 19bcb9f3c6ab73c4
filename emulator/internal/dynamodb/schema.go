package dynamodb

// Schemas: which attributes are the key of a table or index, and of what type.

import (
	"slices"
	"strings"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

// A schema is a key of one or two attributes.
type schema struct{ hash, sort keyAttribute }

// A keyAttribute has no name if the key has no such part.
type keyAttribute struct {
	name string
	kind attribute.Type
}

// The shapes of a schema in documents.
type (
	keyElement struct{ AttributeName, KeyType string }

	attributeDefinition struct{ AttributeName, AttributeType string }
)

// parts lists the attributes of the key.
func (s schema) parts() []keyAttribute {
	if s.sort.name == "" {
		return []keyAttribute{s.hash}
	}
	return []keyAttribute{s.hash, s.sort}
}

// has tells whether an attribute is part of the key.
func (s schema) has(name string) bool {
	return name != "" && (name == s.hash.name || name == s.sort.name)
}

// elements is the schema as documents show it.
func (s schema) elements() []keyElement {
	all := []keyElement{{s.hash.name, "HASH"}}
	if s.sort.name != "" {
		all = append(all, keyElement{s.sort.name, "RANGE"})
	}
	return all
}

// keyOf is the part of an item that is its key.
func (s schema) keyOf(item attribute.Map) attribute.Map {
	var key attribute.Map
	for _, part := range s.parts() {
		key = key.With(part.name, item.Get(part.name))
	}
	return key
}

// newSchema makes a schema of its document and the types defined beside it.
func newSchema(elements []keyElement, defined []attributeDefinition) (schema, *wire.Error) {
	var s schema
	for i, e := range elements {
		want, part := "HASH", &s.hash
		if i == 1 {
			want, part = "RANGE", &s.sort
		}
		if e.KeyType != want {
			return s, refuse("One or more parameter values were invalid: Invalid KeySchema: The %s KeySchemaElement is not a %s key type",
				[]string{"first", "second"}[i], want)
		}
		at := slices.IndexFunc(defined, func(d attributeDefinition) bool { return d.AttributeName == e.AttributeName })
		if at < 0 {
			return s, undefined(elements, defined)
		}
		*part = keyAttribute{e.AttributeName, attribute.Type(defined[at].AttributeType)}
	}
	if s.hash.name == s.sort.name {
		return s, refuse("One or more parameter values were invalid: Both the Hash Key and the Range Key element in the KeySchema have the same name")
	}
	return s, nil
}

func undefined(elements []keyElement, defined []attributeDefinition) *wire.Error {
	var keys, names []string
	for _, e := range elements {
		keys = append(keys, e.AttributeName)
	}
	for _, d := range defined {
		names = append(names, d.AttributeName)
	}
	return refuse("One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [%s], AttributeDefinitions: [%s]",
		strings.Join(keys, ", "), strings.Join(names, ", "))
}

// schema is the constraint on a schema and its definitions.
func (p *problems) schema(elements []keyElement, defined []attributeDefinition) {
	p.count("keySchema", len(elements), 1, 2)
	for _, e := range elements {
		p.oneOf("keySchema.1.member.keyType", e.KeyType, "HASH", "RANGE")
		p.required("keySchema.1.member.attributeName", e.AttributeName != "")
	}
	for _, d := range defined {
		p.oneOf("attributeDefinitions.1.member.attributeType", d.AttributeType, "B", "N", "S")
	}
}
