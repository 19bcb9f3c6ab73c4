package emulator

// How the objects of a delivery become files, and what is said if they do not.

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/shardkeeper/shardkeeper/emulator/internal/kinesis"
)

// write puts the objects of a delivery below the folder. Writing them again changes nothing.
func (e *Emulator) write(d *kinesis.Delivery) error {
	if d.Refusal != "" {
		return fmt.Errorf("emulator: deliver: %w", refused(d.Refusal))
	}
	if err := os.MkdirAll(e.Bucket, 0o755); err != nil {
		return fmt.Errorf("emulator: make the folder of buckets: %w", err)
	}
	root, err := os.OpenRoot(e.Bucket) // no key leads out of it
	if err != nil {
		return fmt.Errorf("emulator: open the folder of buckets: %w", err)
	}
	defer root.Close()
	for _, o := range d.Objects() {
		if err := writeObject(root, o); err != nil {
			return fmt.Errorf("emulator: write object to bucket %s: %w", o.Bucket, err)
		}
	}
	return nil
}

// writeObject writes beside the object's name and renames: who lists the folder sees whole objects.
func writeObject(root *os.Root, o kinesis.Object) error {
	dir, name := path.Split(path.Join(o.Bucket, o.Key))
	dir = filepath.FromSlash(dir)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	part := filepath.Join(dir, "."+name+".part")
	if err := root.WriteFile(part, o.Body, 0o644); err != nil {
		return err
	}
	return root.Rename(part, filepath.Join(dir, name))
}

// refused is what KMS said.
type refused string

func (r refused) Error() string { return string(r) }

// reason is what a description says of a failure. It names no folder of this machine.
func reason(err error) string {
	if r, ok := errors.AsType[refused](err); ok {
		return r.Error()
	}
	why := err
	if p, ok := errors.AsType[*os.PathError](err); ok {
		why = p.Err
	}
	if l, ok := errors.AsType[*os.LinkError](err); ok {
		why = l.Err
	}
	return fmt.Sprintf("The destination bucket could not be written to: %v.", why)
}
