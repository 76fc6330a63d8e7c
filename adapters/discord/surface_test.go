package discord

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"statementbot/adapters/discord/discordtest"
	"statementbot/bot"
)

// TestSurfaces asks the same question in every place where one can ask, in English and in
// Japanese: the sentence comes with its citation.
func TestSurfaces(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	want := senkaku(t)
	thread := 3
	const mention = "<@" + discordtest.BotID + "> "

	for _, text := range []string{"what about Senkaku?", "尖閣諸島については？"} {
		for name, m := range map[string]discordtest.Message{
			"channel": {GuildID: discordtest.GuildID, Content: mention + text},
			"thread":  {GuildID: discordtest.GuildID, ChannelID: "410000000000000000", Position: &thread, Content: text + " " + mention},
			"post":    {ID: "1500000000000000001", ChannelID: "1500000000000000001", GuildID: discordtest.GuildID, Content: mention + text},
			"direct":  {ChannelID: "420000000000000000", Content: text},
			"marked":  {GuildID: discordtest.GuildID, Content: mention + "**" + text + "**"},
		} {
			if text != "what about Senkaku?" && m.ID != "" {
				m.ID, m.ChannelID = "1500000000000000002", "1500000000000000002"
			}
			asked := s.Say(m)
			checkAnswered(t, name+" "+text, replies(t, s, asked.ID)[0].Content, want.Text())
		}
		message := map[string]any{"type": 2, "data": map[string]any{
			"id": "1", "name": commandMessage, "type": 3, "target_id": "9",
			"resolved": map[string]any{"messages": map[string]any{"9": map[string]any{"id": "9", "content": text, "components": []any{map[string]any{"type": 99}}}}},
		}}
		direct := discordtest.Command("ask", map[string]any{"question": text})
		direct["user"], direct["context"] = discordtest.Person, 1
		for name, payload := range map[string]map[string]any{
			"command":        discordtest.Command("ask", map[string]any{"question": text}),
			"direct command": direct,
			"mentions":       discordtest.Command("ask", map[string]any{"question": "<@320000000000000000> <@&123> " + text}),
			"message's menu": message,
			"private":        discordtest.Command("ask", map[string]any{"question": text, "private": true}),
			"suggestion":     discordtest.Click("a1:"+text, &discordtest.Message{ID: "8"}),
		} {
			i := filled(t, s, s.Interact(payload))
			checkAnswered(t, name+" "+text, i.Messages[0].Content, want.Text())
			wantPrivate := name == "private" || name == "message's menu"
			if private := i.Messages[0].Flags&64 != 0; private != wantPrivate {
				t.Errorf("%s: got private %t, want %t", name, private, wantPrivate)
			}
		}
	}
}

// checkAnswered checks that a message quotes a sentence first and cites it.
func checkAnswered(t *testing.T, name, content, want string) {
	t.Helper()
	quotes := quotesIn(content)
	if len(quotes) == 0 || quotes[0] != want {
		t.Errorf("%s: got the quotes %q, want first %q", name, quotes, want)
	}
	if !strings.Contains(content, "¶3, sentence 2") || !strings.Contains(content, "#:~:text=") {
		t.Errorf("%s: the citation or its link is missing in %q", name, content)
	}
}

