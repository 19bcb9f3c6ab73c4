package main

// What a run is made of: its settings from the command line, and what follows from them.

import (
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shardkeeper/shardkeeper/bench/peer"
	"github.com/shardkeeper/shardkeeper/bench/peer/raw"
)

// A setup is what is measured.
type setup struct {
	records  int // in all, of the first shape; others have as many bytes
	shards   int
	rounds   int
	shapes   []shape
	clients  []client
	json     bool
	document string // file to fill in
	section  string // of it
	plots    string // folder
	profiles string // folder
	patience time.Duration
	own      string // program of ownName
}

// A shape is the size of records, and how many a page has at most.
type shape struct{ size, page int }

func (s shape) String() string { return fmt.Sprintf("%d B, pages of %d", s.size, s.page) }

// mainSection is the one of all clients and shapes.
const mainSection = "consume"

// parse reads the command line.
func parse(args []string) (setup, error) {
	s := setup{patience: 3 * time.Minute}
	flags := flag.NewFlagSet("consume", flag.ContinueOnError)
	flags.IntVar(&s.records, "records", 2_000_000, "records of 200 bytes in a stream; larger ones are fewer in proportion, at least a quarter")
	flags.IntVar(&s.shards, "shards", 100, "shards of the stream")
	flags.IntVar(&s.rounds, "rounds", 3, "runs of each client, in turn")
	size := flags.String("size", "200,1024", "bytes of a record; several with commas")
	page := flags.String("page", "", "records in a page at most, for all sizes; default: full pages (10000 of 200 B, 2000 of 1 KB), and 1000 of 200 B")
	names := flags.String("clients", "", "which clients, with commas; default: all of "+strings.Join(namesOf(clients()), ","))
	flags.BoolVar(&s.json, "json", false, "print one line of JSON for each client and shape instead of a table")
	flags.StringVar(&s.document, "doc", "", "document to fill in, with plots beside it if the section is "+mainSection)
	flags.StringVar(&s.section, "section", mainSection, "section of the document to fill in")
	flags.StringVar(&s.plots, "plot", "", "folder to write plots to, as SVG")
	flags.StringVar(&s.profiles, "profile", "", "folder to write CPU profiles of each client's last round to")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.document != "" && s.plots == "" && s.section == mainSection {
		s.plots = filepath.Dir(s.document)
	}
	shapes, err := shapesOf(*size, *page)
	if err != nil {
		return s, err
	}
	s.shapes = shapes
	s.clients, err = clientsOf(*names)
	if err == nil && (s.records < 1 || s.shards < 1 || s.rounds < 1 || flags.NArg() > 0) {
		err = errors.New("consume: -records, -shards and -rounds are at least 1, and there are no arguments")
	}
	return s, err
}

// shapesOf is each size with its full page, and small pages of the first; or with the page asked for.
func shapesOf(sizes, page string) ([]shape, error) {
	var shapes []shape
	for text := range strings.SplitSeq(sizes, ",") {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 || size > 1<<20 {
			return nil, fmt.Errorf("consume: -size %q is no size of a record", text)
		}
		shapes = append(shapes, shape{size, min(raw.MostRecords, max(2_000_000/size, 1))})
		if size > 1000 {
			shapes[len(shapes)-1].page = max(2000*1024/size, 1)
		}
	}
	if page == "" {
		return slices.Insert(shapes, 1, shape{shapes[0].size, 1000}), nil
	}
	n, err := strconv.Atoi(page)
	if err != nil || n < 1 || n > raw.MostRecords {
		return nil, fmt.Errorf("consume: -page %q is not within 1 to %d", page, raw.MostRecords)
	}
	for i := range shapes {
		shapes[i].page = n
	}
	return shapes, nil
}

func clientsOf(names string) ([]client, error) {
	all := clients()
	if names == "" {
		return all, nil
	}
	var chosen []client
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(c client) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("consume: there is no client %q, only %v", name, namesOf(all))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func namesOf(clients []client) []string {
	var names []string
	for _, c := range clients {
		names = append(names, c.name)
	}
	return names
}

// stream is what a client is given: as many records for all, so few shards as it needs.
func (s setup) stream(c client, size int) peer.Stream {
	records := s.records
	if first := s.shapes[0].size; size > first {
		records = max(s.records*first/size, s.records/4)
	}
	shards := s.shards
	if c.fewer > 0 {
		shards = min(shards, c.fewer)
	}
	return peer.Stream{Shards: shards, Each: max(records/shards, 1)}
}

// most is how many records any shard has.
func (s setup) most(size int) int {
	most := 1
	for _, c := range s.clients {
		most = max(most, s.stream(c, size).Each)
	}
	return most
}
