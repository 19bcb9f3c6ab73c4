// Package emulator is Amazon Kinesis Data Streams in one value, for tests and for development.
package emulator
