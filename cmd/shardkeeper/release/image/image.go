package main

// An image in both of its layouts, in one tar: OCI's (oci-layout, index.json, blobs named by their
// digest) and docker save's (manifest.json), which points at the same blobs. Nothing in it depends
// on when or where it is made.

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

const (
	indexType    = "application/vnd.oci.image.index.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	configType   = "application/vnd.oci.image.config.v1+json"
	layerType    = "application/vnd.oci.image.layer.v1.tar"
)

// A descriptor points at a blob.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
}

// A manifest names the parts of an image.
type manifest struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Config        descriptor   `json:"config"`
	Layers        []descriptor `json:"layers"`
}

// An index names the images of a layout.
type index struct {
	SchemaVersion int          `json:"schemaVersion"`
	MediaType     string       `json:"mediaType"`
	Manifests     []descriptor `json:"manifests"`
}

// A config says how an image is run.
type config struct {
	platform
	Created string `json:"created"`
	Config  run    `json:"config"`
	RootFS  rootFS `json:"rootfs"`
}

type run struct {
	User         string
	ExposedPorts map[string]struct{}
	Entrypoint   []string
}

type rootFS struct {
	Type    string   `json:"type"`
	DiffIDs []string `json:"diff_ids"`
}

// A saved is an image as docker save lists it.
type saved struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// image is the tar of an image around one binary.
func image(binary []byte, arch, tag string) ([]byte, error) {
	layer, err := archive([]file{{"shardkeeper", 0o755, binary}})
	if err != nil {
		return nil, err
	}
	var blobs []file
	put := func(mediaType string, blob []byte) descriptor {
		digest := sha256.Sum256(blob)
		name := hex.EncodeToString(digest[:])
		blobs = append(blobs, file{"blobs/sha256/" + name, 0o644, blob})
		return descriptor{MediaType: mediaType, Digest: "sha256:" + name, Size: len(blob)}
	}
	layerAt := put(layerType, layer)
	on := platform{Architecture: arch, OS: "linux"}
	configText, err := json.Marshal(config{on, epoch().Format(time.RFC3339), run{
		User: "65532:65532", ExposedPorts: map[string]struct{}{"4567/tcp": {}},
		Entrypoint: []string{"/shardkeeper", "emulator", "--addr", "0.0.0.0:4567"}, // of flags given twice the last counts
	}, rootFS{"layers", []string{layerAt.Digest}}}) // a layer that is not compressed: its digest is its diff id
	if err != nil {
		return nil, err
	}
	configAt := put(configType, configText)
	manifestText, err := json.Marshal(manifest{2, manifestType, configAt, []descriptor{layerAt}})
	if err != nil {
		return nil, err
	}
	manifestAt := put(manifestType, manifestText)
	_, version, _ := strings.Cut(tag, ":")
	manifestAt.Platform, manifestAt.Annotations = &on, map[string]string{
		"org.opencontainers.image.ref.name": version, "io.containerd.image.name": "docker.io/library/" + tag,
	}
	indexText, err := json.Marshal(index{2, indexType, []descriptor{manifestAt}})
	if err != nil {
		return nil, err
	}
	savedText, err := json.Marshal([]saved{{blobPath(configAt), []string{tag}, []string{blobPath(layerAt)}}})
	if err != nil {
		return nil, err
	}
	return archive(append([]file{
		{"oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`)}, {"index.json", 0o644, indexText}, {"manifest.json", 0o644, savedText},
	}, blobs...))
}

// blobPath is where a layout keeps a blob.
func blobPath(d descriptor) string { return "blobs/sha256/" + strings.TrimPrefix(d.Digest, "sha256:") }

// epoch is when everything in an image was made, so that equal contents are equal bytes.
func epoch() time.Time { return time.Unix(0, 0).UTC() }

type file struct {
	name string
	mode int64
	text []byte
}

// archive is a tar of files.
func archive(files []file) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.text)), ModTime: epoch(), Format: tar.FormatUSTAR}
		if err := w.WriteHeader(header); err != nil {
			return nil, fmt.Errorf("write %s: %w", f.name, err)
		}
		if _, err := w.Write(f.text); err != nil {
			return nil, fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
