package page

// The children of a shard that ended, in CBOR.

import "github.com/shardkeeper/shardkeeper/fanout/internal/cbor"

// children are few and rare.
func (d *cborPage) children() error {
	d.out.Children = []Child{}
	return d.Items(func(cbor.Span) error {
		if len(d.out.Children) == mostChildren {
			return d.Wrong("too many children")
		}
		d.out.Children = append(d.out.Children, Child{})
		return d.child(&d.out.Children[len(d.out.Children)-1])
	})
}

func (d *cborPage) child(c *Child) error {
	return d.Members(func(name []byte) (err error) {
		switch string(name) {
		case "ShardId":
			c.Has |= HasID
			c.ID, err = d.text()
		case "ParentShards":
			err = d.parents(&c.Parents)
		case "HashKeyRange":
			err = d.hashKeys(c)
		default:
			err = d.Skip()
		}
		return err
	})
}

func (d *cborPage) parents(into *[]string) error {
	*into = []string{}
	return d.Items(func(cbor.Span) error {
		if len(*into) == mostParents {
			return d.Wrong("too many parents")
		}
		parent, err := "", error(nil)
		if !d.Null() {
			parent, err = d.text()
		}
		*into = append(*into, parent)
		return err
	})
}

// hashKeys reads a range. A second one of the same child replaces the first.
func (d *cborPage) hashKeys(c *Child) error {
	c.Has = c.Has&HasID | HasRange
	c.StartingHashKey, c.EndingHashKey = "", ""
	return d.Members(func(name []byte) (err error) {
		switch string(name) {
		case "StartingHashKey":
			c.Has |= HasStartingHashKey
			c.StartingHashKey, err = d.text()
		case "EndingHashKey":
			c.Has |= HasEndingHashKey
			c.EndingHashKey, err = d.text()
		default:
			err = d.Skip()
		}
		return err
	})
}
