package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestReadmeSettings compares the table of settings in the README with the flags and the
// environment that the program reads.
func TestReadmeSettings(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(data), "## Settings")
	if !ok {
		t.Fatal(`the README has no chapter "Settings"`)
	}
	table, _, _ = strings.Cut(table, "\n## ")
	_, table, _ = strings.Cut(table, "\n|")

	var flags []string
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	program := new(program)
	program.defineFlags(set)
	program.defineServeFlags(set)
	set.VisitAll(func(f *pflag.Flag) { flags = append(flags, "--"+f.Name) })
	environment := []string{envDocs, envLog, "NO_COLOR", "COLUMNS"}
	for _, s := range serveSettings {
		environment = append(environment, s.env)
	}
	compare(t, "flags", regexp.MustCompile("`(--[a-z-]+)").FindAllStringSubmatch(table, -1), flags)
	compare(t, "environment", regexp.MustCompile("`([A-Z_]{4,})`").FindAllStringSubmatch(table, -1), environment)
}

func compare(t *testing.T, what string, found [][]string, want []string) {
	t.Helper()
	var got []string
	for _, m := range found {
		got = append(got, m[1])
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(slices.Compact(got), want) {
		t.Errorf("%s in the README's table: got %q, want %q", what, got, want)
	}
}
