package dynamodb

// ListTables lists the tables of an account in a region by name.
//
// Limits: 100 names a page.

import (
	"slices"

	"github.com/shardkeeper/shardkeeper/emulator/internal/wire"
)

type listTables struct {
	ExclusiveStartTableName string
	Limit                   *int64
}

func (in *listTables) validate(p *problems) {
	if in.ExclusiveStartTableName != "" {
		p.name("exclusiveStartTableName", in.ExclusiveStartTableName)
	}
	p.atLeast("limit", in.Limit, 1)
	p.atMost("limit", in.Limit, 100)
}

func (c *call) listTables(in *listTables) ([]byte, *wire.Error) {
	var out struct {
		TableNames             []string
		LastEvaluatedTableName string `json:",omitempty"`
	}
	names := c.service.names(c.Account, c.Region, c.Now)
	slices.Sort(names)
	from, found := slices.BinarySearch(names, in.ExclusiveStartTableName)
	if found {
		from++
	}
	limit := 100
	if in.Limit != nil {
		limit = int(*in.Limit)
	}
	out.TableNames = append([]string{}, names[from:]...)
	if len(out.TableNames) > limit {
		out.TableNames = out.TableNames[:limit]
		out.LastEvaluatedTableName = out.TableNames[limit-1]
	}
	return marshal(out)
}
