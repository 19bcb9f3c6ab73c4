package emulator

// Discretion: messages of the services quote what was wrong with a request, and that may be data or a
// partition key. Clients get the message as it is; logs and reports get it without.

import "strings"

// discreet leaves out what a message quotes: from the first value to the end of the last.
func discreet(message string) string {
	const before, after = "Value '", "' at '"
	begin, end := strings.Index(message, before), strings.LastIndex(message, after)
	if begin < 0 || end < begin+len(before) {
		return message
	}
	return message[:begin] + "Value at '" + message[end+len(after):]
}
