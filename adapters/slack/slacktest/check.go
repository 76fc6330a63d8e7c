package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"unicode/utf8"
)

// A block is what the checks read of one.
type block struct {
	Type     string  `json:"type"`
	ID       string  `json:"block_id"`
	Text     *object `json:"text"`
	Elements []struct {
		Type     string          `json:"type"`
		ActionID string          `json:"action_id"`
		Value    string          `json:"value"`
		Text     json.RawMessage `json:"text"`
		Elements json.RawMessage `json:"elements"`
	} `json:"elements"`
}

type object struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// live finds what Slack would take for markup: it must have been escaped.
var live = regexp.MustCompile(`<|&(?:[^lga]|l[^t]|g[^t]|a[^m])`)

// checkMessage returns Slack's word for what is wrong with a message, "" if nothing is;
// s.mu is held.
func (s *Server) checkMessage(m *Message) string {
	if m.Text == "" && m.Blocks == nil {
		return "no_text"
	}
	if m.Text == "" {
		s.problem("a message with blocks has no text for notifications")
	}
	if utf8.RuneCountInString(m.Text) > 40_000 {
		return "msg_too_long"
	}
	if live.MatchString(m.Text) {
		s.problem("text with live markup: %.80q", live.FindString(m.Text))
	}
	if m.Blocks == nil || string(m.Blocks) == "null" {
		m.Blocks = nil
		return ""
	}
	if utf8.RuneCount(m.Blocks) > 13_200 {
		return "msg_blocks_too_long"
	}
	if err := CheckBlocks(m.Blocks, 50); err != nil {
		s.problem("invalid_blocks: %v", err)
		return "invalid_blocks"
	}
	return ""
}

// CheckBlocks compares blocks with Slack's documented limits; most is their number.
func CheckBlocks(body json.RawMessage, most int) error {
	var blocks []block
	if err := json.Unmarshal(body, &blocks); err != nil {
		return err
	}
	if len(blocks) > most {
		return fmt.Errorf("%d blocks", len(blocks))
	}
	ids, actions := map[string]bool{}, map[string]bool{}
	for i, b := range blocks {
		at := func(format string, args ...any) error {
			return fmt.Errorf("block %d, %s: %s", i, b.Type, fmt.Sprintf(format, args...))
		}
		if b.ID != "" {
			if len(b.ID) > 255 || ids[b.ID] {
				return at("block_id %.40q", b.ID)
			}
			ids[b.ID] = true
		}
		limits := map[string]int{"section": 3000, "header": 150}
		if limit, ok := limits[b.Type]; ok && (b.Text == nil || b.Text.Text == "" || utf8.RuneCountInString(b.Text.Text) > limit) {
			return at("text missing, empty or longer than %d", limit)
		}
		elements := map[string]int{"context": 10, "actions": 25, "context_actions": 5, "rich_text": 1 << 20}
		limit, has := elements[b.Type]
		switch {
		case has && (len(b.Elements) == 0 || len(b.Elements) > limit):
			return at("%d elements", len(b.Elements))
		case !has && b.Type != "section" && b.Type != "header" && b.Type != "divider":
			return at("unknown type")
		}
		for _, e := range b.Elements {
			if b.Type == "rich_text" {
				if err := checkRich(e.Elements); err != nil {
					return at("%v", err)
				}
				continue
			}
			if e.ActionID != "" {
				if actions[e.ActionID] || len(e.ActionID) > 255 {
					return at("action_id %.40q", e.ActionID)
				}
				actions[e.ActionID] = true
			}
			if utf8.RuneCountInString(e.Value) > 2000 {
				return at("a value of %d characters", utf8.RuneCountInString(e.Value))
			}
			if e.Type == "button" {
				var text object
				if json.Unmarshal(e.Text, &text) != nil || text.Text == "" || utf8.RuneCountInString(text.Text) > 75 || e.ActionID == "" {
					return at("a button's text or action_id")
				}
			}
		}
	}
	return nil
}

// checkRich looks into the elements of a rich text: no text may be empty, no link without
// an address.
func checkRich(body json.RawMessage) error {
	var elements []struct {
		Type     string          `json:"type"`
		Text     string          `json:"text"`
		URL      string          `json:"url"`
		Elements json.RawMessage `json:"elements"`
	}
	if err := json.Unmarshal(body, &elements); err != nil {
		return err
	}
	if len(elements) == 0 {
		return fmt.Errorf("an empty section")
	}
	for _, e := range elements {
		switch e.Type {
		case "rich_text_section":
			if err := checkRich(e.Elements); err != nil {
				return err
			}
		case "text":
			if e.Text == "" {
				return fmt.Errorf("an empty text")
			}
		case "link":
			if e.URL == "" {
				return fmt.Errorf("a link without an address")
			}
		default: // a user, a broadcast, a usergroup: we ping nobody
			return fmt.Errorf("element %q", e.Type)
		}
	}
	return nil
}
