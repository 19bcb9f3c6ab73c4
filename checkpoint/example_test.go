package checkpoint_test

import (
	"fmt"

	"github.com/shardkeeper/shardkeeper/checkpoint"
)

func ExampleTracker() {
	first, _ := checkpoint.At("100", 0)
	second, _ := checkpoint.At("101", 0)
	third, _ := checkpoint.At("102", 0)

	var t checkpoint.Tracker
	t.Delivered(first)
	t.Delivered(second)
	t.Delivered(third)
	t.Done(third) // not safe yet: the first two are not done
	t.Done(first)
	safe, _ := t.Safe()
	fmt.Println(safe)
	t.Done(second)
	safe, _ = t.Safe()
	fmt.Println(safe)
	// Output:
	// 100
	// 102
}

func ExampleParse() {
	p, err := checkpoint.Parse("49590338271490256608559692538361571095921575989136588898/2")
	fmt.Println(p.SequenceNumber(), p.SubSequenceNumber(), err)
	_, err = checkpoint.Parse("12x")
	fmt.Println(err)
	// Output:
	// 49590338271490256608559692538361571095921575989136588898 2 <nil>
	// checkpoint: "12x": not a sequence number or sentinel
}
