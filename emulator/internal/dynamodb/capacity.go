package dynamodb

// Consumed capacity: what the service would have charged. Nothing is limited by it.

// A consumption is one table's entry in an answer.
type consumption struct {
	TableName     string
	CapacityUnits float64
	Table         *units `json:",omitempty"`
}

type units struct{ CapacityUnits float64 }

// consumed is an entry as ReturnConsumedCapacity asks for it, nil if it does not.
func consumed(mode, table string, total float64) *consumption {
	switch mode {
	case "TOTAL":
		return &consumption{TableName: table, CapacityUnits: total}
	case "INDEXES":
		return &consumption{TableName: table, CapacityUnits: total, Table: &units{total}}
	}
	return nil
}

// consumed writes the entry of an operation on one table.
func (a *answer) consumed(mode, table string, total float64) {
	if entry := consumed(mode, table, total); entry != nil {
		a.value("ConsumedCapacity", entry)
	}
}

// consumedAll writes the entries of an operation on several tables.
func (a *answer) consumedAll(mode string, totals map[string]float64, order []string) {
	var all []*consumption
	for _, table := range order {
		if entry := consumed(mode, table, totals[table]); entry != nil {
			all = append(all, entry)
		}
	}
	if all != nil {
		a.value("ConsumedCapacity", all)
	}
}

// readUnits is a unit for each 4 KB, half of it if the read may lag.
func readUnits(bytes int, consistent bool) float64 {
	blocks := float64(max(1, (bytes+4095)/4096))
	if consistent {
		return blocks
	}
	return blocks / 2
}

// writeUnits is a unit for each KB of the larger of the item before and after.
func writeUnits(before, after int) float64 {
	return float64(max(1, (max(before, after)+1023)/1024))
}

func (p *problems) consumed(mode string) {
	p.oneOf("returnConsumedCapacity", mode, "INDEXES", "TOTAL", "NONE")
}
