// Package aggregate reads the format in which the Kinesis Producer Library packs many records of its
// users into one of a stream's: a magic number, a protocol buffer, and the buffer's MD5.
package aggregate

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"fmt"
)

const (
	magic  = "\xF3\x89\x9A\xC2"
	digest = md5.Size
)

// A User is one record of a user's.
type User struct {
	Key  string
	Hash string // its explicit hash key, "" if it has none
	Data []byte
}

// Is tells aggregated records from plain ones: a record that had no company is put as it is.
func Is(data []byte) bool { return bytes.HasPrefix(data, []byte(magic)) }

// Decode takes an aggregated record to pieces.
func Decode(data []byte) ([]User, error) {
	body, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok || len(body) < digest {
		return nil, fmt.Errorf("aggregate: decode %d bytes: they do not begin as an aggregated record does", len(data))
	}
	message, sum := body[:len(body)-digest], body[len(body)-digest:]
	if got := md5.Sum(message); !bytes.Equal(got[:], sum) {
		return nil, fmt.Errorf("aggregate: decode %d bytes: their MD5 is %x, want %x", len(data), got, sum)
	}
	fields, err := split(message)
	if err != nil {
		return nil, err
	}
	return assemble(fields)
}

// assemble finds the keys that the records name by their places in two tables.
func assemble(fields []field) ([]User, error) {
	var keys, hashes []string
	var records [][]byte
	for _, f := range fields {
		switch f.number {
		case 1:
			keys = append(keys, string(f.bytes))
		case 2:
			hashes = append(hashes, string(f.bytes))
		case 3:
			records = append(records, f.bytes)
		}
	}
	users := make([]User, 0, len(records))
	for i, record := range records {
		u, err := one(record, keys, hashes)
		if err != nil {
			return nil, fmt.Errorf("aggregate: decode record %d of %d: %w", i, len(records), err)
		}
		users = append(users, u)
	}
	return users, nil
}

func one(record []byte, keys, hashes []string) (User, error) {
	fields, err := split(record)
	if err != nil {
		return User{}, err
	}
	var u User
	for _, f := range fields {
		switch f.number {
		case 1:
			u.Key, err = at(keys, f.value)
		case 2:
			u.Hash, err = at(hashes, f.value)
		case 3:
			u.Data = f.bytes
		}
		if err != nil {
			return User{}, err
		}
	}
	return u, nil
}

func at(table []string, index uint64) (string, error) {
	if index >= uint64(len(table)) {
		return "", fmt.Errorf("it names key %d of %d", index, len(table))
	}
	return table[index], nil
}

// A field of a protocol buffer: a number, and either a value or bytes.
type field struct {
	number uint64
	value  uint64
	bytes  []byte
}

// split reads the fields of a message. The format has numbers and lengths only.
func split(message []byte) ([]field, error) {
	var fields []field
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		if n <= 0 {
			return nil, fmt.Errorf("aggregate: split a message: a tag is cut short")
		}
		value, m := binary.Uvarint(message[n:])
		if m <= 0 {
			return nil, fmt.Errorf("aggregate: split a message: field %d is cut short", tag>>3)
		}
		message = message[n+m:]
		f := field{number: tag >> 3, value: value}
		switch tag & 7 {
		case 0:
		case 2:
			if value > uint64(len(message)) {
				return nil, fmt.Errorf("aggregate: split a message: field %d has %d bytes of %d", f.number, len(message), value)
			}
			f.bytes, message = message[:value], message[value:]
		default:
			return nil, fmt.Errorf("aggregate: split a message: field %d is of type %d", f.number, tag&7)
		}
		fields = append(fields, f)
	}
	return fields, nil
}
