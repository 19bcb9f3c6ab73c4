package expression

import (
	"reflect"
	"strings"
	"testing"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

func num(text string) attribute.Number {
	n, _ := attribute.ParseNumber(text)
	return n
}

// in is the scope of the tests: a few names and a value of each kind.
func in(t testing.TB) *Scope {
	t.Helper()
	s, err := NewScope(
		map[string]string{"#n": "name with blanks", "#s": "status", "#size": "size"},
		attribute.Values{
			":one": num("1"), ":two": num("2"), ":a": attribute.String("a"), ":b": attribute.String("b"),
			":type": attribute.String("SS"), ":true": attribute.Bool(true), ":list": attribute.List{num("1")},
			":set": attribute.StringSet{"a"}, ":null": attribute.Null{},
		})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func at(steps ...any) Path {
	var p Path
	for _, step := range steps {
		switch step := step.(type) {
		case string:
			p = append(p, Step{Name: step})
		case int:
			p = append(p, Step{Index: step})
		}
	}
	return p
}

func TestConditionsBecomeTrees(t *testing.T) {
	a, b, c := Compare{Equal, at("a"), Literal{num("1")}}, Exists{at("b")}, Exists{at("c")}
	for text, want := range map[string]Condition{
		"a = :one":                         a,
		"a<>:one":                          Compare{NotEqual, at("a"), Literal{num("1")}},
		"a<=:one":                          Compare{LessOrEqual, at("a"), Literal{num("1")}},
		":one > a":                         Compare{Greater, Literal{num("1")}, at("a")},
		"#n.x[2].#s >= b":                  Compare{GreaterOrEqual, at("name with blanks", "x", 2, "status"), at("b")},
		"size(a.b) < :two":                 Compare{Less, Size{at("a", "b")}, Literal{num("2")}},
		"a BETWEEN :one AND :two":          Between{at("a"), Literal{num("1")}, Literal{num("2")}},
		"a in (:one, b)":                   In{at("a"), []Operand{Literal{num("1")}, at("b")}},
		"attribute_not_exists(b)":          Not{b},
		"attribute_type(a, :type)":         TypeIs{at("a"), Literal{attribute.String("SS")}},
		"begins_with(a, :a)":               BeginsWith{at("a"), Literal{attribute.String("a")}},
		"contains(a, size(b))":             Contains{at("a"), Size{at("b")}},
		"a = :one AND attribute_exists(b)": And{a, b},
		"a = :one or attribute_exists(b) AnD a = :one":      Or{a, And{b, a}},
		"not a = :one and attribute_exists(b)":              And{Not{a}, b},
		"NOT NOT a = :one":                                  Not{Not{a}},
		"(a = :one)":                                        a,
		"(a) = (:one)":                                      a,
		"(a = :one) AND ((a) = :one)":                       And{a, a},
		"(size((b))) IN ((:one), c)":                        In{Size{at("b")}, []Operand{Literal{num("1")}, at("c")}},
		"attribute_exists((b))":                             b,
		"(a = :one OR attribute_exists(b)) AND (a = :one)":  And{Or{a, b}, a},
		"((a = :one) AND (attribute_exists(b)))":            And{a, b},
		"a = :one AND attribute_exists(b) AND a = :one":     And{And{a, b}, a},
		"attribute_exists(b) OR attribute_exists(c)":        Or{b, c},
		"a between :one and :two and attribute_exists(b)":   And{Between{at("a"), Literal{num("1")}, Literal{num("2")}}, b},
		"size = :one":                                       nil, // a reserved word
		"#size = :one":                                      Compare{Equal, at("size"), Literal{num("1")}},
		" attribute_exists \t(\r\n b ) ":                    b,
		"NOT (attribute_exists(b) AND attribute_exists(c))": Not{And{b, c}},
	} {
		got, err := in(t).Condition("ConditionExpression", text)
		if (err == nil) != (want != nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestUpdatesBecomeActions(t *testing.T) {
	one := Literal{num("1")}
	for text, want := range map[string]Update{
		"SET a = :one":                                 {{Set, at("a"), one}},
		"set a = b + :one, c.d[0] = c - :two":          {{Set, at("a"), Sum{at("b"), one}}, {Set, at("c", "d", 0), Difference{at("c"), Literal{num("2")}}}},
		"SET a = if_not_exists(a, :one) + :one":        {{Set, at("a"), Sum{IfNotExists{at("a"), one}, one}}},
		"SET a = list_append(a, :list)":                {{Set, at("a"), ListAppend{at("a"), Literal{attribute.List{num("1")}}}}},
		"SET a = if_not_exists(b, if_not_exists(c,d))": {{Set, at("a"), IfNotExists{at("b"), IfNotExists{at("c"), at("d")}}}},
		"SET a = (b + :one)":                           {{Set, at("a"), Sum{at("b"), one}}},
		"SET a = (b) - (:one)":                         {{Set, at("a"), Difference{at("b"), one}}},
		"REMOVE a, b.c, d[1]":                          {{Remove, at("a"), nil}, {Remove, at("b", "c"), nil}, {Remove, at("d", 1), nil}},
		"ADD a :one, b :set DELETE c :set":             {{Add, at("a"), one}, {Add, at("b"), Literal{attribute.StringSet{"a"}}}, {Delete, at("c"), Literal{attribute.StringSet{"a"}}}},
		"REMOVE a SET b = :one ADD #n :one":            {{Remove, at("a"), nil}, {Set, at("b"), one}, {Add, at("name with blanks"), one}},
	} {
		got, err := in(t).Update("UpdateExpression", text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestProjectionsBecomePaths(t *testing.T) {
	got, err := in(t).Projection("ProjectionExpression", "a, b.c[0][1].#n ,#s")
	if want := []Path{at("a"), at("b", "c", 0, 1, "name with blanks"), at("status")}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v; want %v", got, err, want)
	}
}

func TestMistakesAreToldInTheServicesWords(t *testing.T) {
	for text, want := range map[string]string{
		"condition ":                         `The expression can not be empty;`,
		"condition a":                        `Syntax error; token: "<EOF>", near: "a"`,
		"condition a = ":                     `Syntax error; token: "<EOF>", near: "= "`,
		"condition a = :one b":               `Syntax error; token: "b", near: ":one b"`,
		"condition a == :one":                `Syntax error; token: "=", near: "== :one"`,
		"condition a[b] = :one":              `Syntax error; token: "b", near: "[b]"`,
		"condition a.b. = :one":              `Syntax error; token: "=", near: ". = :one"`,
		"condition (a = :one":                `Syntax error; token: "<EOF>", near: ":one"`,
		"condition a = é":                    `Syntax error; token: "é", near: "= é"`,
		"condition AND":                      `Syntax error; token: "AND", near: "AND"`,
		"condition Status = :one":            `Attribute name is a reserved keyword; reserved keyword: Status`,
		"condition a.key = :one":             `Attribute name is a reserved keyword; reserved keyword: key`,
		"condition #x = :one":                `An expression attribute name used in the document path is not defined; attribute name: #x`,
		"condition a = :x":                   `An expression attribute value used in expression is not defined; attribute value: :x`,
		"condition exists(a)":                `Invalid function name; function: exists`,
		"condition Attribute_Exists(a)":      `Invalid function name; function: Attribute_Exists`,
		"condition size(a)":                  `The function is not allowed to be used this way in an expression; function: size`,
		"condition contains(a, :a) = :true":  `The function is not allowed to be used this way in an expression; function: contains`,
		"condition a = :one AND OR b = :one": `Syntax error; token: "OR", near: "AND OR b"`,
		"condition \t":                       `Syntax error; token: "<EOF>", near: "	"`,
		"condition _a = :one":                `Syntax error; token: "_", near: "_a"`,
		"condition ((a)) = :one":             `The expression has redundant parentheses;`,
		"condition (a":                       `Syntax error; token: "<EOF>", near: "a"`,
		"condition a IN (b, a)":              `The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]`,
		"condition a BETWEEN :one AND a":     `The first operand must be distinct from the remaining operands for this operator or function; operator: BETWEEN, first operand: [a]`,
		"condition begins_with(a, size(b))":  `Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
		"condition " + strings.Repeat("NOT ", 300) + "a = :one":     `The expression contains too many operators; operator count: 301`,
		"condition a" + strings.Repeat(".a", 32) + " = :one":        `The document path has too many nesting levels; nesting levels: 33`,
		"condition a = if_not_exists(a, :one)":                      `The function is not allowed in a condition expression; function: if_not_exists`,
		"condition a = contains(a, :one)":                           `The function is not allowed to be used this way in an expression; function: contains`,
		"condition attribute_exists(:one)":                          `Operator or function requires a document path; operator or function: attribute_exists`,
		"condition attribute_exists(a, b)":                          `Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2`,
		"condition begins_with(a, :one)":                            `Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
		"condition a < :true":                                       `Incorrect operand type for operator or function; operator or function: <, operand type: BOOL`,
		"condition size(:one) = :one":                               `Incorrect operand type for operator or function; operator or function: size, operand type: N`,
		"condition a = a":                                           `The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]`,
		"condition a BETWEEN :two AND :one":                         `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}`,
		"condition a BETWEEN :a AND :one":                           `The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {S:a}, upper bound operand: AttributeValue: {N:1}`,
		"condition attribute_type(a, :a)":                           `Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
		"condition ((a = :one))":                                    `The expression has redundant parentheses;`,
		"condition ((a = :one AND b = :one)) OR c = :one":           `The expression has redundant parentheses;`,
		"condition a IN (:one" + strings.Repeat(",:one", 100) + ")": `The IN operator is provided with too many operands; number of operands: 101`,
		"condition a = :one" + strings.Repeat(" ", maxText):         `Expression size has exceeded the maximum allowed size; expression size: 4104`,
		"condition a[99999999999999999999] = :one":                  `List index is not within the allowable range; index: [99999999999999999999]`,

		"update ":                               `The expression can not be empty;`,
		"update a = :one":                       `Syntax error; token: "a", near: "a ="`,
		"update SET a :one":                     `Syntax error; token: ":one", near: "a :one"`,
		"update SET a = :one SET b = :one":      `The "SET" section can only be used once in an update expression;`,
		"update SET a = (b + :one) + :one":      `Syntax error; token: "+", near: ") + :one"`,
		"update SET a = size(b)":                `The function is not allowed in an update expression; function: size`,
		"update SET a = :one, ":                 `Syntax error; token: "<EOF>", near: ", "`,
		"update SET a = :one + :a":              `Incorrect operand type for operator or function; operator or function: +, operand type: S`,
		"update SET a = b + :one + :one":        `Syntax error; token: "+", near: ":one + :one"`,
		"update SET a = list_append(a, :set)":   `Incorrect operand type for operator or function; operator or function: list_append, operand type: SS`,
		"update SET a = list_append(a)":         `Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1`,
		"update SET a = if_not_exists(:one, a)": `Operator or function requires a document path; operator or function: if_not_exists`,
		"update ADD a :a":                       `Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND`,
		"update DELETE a :one":                  `Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND`,
		"update ADD a b":                        `Syntax error; token: "b", near: "a b"`,
		"update SET a = :one, a = :two":         `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]`,
		"update SET a.b[1] = :one REMOVE a.b":   `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b, [1]], path two: [a, b]`,
		"update SET a.b = :one REMOVE a[0]":     `Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]`,

		"projection a,":      `Syntax error; token: "<EOF>", near: ","`,
		"projection a, b, a": `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]`,
		"projection :one":    `Syntax error; token: ":one", near: ":one"`,
	} {
		kind, text, _ := strings.Cut(text, " ")
		var err error
		switch kind {
		case "condition":
			_, err = in(t).Condition("ConditionExpression", text)
			want = "Invalid ConditionExpression: " + want
		case "update":
			_, err = in(t).Update("UpdateExpression", text)
			want = "Invalid UpdateExpression: " + want
		case "projection":
			_, err = in(t).Projection("ProjectionExpression", text)
			want = "Invalid ProjectionExpression: " + want
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s %.200s:\n got %v\nwant %s", kind, text, err, want)
		}
	}
}

// Broken by: counting a placeholder as used when it is declared.
func TestEveryPlaceholderHasToBeUsed(t *testing.T) {
	s, err := NewScope(map[string]string{"#a": "a", "#b": "b", "#c": "c"}, attribute.Values{":v": num("1")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Condition("ConditionExpression", "#a = :v"); err != nil {
		t.Fatal(err)
	}
	if err, want := s.Unused(), "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #c}"; err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
	if _, err := s.Projection("ProjectionExpression", "#b, #c"); err != nil {
		t.Fatal(err)
	}
	if err := s.Unused(); err != nil {
		t.Errorf("all are used: %v", err)
	}
}

func TestPlaceholdersAreNamedByRules(t *testing.T) {
	for _, c := range []struct {
		names  map[string]string
		values attribute.Values
		want   string
	}{
		{map[string]string{}, nil, "ExpressionAttributeNames must not be empty"},
		{nil, attribute.Values{}, "ExpressionAttributeValues must not be empty"},
		{map[string]string{"a": "a"}, nil, `ExpressionAttributeNames contains invalid key: Syntax error; key: "a"`},
		{nil, attribute.Values{"#v": num("1")}, `ExpressionAttributeValues contains invalid key: Syntax error; key: "#v"`},
		{nil, attribute.Values{":": num("1")}, `ExpressionAttributeValues contains invalid key: Syntax error; key: ":"`},
	} {
		if _, err := NewScope(c.names, c.values); err == nil || err.Error() != c.want {
			t.Errorf("%v %v: %v; want %s", c.names, c.values, err, c.want)
		}
	}
}
