//go:build interop

// Package kcl proves by Amazon's own consumer library that the emulator is what the library takes it
// for: an application survives a split, a merge, a scaling and a worker that is killed, and loses
// nothing.
package kcl

import "testing"

// An application is a version of the library and how it is used.
type application struct {
	name      string
	classpath string // the environment variable that has it
	options   []string
	fanOut    bool     // reads by push
	latest    bool     // begins at the newest record, the library's default
	beside    []string // tables beside that of leases
	kinds     []string // of rows in all its tables
	index     string   // of its table
	hangs     bool     // in a graceful stop after a shard ended
}

var state3 = []string{"LEASE", "LEADER", "CLIENT_VERSION_MIGRATION", "WORKER_METRIC_STATS"}

var tables3 = []string{stateTable, workerTable}

const index3 = "LeaseOwnerToLeaseKeyIndex"

func TestKCL3WithItsDefaultsLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl3", classpath: "KCL3", fanOut: true, latest: true, kinds: state3, index: index3})
}

func TestKCL3PollingLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl3-polling", classpath: "KCL3", options: []string{"polling", "oldest"}, kinds: state3, index: index3})
}

func TestKCL3OfThreeTablesLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl34", classpath: "KCL34", fanOut: true, latest: true, beside: tables3, kinds: state3, index: index3})
}

func TestKCL2WithItsDefaultsLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl2", classpath: "KCL2", fanOut: true, latest: true, hangs: true})
}

func TestKCL2PollingLosesNothing(t *testing.T) {
	tell(t, application{name: "kcl2-polling", classpath: "KCL2", options: []string{"polling", "oldest"}, hangs: true})
}

// tell runs the story. Its waits are the library's own periods. Of the three changes of the stream, the
// first is read from the tip and the others from a backlog, since they come before the library has
// assigned the children of the first.
//
// Broken by: the emulator's GetRecords and SubscribeToShard do not name the children at a shard's end.
func tell(t *testing.T, a application) {
	t.Parallel()
	w, heard := newWorld(t, a.name, a.beside), new(chronicle)
	fleet := []*worker{a.start(t, w, heard, a.name+"-ada")}
	w.prepared(t, a, fleet[0])
	fleet = append(fleet, a.start(t, w, heard, a.name+"-ben"))
	probes := w.reachBoth(t, a, heard, fleet)

	p := produce(t, w)
	for _, change := range []func(){
		func() { w.split(t) },
		func() { w.merge(t) },
		func() { w.scale(t, 4) },
	} {
		p.more(t)
		change()
	}
	p.more(t)
	victim, survivor := w.pick(t, heard, fleet)
	victim.kill(t)
	w.say("%s is killed", victim.name)
	p.more(t)
	puts := p.stop(t)

	w.settle(t, heard, survivor, puts)
	a.checkRows(t, w, survivor.name)
	survivor.stop(t)
	w.say("%s stopped", survivor.name)
	w.checkStop(t, a, heard, survivor.name)
	w.checkLaws(t, heard, puts)
	w.checkConsumers(t, a)
	w.checkMetrics(t, heard, survivor.name, len(puts)+probes)
}
