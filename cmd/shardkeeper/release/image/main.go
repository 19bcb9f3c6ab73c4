// Command image puts a static binary into a container image, without a container engine: a tar that
// docker load and podman load take, and every tool that reads an OCI layout.
//
//	image -arch amd64 -tag shardkeeper:v1.2.3 BINARY IMAGE.tar
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	arch := flag.String("arch", "amd64", "the binary's architecture, as Go names it")
	tag := flag.String("tag", "shardkeeper:latest", "NAME:TAG of the image")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "image: give the binary and the image to write")
		os.Exit(2)
	}
	if err := write(flag.Arg(0), flag.Arg(1), *arch, *tag); err != nil {
		fmt.Fprintf(os.Stderr, "image: %v\n", err)
		os.Exit(1)
	}
}

func write(from, to, arch, tag string) error {
	binary, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	text, err := image(binary, arch, tag)
	if err != nil {
		return fmt.Errorf("make an image of %s: %w", from, err)
	}
	return os.WriteFile(to, text, 0o644)
}
