package knowledge

import (
	"strings"
	"testing"
)

func TestDocumentLang(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"English", "The two leaders met.", "en"},
		{"English with a name in its own script", "The Diet (国会) met in the building in Tokyo.", "en"},
		{"Japanese", "両首脳は、尖閣諸島について話し合った。", "ja"},
		{"Japanese with an abbreviation", "両首脳は、NATO について話し合った。", "ja"},
		{"Korean", "두 정상은 회담했다.", "ko"},
		{"Chinese", "两国领导人会面。", "zh"},
		{"cut within a character", strings.Repeat("両首脳は会談した。", 200), "ja"},
	}
	for _, tt := range tests {
		if got := textDocument(t, "a", tt.text).Lang(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
