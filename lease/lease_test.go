package lease

import "testing"

// Broken by: a name of ours without its random part; splitting at the first "~" or ":".
func TestNamesOfWorkersAndRows(t *testing.T) {
	for _, c := range []struct{ owner, id, run string }{
		{"w1~5f3a", "w1", "5f3a"},
		{"a~b~5f3a", "a~b", "5f3a"},
		{"7e42a1c0-java", "7e42a1c0-java", ""},
		{"", "", ""},
	} {
		if got := WorkerID(c.owner); got != c.id || run(c.owner) != c.run {
			t.Errorf("%q: ID %q, run %q, want %q and %q", c.owner, got, run(c.owner), c.id, c.run)
		}
	}
	for _, k := range []Key{{Shard: "shardId-1"}, {Stream: "123:orders:1700", Shard: "shardId-1"}} {
		if got := ParseKey(k.String()); got != k {
			t.Errorf("ParseKey(%q) = %+v", k.String(), got)
		}
	}
}

// Broken by: a holder told by leaseOwner alone; a row of the Java KCL that counts as handed over;
// a tenure of ours that marks a row which another kind of worker took.
func TestWhoHoldsARow(t *testing.T) {
	ours := heldBy("p~1")
	stolen := ours
	stolen.Owner = "java-1"
	asked := ours.AskedBy("q~1").Next
	handed := asked.HandedTo(asked.Progress()).Next
	for _, c := range []struct {
		what             string
		row              Lease
		holder, asker    string
		handed, unmarked bool
	}{
		{"free", Lease{}, "", "", false, false},
		{"held", ours, "p~1", "", false, false},
		{"asked for", asked, "p~1", "q~1", false, false},
		{"handed over", handed, "", "", true, false},
		{"released", ours.Released(ours.Progress()).Next, "", "", false, false},
		{"a KCL's", Lease{Owner: "java-1"}, "java-1", "", false, true},
		{"a KCL's that is asked for", Lease{Owner: "java-2", CheckpointOwner: "java-1"}, "java-1", "java-2", false, true},
		{"stolen by a KCL", stolen, "java-1", "", false, true},
	} {
		l := c.row
		if l.Holder() != c.holder || l.Asker() != c.asker || l.HandedOver() != c.handed || l.Unmarked() != c.unmarked {
			t.Errorf("%s: holder %q, asker %q, handed over %v, unmarked %v", c.what, l.Holder(), l.Asker(), l.HandedOver(), l.Unmarked())
		}
	}
}
