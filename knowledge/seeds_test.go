package knowledge

import (
	"bytes"
	"os"
	"testing"
)

// The loader's checks are those of the glossary that comes with the program: required
// labels, unknown references, duplicate labels, cycles.
func TestSeedGlossaryIsSoundAndCompiled(t *testing.T) {
	source, err := LoadGlossary(os.DirFS("../seeds/glossary"), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("../seeds/glossary.gob")
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := DecodeGlossary(bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !source.Equal(compiled) {
		t.Error("seeds/glossary.gob is older than the YAML files: run go generate ./seeds")
	}
}
