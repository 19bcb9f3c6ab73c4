package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// unpack is the files of a tar.
func unpack(t *testing.T, text []byte) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(text)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if files[header.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func read[T any](t *testing.T, text []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// Broken by: a digest of the binary in place of its layer; a size of something else.
func TestAnImageIsWhatItsDigestsSay(t *testing.T) {
	text, err := image([]byte("a binary"), "arm64", "shardkeeper:v1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	files := unpack(t, text)
	blob := func(d descriptor) []byte {
		found := files[blobPath(d)]
		digest := sha256.Sum256(found)
		if "sha256:"+hex.EncodeToString(digest[:]) != d.Digest || len(found) != d.Size {
			t.Errorf("%s is %d bytes, %x; want %d bytes", d.Digest, len(found), digest, d.Size)
		}
		return found
	}
	if layout := read[map[string]string](t, files["oci-layout"]); layout["imageLayoutVersion"] != "1.0.0" {
		t.Errorf("the layout is %v", layout)
	}
	list := read[index](t, files["index.json"])
	if len(list.Manifests) != 1 || *list.Manifests[0].Platform != (platform{"arm64", "linux"}) {
		t.Fatalf("the index is %+v", list)
	}
	parts := read[manifest](t, blob(list.Manifests[0]))
	how := read[config](t, blob(parts.Config))
	if len(parts.Layers) != 1 || !slices.Equal(how.RootFS.DiffIDs, []string{parts.Layers[0].Digest}) || how.Architecture != "arm64" || how.OS != "linux" {
		t.Errorf("the manifest is %+v, the config %+v", parts, how)
	}
	if got := unpack(t, blob(parts.Layers[0])); string(got["shardkeeper"]) != "a binary" || how.Config.Entrypoint[0] != "/shardkeeper" {
		t.Errorf("the layer has %q, the entry point is %v", got, how.Config.Entrypoint)
	}
	docker := read[[]saved](t, files["manifest.json"])
	if len(docker) != 1 || docker[0].Config != blobPath(parts.Config) || !slices.Equal(docker[0].Layers, []string{blobPath(parts.Layers[0])}) || docker[0].RepoTags[0] != "shardkeeper:v1.2.3" {
		t.Errorf("docker's manifest is %+v", docker)
	}
	if again, err := image([]byte("a binary"), "arm64", "shardkeeper:v1.2.3"); err != nil || !bytes.Equal(text, again) {
		t.Errorf("a second image differs: %v", err)
	}
}

// Broken by: a mode without x; a binary that needs a C library.
func TestTheBinaryInAnImageRuns(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("images are for Linux")
	}
	dir := t.TempDir()
	from, to := filepath.Join(dir, "shardkeeper"), filepath.Join(dir, "image.tar")
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w -X main.release=v1.2.3", "-o", from, "../..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := write(from, to, runtime.GOARCH, "shardkeeper:v1.2.3"); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	files := unpack(t, text)
	docker := read[[]saved](t, files["manifest.json"])
	layer := tar.NewReader(bytes.NewReader(files[docker[0].Layers[0]]))
	header, err := layer.Next()
	if err != nil || header.FileInfo().Mode() != 0o755 {
		t.Fatalf("the layer begins with %+v, %v", header, err)
	}
	inside, err := io.ReadAll(layer)
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(dir, "root")
	if err := os.WriteFile(root, inside, header.FileInfo().Mode()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), root, "version").CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "v1.2.3" {
		t.Errorf("version: %q, %v", out, err)
	}
}