// TestCommands uses the other commands.
func TestCommands(t *testing.T) {
	s := discordtest.New(t)
	docs := append(seedDocs(t), otherDocument(t))
	b, err := newBot(docs)
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, s, options{docs: docs, responder: b})
	r.connected(t, s)
	s.Wait(t, "the commands", patience, func() bool { _, n := s.Registered(); return n > 0 })
	seed := docs[0].ID
	tests := []struct {
		name    string
		options map[string]any
		locale  string
		want    []string
	}{
		{"outline", nil, "en-US", []string{"U.S.-Japan Cooperation for Peace ¶2–7", "Another Statement"}},
		{"outline", map[string]any{"document": docs[1].ID}, "en-US", []string{"**Another Statement \\(2 January 2024)**"}},
		{"show", map[string]any{"place": seed + "#p3s2"}, "en-US", []string{"**The two leaders reaffirmed that Article V", "Outline"}},
		{"show", map[string]any{"place": "¶3"}, "en-US", []string{"several documents are loaded"}},
		{"show", map[string]any{"place": seed + "#p99"}, "en-US", []string{"no such sentence"}},
		{"verify", map[string]any{"text": senkaku(t).Text()}, "en-US", []string{"Verbatim: every character is as published."}},
		{"verify", map[string]any{"text": "They also welcomed the wombat."}, "en-US", []string{"words differ", "~~wombat.~~ **kangaroo.**"}},
		{"verify", map[string]any{"text": "They also welcomed the wombat."}, "ja", []string{"公表された文とは語が異なります"}},
		{"compare", map[string]any{"question": "what about Senkaku?"}, "en-US", []string{"> The two leaders reaffirmed", "**Another Statement (2 January 2024)** does not speak to this."}},
		{"privacy", nil, "en-US", []string{"I keep no record"}},
		{"privacy", nil, "ja", []string{"記録しません"}},
		{"help", nil, "en-US", []string{"</ask:"}},
		{"help", nil, "ja", []string{"公式声明"}},
		{"ask", map[string]any{"question": "what about the moon made of cheese?"}, "en-US", []string{"not"}},
		{"ask", map[string]any{"question": ""}, "en-US", []string{"I answer questions about official statements"}},
	}
	for _, tt := range tests {
		payload := discordtest.Command(tt.name, tt.options)
		payload["locale"] = tt.locale
		i := filled(t, s, s.Interact(payload))
		var all strings.Builder
		for _, m := range i.Messages {
			all.WriteString(m.Content + "\n")
		}
		for _, want := range tt.want {
			if got := all.String(); !strings.Contains(got, want) && !strings.Contains(strings.ReplaceAll(got, "\\", ""), strings.ReplaceAll(want, "\\", "")) {
				t.Errorf("/%s %v in %s: got %q, want %q in it", tt.name, tt.options, tt.locale, got, want)
			}
		}
	}
}

// TestAutocomplete types: suggestions come from memory, at most 25, each within its limits.
func TestAutocomplete(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	complete := func(command, option, typed string) []choice {
		payload := discordtest.Command(command, map[string]any{option: typed})
		payload["type"] = 4
		payload["data"].(map[string]any)["options"].([]map[string]any)[0]["focused"] = true
		i := s.Interact(payload)
		s.Wait(t, "suggestions", patience, func() bool { return !s.Look(i).Answered.IsZero() })
		var d struct{ Choices []choice }
		if err := json.Unmarshal(s.Look(i).Data, &d); err != nil {
			t.Fatal(err)
		}
		return d.Choices
	}
	values := func(list []choice) (values []string) {
		for _, c := range list {
			values = append(values, c.Value)
		}
		return values
	}
	if got := values(complete("ask", "question", "senka")); !slices.Contains(got, "p3s2") || got[0] != "senka" {
		t.Errorf("question: got %q, want what was typed and p3s2", got)
	}
	if got := complete("ask", "question", ""); len(got) == 0 {
		t.Error("nothing typed: got no sample questions")
	}
	if got := values(complete("show", "place", "¶1")); !slices.Contains(got, "p1") || !slices.Contains(got, "p16") {
		t.Errorf("place: got %q, want p1 and p10 to p16", got)
	}
	if got := values(complete("outline", "document", "leaders")); len(got) != 1 {
		t.Errorf("document: got %q, want the one document", got)
	}
	if got := complete("ask", "question", strings.Repeat("尖", 3000)); len(got) > maxChoices {
		t.Errorf("a long text: got %d suggestions", len(got))
	}
}

