package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/google/go-cmp/cmp"

	"statementbot/bot"
)

// api reads the interface's description as it is served.
func api(tb testing.TB, h http.Handler) routers.Router {
	tb.Helper()
	r := get(tb, h, "/api/openapi.yaml")
	if got := r.header.Get("Content-Type"); got != "application/yaml" {
		tb.Fatalf("got the description as %q", got)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(r.source))
	if err != nil {
		tb.Fatal(err)
	}
	if err := doc.Validate(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	doc.Servers = nil // relative to where it is served
	router, err := legacy.NewRouter(doc)
	if err != nil {
		tb.Fatal(err)
	}
	return router
}

// exchange sends a request and compares it, where it should be a good one, and the response
// with the description.
func exchange(tb testing.TB, h http.Handler, router routers.Router, r *http.Request) (status int, body []byte) {
	tb.Helper()
	var sent []byte
	if r.Body != nil {
		var err error
		if sent, err = io.ReadAll(r.Body); err != nil {
			tb.Fatal(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	route, parameters, err := router.FindRoute(r)
	if err != nil {
		tb.Fatal(err)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	r.Body = io.NopCloser(bytes.NewReader(sent))
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route}
	if err := openapi3filter.ValidateRequest(tb.Context(), in); err != nil && rec.Code == http.StatusOK {
		tb.Errorf("%s %s is answered, but not described: %v", r.Method, r.URL, err)
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: rec.Code, Header: rec.Header()}
	out.Options = &openapi3filter.Options{IncludeResponseStatus: true}
	out.SetBodyBytes(rec.Body.Bytes())
	if err := openapi3filter.ValidateResponse(tb.Context(), out); err != nil {
		tb.Errorf("%s %s, status %d: the answer is not as described: %v\n%s", r.Method, r.URL, rec.Code, err, rec.Body)
	}
	return rec.Code, rec.Body.Bytes()
}

func request(tb testing.TB, method, target, body, mediaType string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, target, strings.NewReader(body))
	if mediaType != "" {
		r.Header.Set("Content-Type", mediaType)
	}
	return r
}

func TestAPI(t *testing.T) {
	h := seedHandler(t)
	router := api(t, h)
	const asJSON = "application/json"
	tests := []struct {
		name         string
		request      *http.Request
		status       int
		id, in, want string // the answer's id, status and a part of it
	}{
		{"by address", request(t, http.MethodGet, "/api/ask?question=what+about+Senkaku", "", ""), 200, "null", "answered", "Senkaku Islands"},
		{"by address, briefly", request(t, http.MethodGet, "/api/ask?q=what+about+Senkaku&id=q1", "", ""), 200, `"q1"`, "answered", "Senkaku Islands"},
		{"a follow-up by address", request(t, http.MethodGet, "/api/ask?question=by+when+tho&context=what+about+its+defense+budget", "", ""), 200, "null", "answered", "FY 2027"},
		{"explained", request(t, http.MethodGet, "/api/ask?question=senkakku&explain=true", "", ""), 200, "null", "answered", `"odds":`},
		{"an object", request(t, http.MethodPost, "/api/ask", `{"id":7,"question":"what about Senkaku"}`, asJSON), 200, "7", "answered", "Senkaku Islands"},
		{"an object with a charset", request(t, http.MethodPost, "/api/ask?explain=true", `{"question":"tariffs","context":null}`, asJSON+"; charset=utf-8"), 200, "null", "not_found", "does not speak to"},
		{"small talk", request(t, http.MethodPost, "/api/ask", `{"question":"hello"}`, asJSON), 200, "null", "about", "quot"},
		{"an empty question", request(t, http.MethodPost, "/api/ask", `{"question":""}`, asJSON), 200, "null", "about", ""},
		{"a long question", request(t, http.MethodPost, "/api/ask", `{"question":"`+strings.Repeat("long ", 8000)+`"}`, asJSON), 200, "null", "", ""},
		{"no question by address", request(t, http.MethodGet, "/api/ask?id=q1", "", ""), 400, `"q1"`, "error", "no question"},
		{"no question", request(t, http.MethodPost, "/api/ask", `{"id":"q1"}`, asJSON), 400, `"q1"`, "error", "no question"},
		{"no JSON", request(t, http.MethodPost, "/api/ask", `what?`, asJSON), 400, "null", "error", "not a JSON object"},
		{"not declared as JSON", request(t, http.MethodPost, "/api/ask", `{"question":"x"}`, "text/plain"), 415, "null", "error", "application/json"},
		{"not declared", request(t, http.MethodPost, "/api/ask", `{"question":"x"}`, ""), 415, "null", "error", "application/json"},
		{"too large", request(t, http.MethodPost, "/api/ask", `{"question":"`+strings.Repeat("x", maxBody)+`"}`, asJSON), 413, "null", "error", "larger than 64 kB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := exchange(t, h, router, tt.request)
			var got struct {
				ID     json.RawMessage `json:"id"`
				Status string          `json:"status"`
			}
			if err := json.Unmarshal(body, &got); err != nil {
				t.Fatalf("got %q, error %v", body, err)
			}
			if status != tt.status || string(got.ID) != tt.id || tt.in != "" && got.Status != tt.in || !strings.Contains(string(body), tt.want) {
				t.Errorf("got status %d and %s, want %d and id %s, status %q, %q", status, body, tt.status, tt.id, tt.in, tt.want)
			}
		})
	}
}

// TestAPIAnswersAsTheProgram gives the same bytes as "ask --json" and a batch.
func TestAPIAnswersAsTheProgram(t *testing.T) {
	w, err := seedWeb()
	if err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"what about Senkaku?", "tariffs", "hello", "尖閣諸島については？", "summarise it", `<script>alert(1)</script> "quoted" & more`} {
		answer, err := w.responder.Respond(t.Context(), bot.Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		want, err := bot.AnswerJSON(answer, bot.Asked{Question: question}, w.gate)
		if err != nil {
			t.Fatal(err)
		}
		got := get(t, w.Handler(), "/api/ask?question="+url.QueryEscape(question))
		if diff := cmp.Diff(string(want), got.source); diff != "" || got.header.Get("Content-Type") != "application/json" {
			t.Errorf("%s as %q (-want +got):\n%s", question, got.header.Get("Content-Type"), diff)
		}
	}
}

func TestAPITooMany(t *testing.T) {
	docs := seedDocs(t)
	h := webWith(t, Config{Documents: docs, Rate: 0.1}, silent).Handler()
	router := api(t, h)
	statuses := map[int]int{}
	for range 5 {
		status, _ := exchange(t, h, router, request(t, http.MethodGet, "/api/ask?question=x", "", ""))
		statuses[status]++
	}
	if statuses[http.StatusOK] != 2 || statuses[http.StatusTooManyRequests] != 3 {
		t.Errorf("got statuses %v, want 2 answers", statuses)
	}
	for _, target := range []string{"/ask?q=x", "/verify?text=x"} {
		if page := get(t, h, target); page.status != http.StatusTooManyRequests || page.header.Get("Retry-After") == "" {
			t.Errorf("%s: got status %d, want 429", target, page.status)
		}
	}
	for _, target := range []string{"/", "/verify", "/d/" + seedID} {
		if page := get(t, h, target); page.status != http.StatusOK {
			t.Errorf("%s: got status %d, want 200: reading is not bounded", target, page.status)
		}
	}
}

// TestBrokenBody ends a request's body before its time.
func TestBrokenBody(t *testing.T) {
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/ask", io.MultiReader(strings.NewReader(`{"question"`), brokenReader{}))
	r.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	seedHandler(t).ServeHTTP(rec, r)
	if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), "breaks off") {
		t.Errorf("got status %d and %q, want 400", rec.Code, rec.Body)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
