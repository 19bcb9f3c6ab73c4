package expression

// Laws of the parser over random trees and random text.

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/shardkeeper/shardkeeper/emulator/internal/dynamodb/attribute"
)

func paths() *rapid.Generator[Path] {
	step := rapid.OneOf(
		rapid.Map(rapid.SampledFrom([]string{"a", "b", "size", "x y", "é"}), func(s string) Step { return Step{Name: s} }),
		rapid.Map(rapid.IntRange(0, 3), func(i int) Step { return Step{Index: i} }))
	return rapid.Custom(func(t *rapid.T) Path {
		head := Step{Name: rapid.SampledFrom([]string{"a", "b", "c", "and"}).Draw(t, "name")}
		return append(Path{head}, rapid.SliceOfN(step, 0, 2).Draw(t, "steps")...)
	})
}

func operands(other ...*rapid.Generator[Operand]) *rapid.Generator[Operand] {
	return rapid.OneOf(append(other,
		rapid.Map(paths(), func(p Path) Operand { return p }),
		rapid.Map(rapid.IntRange(-9, 9), func(n int) Operand { return Literal{attribute.Int(n)} }))...)
}

// conditions are trees that pass the checks, as far as those are easy to pass.
func conditions(depth int) *rapid.Generator[Condition] {
	sized := rapid.Map(paths(), func(p Path) Operand { return Size{p} })
	text := Literal{attribute.String("a")}
	return rapid.Custom(func(t *rapid.T) Condition {
		value := operands(sized).Draw(t, "value")
		most := 8
		if depth == 0 {
			most = 5
		}
		switch rapid.IntRange(0, most).Draw(t, "kind") {
		case 0:
			return Exists{paths().Draw(t, "path")}
		case 1:
			return TypeIs{paths().Draw(t, "path"), Literal{attribute.String("NS")}}
		case 2:
			return BeginsWith{paths().Draw(t, "path"), text}
		case 3:
			return Contains{paths().Draw(t, "path"), text}
		case 4:
			others := operands(sized).Filter(func(o Operand) bool { return !reflect.DeepEqual(o, value) })
			return In{value, rapid.SliceOfN(others, 1, 3).Draw(t, "list")}
		case 5:
			by := rapid.SampledFrom([]Comparator{Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual}).Draw(t, "by")
			return Compare{by, value, Literal{attribute.Int(rapid.IntRange(10, 20).Draw(t, "n"))}}
		case 6:
			return And{conditions(depth-1).Draw(t, "left"), conditions(depth-1).Draw(t, "right")}
		case 7:
			return Or{conditions(depth-1).Draw(t, "left"), conditions(depth-1).Draw(t, "right")}
		default:
			return Not{conditions(depth-1).Draw(t, "of")}
		}
	})
}

// Broken by: giving AND and OR one precedence; reading NOT as far as the next OR.
func TestAConditionReadsBackAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := conditions(3).Draw(t, "condition")
		p := newPrinter()
		text := p.condition(want)
		got, err := p.scope().Condition("ConditionExpression", text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	})
}

// Broken by: reading the operands of a difference the wrong way round.
func TestAnUpdateReadsBackAsItself(t *testing.T) {
	counted := rapid.Custom(func(t *rapid.T) Operand {
		a, b := operands().Draw(t, "a"), operands().Draw(t, "b")
		return rapid.SampledFrom([]Operand{Sum{a, b}, Difference{a, b}, IfNotExists{paths().Draw(t, "path"), b}}).Draw(t, "kind")
	})
	rapid.Check(t, func(t *rapid.T) {
		var want Update
		verbs := []Verb{Set, Remove, Add, Delete}
		for i := range rapid.IntRange(1, 5).Draw(t, "actions") {
			a := Action{Verb: verbs[min(i, 3)], Path: Path{{Name: strings.Repeat("p", i+1)}}}
			switch a.Verb {
			case Set:
				a.Value = operands(counted).Draw(t, "value")
			case Add:
				a.Value = Literal{attribute.Int(i)}
			case Delete:
				a.Value = Literal{attribute.StringSet{"a"}}
			}
			want = append(want, a)
		}
		p := newPrinter()
		text := p.update(want)
		got, err := p.scope().Update("UpdateExpression", text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	})
}

func FuzzAnyTextIsATreeOrAnError(f *testing.F) {
	for _, seed := range []string{
		"a = :one AND NOT (b <> :two OR size(c.d[3]) >= :one)", "a BETWEEN :one AND :two", "a IN (:a, :b)", "attribute_type(#n, :type)",
		"SET a = if_not_exists(a, :one) - :two, b = list_append(:list, b) REMOVE c[0] ADD d :one DELETE e :set", "a, b.c[0]", "((((", "NOT NOT", "a[", "\xff#",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := in(t)
		if c, err := s.Condition("X", text); err == nil {
			p := newPrinter()
			printed := p.condition(c)
			if again, err := p.scope().Condition("X", printed); err != nil || !reflect.DeepEqual(again, c) {
				t.Errorf("%q became %q: %v, %v", text, printed, again, err)
			}
			Holds(c, nil)
		}
		if u, err := s.Update("X", text); err == nil {
			_, _ = u.Apply(attribute.MapOf(attribute.Member{Name: "a", Value: attribute.Int(1)}))
		}
		if paths, err := s.Projection("X", text); err == nil {
			p := newPrinter()
			printed := p.projection(paths)
			if again, err := p.scope().Projection("X", printed); err != nil || !reflect.DeepEqual(again, paths) {
				t.Errorf("%q became %q: %v, %v", text, printed, again, err)
			}
		}
	})
}
