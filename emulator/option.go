package emulator

// Options say which calls a hook is for.

import "encoding/json"

// An Option narrows a hook to some of the calls of its operation.
type Option func(*options)

type options struct {
	times, after int
	where        []func(*Call) bool
	stubborn     bool
}

func newOptions(opts []Option) options {
	var o options
	for _, set := range opts {
		set(&o)
	}
	return o
}

// chosen is how many of the first n calls that match the hook is applied to.
func (o options) chosen(n int) int {
	chosen := max(n-o.after, 0)
	if o.times > 0 {
		chosen = min(chosen, o.times)
	}
	return chosen
}

// Times applies the hook to n calls at most.
func Times(n int) Option { return func(o *options) { o.times = n } }

// After lets the first n calls pass.
func After(n int) Option { return func(o *options) { o.after = n } }

// Where applies the hook to calls for which is answers true. Several must all do.
func Where(is func(*Call) bool) Option {
	return func(o *options) { o.where = append(o.where, is) }
}

// OnStream applies the hook to calls about one stream.
func OnStream(name string) Option { return Where(func(c *Call) bool { return c.Stream == name }) }

// OnShard applies the hook to calls about one shard, by ID.
func OnShard(id string) Option { return Where(func(c *Call) bool { return c.Shard == id }) }

// OnConsumer applies the hook to calls about one consumer with enhanced fan-out, by name.
func OnConsumer(name string) Option {
	return Where(func(c *Call) bool { return c.Consumer == name })
}

// OnTable applies the hook to calls about one table.
func OnTable(name string) Option { return Where(func(c *Call) bool { return c.Table == name }) }

// OnKey applies the hook to calls about one item of a table: those whose Key or Item has the
// string value in the named attribute.
func OnKey(attribute, value string) Option {
	return Where(func(c *Call) bool {
		for _, member := range []string{"Key", "Item"} {
			var item map[string]struct{ S *string }
			if json.Unmarshal(c.Member(member), &item) != nil {
				continue
			}
			if s := item[attribute].S; s != nil && *s == value {
				return true
			}
		}
		return false
	})
}

// Through applies the hook to calls that come through one plug: one worker's.
func Through(p *Plug) Option { return Where(func(c *Call) bool { return c.passage.plug == p }) }

// Stubborn makes a Delay go on after the client has given up, so that the request takes effect
// late: what a packet does that was long on its way. In a synctest bubble, sleep for longer than the
// longest such delay before the test returns: a bubble must not end with a request on its way.
func Stubborn() Option { return func(o *options) { o.stubborn = true } }
