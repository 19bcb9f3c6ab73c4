package page

// The children of a shard that ended, in JSON.

// children are few and rare.
func (d *jsonPage) children() error {
	d.out.Children = []Child{}
	return d.items(func() error {
		if len(d.out.Children) == mostChildren {
			return d.wrong("too many children")
		}
		d.out.Children = append(d.out.Children, Child{})
		if d.null() {
			return nil
		}
		return d.child(&d.out.Children[len(d.out.Children)-1])
	})
}

func (d *jsonPage) child(c *Child) error {
	return d.members(func(name []byte) (err error) {
		switch string(name) {
		case "ShardId":
			c.Has |= HasID
			c.ID, err = d.copied()
		case "ParentShards":
			err = d.parents(&c.Parents)
		case "HashKeyRange":
			err = d.hashKeys(c)
		default:
			err = d.skip()
		}
		return err
	})
}

func (d *jsonPage) parents(into *[]string) error {
	*into = []string{}
	return d.items(func() (err error) {
		if len(*into) == mostParents {
			return d.wrong("too many parents")
		}
		parent := ""
		if !d.null() {
			parent, err = d.copied()
		}
		*into = append(*into, parent)
		return err
	})
}

// hashKeys reads a range. A second one of the same child replaces the first.
func (d *jsonPage) hashKeys(c *Child) error {
	c.Has = c.Has&HasID | HasRange
	c.StartingHashKey, c.EndingHashKey = "", ""
	return d.members(func(name []byte) (err error) {
		switch string(name) {
		case "StartingHashKey":
			c.Has |= HasStartingHashKey
			c.StartingHashKey, err = d.copied()
		case "EndingHashKey":
			c.Has |= HasEndingHashKey
			c.EndingHashKey, err = d.copied()
		default:
			err = d.skip()
		}
		return err
	})
}