// TestManners: it speaks when spoken to, pings nobody, answers once.
func TestManners(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	const mention = "<@" + discordtest.BotID + "> "
	in := func(m discordtest.Message) discordtest.Message { m.GuildID = discordtest.GuildID; return m }

	machine := discordtest.User{ID: "310000000000000000", Bot: true}
	var silent []string
	for _, m := range []discordtest.Message{
		in(discordtest.Message{Content: "what about Senkaku?"}),
		in(discordtest.Message{Content: mention + "what about Senkaku?", Author: &machine}),
		in(discordtest.Message{Content: mention + "what about Senkaku?", WebhookID: "7"}),
		in(discordtest.Message{Content: mention + "joined", Type: 7}),
		in(discordtest.Message{Content: "@everyone what about taiwan"}),
		{Content: "what about Senkaku?", Author: &discordtest.User{ID: discordtest.BotID, Bot: true}},
	} {
		silent = append(silent, s.Say(m).ID)
	}
	s.Dispatch("MESSAGE_CREATE", map[string]any{"id": "5", "channel_id": "400000000000000000", "content": "no author"})
	s.Dispatch("MESSAGE_CREATE", map[string]any{"id": 5, "author": "odd"})
	s.Dispatch("SOMETHING_NEW", []int{1})
	s.Raw(`{"op":77,"d":{}}`)
	s.Raw(`{"op":"odd"}`)
	s.Op(1, nil)

	refused := replies(t, s, s.Say(in(discordtest.Message{Content: mention + "what about the World Cup?"})).ID)
	if content := refused[0].Content; strings.Contains(content, "\n> ") || strings.HasPrefix(content, "> ") {
		t.Errorf("an absent topic: got %q, want a refusal without a quote", content)
	}
	// A message of unknown parts is read like any other.
	s.Dispatch("MESSAGE_CREATE", map[string]any{
		"id": "1500000000000000009", "channel_id": "420000000000000001", "type": 0, "content": "what about Senkaku?",
		"author": discordtest.Person, "mentions": []any{}, "components": []any{map[string]any{"type": 20}}, "poll": 3,
	})
	checkAnswered(t, "unknown components", replies(t, s, "1500000000000000009")[0].Content, senkaku(t).Text())

	everyone := s.Say(in(discordtest.Message{Content: mention + "@everyone what about taiwan <@&123> <#4>"}))
	replies(t, s, everyone.ID) // that it pings nobody the fake has checked
	empty := replies(t, s, s.Say(in(discordtest.Message{Content: mention})).ID)
	if !strings.Contains(empty[0].Content, "I answer questions") {
		t.Errorf("an empty mention: got %q, want the help", empty[0].Content)
	}
	again := s.Say(in(discordtest.Message{Content: mention + "what about Senkaku?"}))
	for range 3 {
		s.Dispatch("MESSAGE_CREATE", again)
	}
	last := s.Say(in(discordtest.Message{Content: mention + "what about space?"}))
	replies(t, s, last.ID)
	if got := s.Replies(again.ID); len(got) != 1 {
		t.Errorf("the same message four times: got %d answers, want 1", len(got))
	}
	for _, id := range silent {
		if got := s.Replies(id); len(got) != 0 {
			t.Errorf("not spoken to: got %q", got[0].Content)
		}
	}
}

// TestReplyWithoutParent: Discord leaves the message that is replied to out where it did not
// try to fetch it; a reply to the bot is known all the same.
func TestReplyWithoutParent(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	asked := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> what about space?"})
	answer := replies(t, s, asked.ID)[0]
	// A channel is answered in order: with the next answer, the adapter knows its first.
	replies(t, s, s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "<@" + discordtest.BotID + "> hello"}).ID)
	reply := func(id, to string) {
		s.Dispatch("MESSAGE_CREATE", map[string]any{
			"id": id, "channel_id": asked.ChannelID, "guild_id": discordtest.GuildID, "type": 19, "content": "what about Senkaku?",
			"author": discordtest.Person, "message_reference": map[string]any{"message_id": to},
		})
	}
	reply("1500000000000000011", asked.ID) // which is not the bot's
	reply("1500000000000000012", answer.ID)
	checkAnswered(t, "a reply", replies(t, s, "1500000000000000012")[0].Content, senkaku(t).Text())
	if got := s.Replies("1500000000000000011"); len(got) != 0 {
		t.Errorf("a reply to somebody else: got %q", got[0].Content)
	}
}

