package main

// shardkeeper version.

import "runtime/debug"

// release is set when a release is linked: -ldflags "-X main.release=v1.2.3".
var release string

// version is the release, or what the build knows of itself.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "devel"
	}
	return info.Main.Version
}
