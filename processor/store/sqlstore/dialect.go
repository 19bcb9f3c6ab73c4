package sqlstore

import (
	"fmt"
	"strconv"
	"strings"
)

// The statements, and what differs between databases.

// A Dialect is what differs between databases here: how a placeholder is written. The statements need
// ON CONFLICT and RETURNING, which SQLite has since 3.35.
type Dialect struct{ mark string }

// The databases that the conformance suite is run against. SQLite is the zero Dialect.
var (
	PostgreSQL = Dialect{mark: "$"}
	SQLite     = Dialect{}
)

// statement puts the name of the table in and numbers the placeholders, which are written as ?.
func (s *Store) statement(text string) string {
	text = strings.ReplaceAll(text, "TABLE_NAME", s.table())
	if s.Dialect.mark == "" {
		return text
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, behind, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(s.Dialect.mark + strconv.Itoa(n))
		text = behind
	}
}

func (s *Store) schema() string {
	return fmt.Sprintf(`CREATE TABLE IF NOT EXISTS %s (
	application TEXT NOT NULL,
	stream TEXT NOT NULL,
	shard TEXT NOT NULL,
	token BIGINT NOT NULL,
	position TEXT NOT NULL,
	PRIMARY KEY (application, stream, shard))`, s.table())
}

// claim gives no row if a higher token has it.
func (s *Store) claim() string {
	return s.statement(`INSERT INTO TABLE_NAME AS t (application, stream, shard, token, position) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (application, stream, shard) DO UPDATE SET token = excluded.token WHERE t.token <= excluded.token
RETURNING position`)
}

// touch changes nothing; it locks the row, and gives none if the token is not the one that claimed it.
func (s *Store) touch() string {
	return s.statement(`UPDATE TABLE_NAME SET token = token
WHERE token = ? AND application = ? AND stream = ? AND shard = ? RETURNING position`)
}

func (s *Store) move() string {
	return s.statement(`UPDATE TABLE_NAME SET position = ? WHERE application = ? AND stream = ? AND shard = ?`)
}