// TestFollowUps: a question that cannot stand alone goes on from the one before it.
func TestFollowUps(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	r.connected(t, s)
	b, err := seedBot()
	if err != nil {
		t.Fatal(err)
	}
	const first, second = "is Japan raising its defense budget?", "by when tho"
	want, err := b.Respond(t.Context(), bot.Question{Text: second, Previous: first})
	if err != nil || len(want.Quotes) == 0 {
		t.Fatalf("the question itself: %v, %v", want.Outcome, err)
	}
	check := func(name, content string) {
		t.Helper()
		if got := quotesIn(content); len(got) == 0 || got[0] != want.Quotes[0].Text() {
			t.Errorf("%s: got %q, want %q", name, got, want.Quotes[0].Text())
		}
	}
	replies(t, s, s.Say(discordtest.Message{Content: first}).ID)
	check("direct", replies(t, s, s.Say(discordtest.Message{Content: second}).ID)[0].Content)

	const mention = "<@" + discordtest.BotID + "> "
	one := s.Say(discordtest.Message{GuildID: discordtest.GuildID, ChannelID: "430000000000000000", Content: mention + first})
	answer := replies(t, s, one.ID)[0]
	other := discordtest.User{ID: "320000000000000000"}
	check("a reply to the answer, by somebody else", replies(t, s, s.Say(discordtest.Message{
		GuildID: discordtest.GuildID, ChannelID: "430000000000000000", Author: &other, Content: second,
		Mentions: []discordtest.User{{ID: discordtest.BotID}}, Reference: &discordtest.Reference{MessageID: answer.ID},
	}).ID)[0].Content)

	i := whole(t, s, s.Interact(discordtest.Command("ask", map[string]any{"question": first})))
	follow := i.Messages[0].Buttons()[english.follow]
	form := s.Interact(discordtest.Click(follow, i.Messages[0]))
	s.Wait(t, "a form", patience, func() bool { return s.Look(form).Type == 9 })
	sent := s.Interact(map[string]any{"type": 5, "message": i.Messages[0], "data": map[string]any{
		"custom_id": follow, "components": []any{map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": "q", "value": second}}}},
	}})
	check("a form", filled(t, s, sent).Messages[0].Content)
}

// TestEditAndDelete: the answer follows its question, also after a restart.
func TestEditAndDelete(t *testing.T) {
	s := discordtest.New(t)
	state := t.TempDir()
	r := start(t, s, options{state: state})
	r.connected(t, s)
	const mention = "<@" + discordtest.BotID + "> "
	asked := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: mention + "what about space?"})
	before := replies(t, s, asked.ID)[0]
	s.Dispatch("MESSAGE_UPDATE", asked) // a link's preview was found: no edit
	s.Edit(asked.ID, mention+"what about Senkaku?")
	followed := func() bool {
		got := s.Replies(asked.ID)
		return len(got) == 1 && got[0].ID == before.ID && slices.Contains(quotesIn(got[0].Content), senkaku(t).Text())
	}
	s.Wait(t, "the edited answer", patience, followed)
	if got := s.Requests("PATCH /channels/{channel}/messages/{message}"); got != 1 {
		t.Errorf("one edit and one preview: the answer was edited %d times, want once", got)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}

	r = start(t, s, options{state: state})
	r.connected(t, s)
	late := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "what about space?"})
	s.Edit(late.ID, mention+"what about Senkaku?")
	checkAnswered(t, "a mention added later", replies(t, s, late.ID)[0].Content, senkaku(t).Text())
	s.Delete(asked.ID)
	s.Wait(t, "the answer to go", patience, func() bool { return len(s.Replies(asked.ID)) == 0 })
	chatter := s.Say(discordtest.Message{GuildID: discordtest.GuildID, Content: "never mind"})
	s.Delete(chatter.ID)
}

// TestButtons presses what stands below an answer, also after a restart.
func TestButtons(t *testing.T) {
	s := discordtest.New(t)
	state := t.TempDir()
	r := start(t, s, options{state: state})
	r.connected(t, s)
	i := whole(t, s, s.Interact(discordtest.Command("ask", map[string]any{"question": "security cooperation", "private": true})))
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, s, options{state: state})
	r.connected(t, s)
	last := i.Messages[len(i.Messages)-1]
	buttons := last.Buttons()
	press := func(label string) discordtest.Interaction {
		t.Helper()
		id, ok := buttons[label]
		if !ok {
			t.Fatalf("no button %q in %v", label, buttons)
		}
		return filled(t, s, s.Interact(discordtest.Click(id, last)))
	}
	more := whole(t, s, s.Interact(discordtest.Click(buttons[english.more], last)))
	if got := quotesIn(more.Messages[0].Content); len(got) == 0 || more.Messages[0].Flags&64 == 0 {
		t.Errorf("more passages: got %q, want quotes for one person", more.Messages[0].Content)
	}
	further := filled(t, s, s.Interact(discordtest.Click(more.Messages[len(more.Messages)-1].Buttons()[english.more], more.Messages[0])))
	if got := quotesIn(further.Messages[0].Content); len(got) == 0 || got[0] == quotesIn(more.Messages[0].Content)[0] {
		t.Errorf("still more passages: got %q, want other quotes", further.Messages[0].Content)
	}
	context := whole(t, s, s.Interact(discordtest.Click(buttons[english.context], last)))
	var told string // a long paragraph takes several messages
	for _, m := range context.Messages {
		told += m.Content + "\n"
	}
	if got := quotesIn(told); len(got) == 0 || !strings.Contains(told, english.outline) {
		t.Errorf("in context: got %q, want the paragraph and the outline", told)
	}
	shared := whole(t, s, s.Interact(discordtest.Click(buttons[english.share], last)))
	if shared.Messages[0].Flags&64 != 0 || !strings.Contains(shared.Messages[0].Content, "<@"+discordtest.Person.ID+">") {
		t.Errorf("share: got %q, want a public answer that names who shared it", shared.Messages[0].Content)
	}
	if got, want := quotesIn(shared.Messages[0].Content), quotesIn(i.Messages[0].Content); !slices.Equal(got, want) {
		t.Errorf("share: got the quotes %q, want %q", got, want)
	}
	thanks := press("👍 " + english.helpful)
	if thanks.Messages[0].Content != escape(english.thanks) {
		t.Errorf("feedback: got %q", thanks.Messages[0].Content)
	}
	for _, id := range []string{"m1:AAAAAAAA.3.2", "c1:rubbish", "m1", "x9:whatever", "", "c1:" + strings.Repeat("9", 90)} {
		if got := filled(t, s, s.Interact(discordtest.Click(id, last))); got.Messages[0].Content == "" {
			t.Errorf("an old button %q: got no answer", id)
		}
	}
}

