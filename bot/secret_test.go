package bot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"statementbot/bot"
)

func TestSecretIsHidden(t *testing.T) {
	type config struct {
		Token bot.Secret
		Named map[string]bot.Secret
	}
	c := config{"xoxb-1234", map[string]bot.Secret{"a": "xoxb-1234"}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		for _, v := range []any{c, &c, c.Token} {
			if got := fmt.Sprintf(verb, v); strings.Contains(got, "1234") || strings.Contains(strings.ToLower(got), "786f7862") {
				t.Errorf("%s of %T: got %q, want it hidden", verb, v, got)
			}
		}
	}
	for name, h := range map[string]func(*bytes.Buffer) slog.Handler{
		"text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		slog.New(h(&out)).Info("configured", "config", c, "token", c.Token)
		if strings.Contains(out.String(), "1234") {
			t.Errorf("slog as %s: got %q, want it hidden", name, &out)
		}
	}
	encoded, err := json.Marshal(c)
	if err != nil || strings.Contains(string(encoded), "1234") {
		t.Errorf("as JSON: got %s and %v, want it hidden", encoded, err)
	}
	if got := c.Token.Reveal(); got != "xoxb-1234" {
		t.Errorf("revealed: got %q", got)
	}
	if got := fmt.Sprint(bot.Secret("")); got != "" {
		t.Errorf("an empty secret: got %q, want nothing", got)
	}
}
