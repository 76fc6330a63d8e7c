package discord

import (
	"strings"
	"testing"

	"statementbot/adapters/discord/discordtest"
	"statementbot/knowledge"
)

// TestExamine shows what is found, and that each fault has its remedy.
func TestExamine(t *testing.T) {
	s := discordtest.New(t)
	docs := seedDocs(t)
	tests := []struct {
		name   string
		change func(*Config)
		what   string
		remedy string
	}{
		{"token", nil, `the token is that of "statementbot"`, ""},
		{"commands missing", nil, "7 of the application's commands are not as they should be", "start statementbot serve"},
		{"key", nil, "the public key is the application's", ""},
		{"link", nil, "permissions=274877975552", ""},
		{"intents", nil, "no privileged intent", ""},
		{"gateway", nil, "shards recommended: 1", ""},
		{"wrong token", func(c *Config) { c.Token = "wrong" }, "the token is refused", "copy it anew"},
		{"another application", func(c *Config) { c.ApplicationID = "7" }, "is not the token's", "set DISCORD_APPLICATION_ID to " + discordtest.ApplicationID},
		{"another key", func(c *Config) { c.PublicKey = strings.Repeat("0", 64) }, "the public key is not the application's", "set DISCORD_PUBLIC_KEY to " + s.PublicKey()},
		{"a short key", func(c *Config) { c.PublicKey = "0" }, "DISCORD_PUBLIC_KEY", "correct it"},
		{"nobody there", func(c *Config) { c.APIURL = "http://127.0.0.1:1/" }, "cannot be asked", "DISCORD_API_URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Config{Token: discordtest.Token, APIURL: s.APIURL(), PublicKey: s.PublicKey(), Documents: docs}
			if tt.change != nil {
				tt.change(&c)
			}
			var all strings.Builder
			for _, f := range c.Examine(t.Context()) {
				all.WriteString(f.Text + " | " + f.Remedy + "\n")
				if strings.Contains(f.Text, tt.what) && (tt.remedy == "" && f.Remedy == "" || tt.remedy != "" && strings.Contains(f.Remedy, tt.remedy)) {
					return
				}
			}
			t.Errorf("got\n%swant %q with the remedy %q", all.String(), tt.what, tt.remedy)
		})
	}
}

// TestCommandsAreInPlace: after serve has run, doctor finds them; the second start writes
// nothing, and a change of the documents does.
func TestCommandsAreInPlace(t *testing.T) {
	s := discordtest.New(t)
	state := t.TempDir()
	for want := range 2 {
		r := start(t, s, options{state: state})
		s.Wait(t, "the commands", patience, func() bool { return strings.Contains(r.log.String(), "commands are in place") })
		if err := r.stop(); err != nil {
			t.Fatal(err)
		}
		if _, n := s.Registered(); n != 1 {
			t.Errorf("start %d: the commands were written %d times, want once", want+1, n)
		}
	}
	c := Config{Token: discordtest.Token, APIURL: s.APIURL(), Documents: seedDocs(t)}
	if f := c.Examine(t.Context()); !strings.Contains(f[len(f)-2].Text, "all 7 commands are in place") {
		t.Errorf("got %q", f[len(f)-2].Text)
	}
	start(t, s, options{state: state, docs: append([]*knowledge.Document{otherDocument(t)}, seedDocs(t)...)})
	s.Wait(t, "the new commands", patience, func() bool { _, n := s.Registered(); return n == 2 })
}