// TestEndpoint takes interactions over HTTP.
func TestEndpoint(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{})
	mux := http.NewServeMux()
	r.Routes(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	do := func(req *http.Request) (int, []byte) {
		t.Helper()
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var body json.RawMessage
		_ = json.NewDecoder(resp.Body).Decode(&body) // a refusal is no JSON
		return resp.StatusCode, body
	}
	now := time.Now()
	req, _ := s.Signed(t, server.URL+Path, map[string]any{"type": 1}, now)
	if status, body := do(req); status != 200 || string(body) != `{"type":1}` {
		t.Errorf("PING: got %d %s", status, body)
	}
	ask := func() map[string]any {
		return discordtest.Command("ask", map[string]any{"question": "what about Senkaku?"})
	}
	req, i := s.Signed(t, server.URL+Path, ask(), now)
	status, body := do(req)
	if status != 200 {
		t.Fatalf("a command: got %d", status)
	}
	s.TakeInline(i, body)
	checkAnswered(t, "over HTTP", s.Look(i).Messages[0].Content, senkaku(t).Text())

	for name, spoil := range map[string]func(*http.Request){
		"another signature": func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", strings.Repeat("0", 128)) },
		"no signature":      func(r *http.Request) { r.Header.Del("X-Signature-Ed25519") },
		"another time":      func(r *http.Request) { r.Header.Set("X-Signature-Timestamp", "1") },
		"no time":           func(r *http.Request) { r.Header.Del("X-Signature-Timestamp") },
	} {
		req, _ := s.Signed(t, server.URL+Path, ask(), now)
		spoil(req)
		if status, _ := do(req); status != 401 {
			t.Errorf("%s: got %d, want 401", name, status)
		}
	}
	for _, at := range []time.Time{now.Add(-6 * time.Minute), now.Add(6 * time.Minute)} {
		req, _ := s.Signed(t, server.URL+Path, ask(), at)
		if status, _ := do(req); status != 401 {
			t.Errorf("signed at %v: got %d, want 401", at, status)
		}
	}
	large, _ := s.Signed(t, server.URL+Path, map[string]any{"type": 2, "x": strings.Repeat("x", 2<<20)}, now)
	if status, _ := do(large); status != 401 {
		t.Errorf("a body of 2 MB: got %d, want 401", status)
	}
}

// TestEndpointDeferred: over HTTP an answer that takes long is announced in the response,
// then filled in by a call.
func TestEndpointDeferred(t *testing.T) {
	s := discordtest.New(t)
	r := start(t, s, options{responder: newSlow(t, deferAfter+300*time.Millisecond)})
	mux := http.NewServeMux()
	r.Routes(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	req, i := s.Signed(t, server.URL+Path, discordtest.Command("ask", map[string]any{"question": "what about Senkaku?", "private": true}), time.Now())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body json.RawMessage
	if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	s.TakeInline(i, body)
	if got := s.Look(i); got.Type != 5 || got.Messages[0].Flags&64 == 0 {
		t.Errorf("got a response of type %d, want the wish to wait, for one person", got.Type)
	}
	checkAnswered(t, "over HTTP, late", filled(t, s, i).Messages[0].Content, senkaku(t).Text())
}
