package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
)

func TestParseQuestion(t *testing.T) {
	tests := []struct {
		name, object string
		want         bot.Question
		id, err      string
	}{
		{"a question", `{"question":"what?","kind":["x"]}`, bot.Question{Text: "what?"}, "", ""},
		{"all of it", `{"id":"q1","question":"when?","context":"what?"}`, bot.Question{Text: "when?", Previous: "what?"}, `"q1"`, ""},
		{"nulls", `{"id":null,"question":"when?","context":null}`, bot.Question{Text: "when?"}, "", ""},
		{"no question", `{"id":-7}`, bot.Question{}, "-7", "no question"},
		{"an id that is none", `{"id":true,"question":"x"}`, bot.Question{}, "", "neither a string nor a number"},
		{"a context that is no text", `{"id":1,"question":"x","context":[]}`, bot.Question{}, "1", `"context" is not a string but a JSON array`},
		{"broken off", `{"id":1,"question":"x`, bot.Question{}, "1", "not a JSON object"},
		{"nothing", ``, bot.Question{}, "", "not a JSON object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q, asked, err := bot.ParseQuestion([]byte(tt.object))
			if string(asked.ID) != tt.id {
				t.Errorf("got id %q, want %q", asked.ID, tt.id)
			}
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("got error %v, want %q in it", err, tt.err)
				}
				var out map[string]any
				if err := json.Unmarshal(bot.ErrorJSON(asked.ID, err), &out); err != nil || out["status"] != "error" {
					t.Errorf("got %v, error %v, want an object with the status error", out, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, q); diff != "" || asked.Question != q.Text {
				t.Errorf("asked %q; (-want +got):\n%s", asked.Question, diff)
			}
		})
	}
}
