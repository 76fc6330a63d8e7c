package web

import (
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"statementbot/knowledge"
)

var (
	load     = flag.Duration("load", 0, "for how long TestLoad asks; 0 leaves it out")
	loadRate = flag.Int("load.rate", 1000, "requests a second of TestLoad")
)

// TestLoad asks for pages over real connections at an even rate, whether or not the ones
// before are answered, and reports the times from the moment that a request was due to its
// first and last byte. The client shares the processors with the server. Only a wrong answer
// fails it: times are those of the machine.
func TestLoad(t *testing.T) {
	if *load == 0 {
		t.Skip("skipped: measures; run it with -load 10s -v")
	}
	server := httptest.NewServer(seedHandler(t))
	defer server.Close()
	for _, kind := range []struct {
		name  string
		paths []string
	}{
		{"a document", []string{"/d/" + seedID, "/d/" + seedID + "?s=p3s2", "/d/" + seedID + "?s=p12s1"}},
		{"answers", []string{
			"/ask?q=what+about+Senkaku", "/ask?q=is+NATO+mentioned", "/api/ask?question=everything+on+North+Korea", "/ask?q=by+when+does+Japan+want+to+build+up+its+defense",
		}},
		{"a mixture", []string{"/", "/d/" + seedID + "?s=p3s2", "/ask?q=what+about+Senkaku", "/api/ask?question=tariffs", "/verify?text=Senkaku+Islands"}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			first, last, bytes := drive(t, server.URL, kind.paths, *load, *loadRate)
			t.Logf("%d requests at %d a second: first byte 50 %% %v, 99 %% %v; whole page 50 %% %v, 99 %% %v, at most %v; %d bytes each",
				len(last), *loadRate, quantile(first, .5), quantile(first, .99), quantile(last, .5), quantile(last, .99), quantile(last, 1), bytes/len(last))
		})
	}
}

// drive sends the requests and returns the times, in order.
func drive(t *testing.T, base string, paths []string, length time.Duration, perSecond int) (first, last []time.Duration, bytes int) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex // guards the results
	var wg sync.WaitGroup
	begin := time.Now()
	for i := range int(length.Seconds() * float64(perSecond)) {
		due := begin.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
		wg.Go(func() {
			var firstByte time.Time
			ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotFirstResponseByte: func() { firstByte = time.Now() }})
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+paths[i%len(paths)], nil)
			if err != nil {
				t.Error(err)
				return
			}
			response, err := client.Do(request)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			n, err := io.Copy(io.Discard, response.Body)
			if err != nil || response.StatusCode != http.StatusOK {
				t.Errorf("%s: got status %d, error %v", request.URL, response.StatusCode, err)
			}
			mu.Lock()
			defer mu.Unlock()
			first, last, bytes = append(first, firstByte.Sub(due)), append(last, time.Since(due)), bytes+int(n)
		})
	}
	wg.Wait()
	slices.Sort(first)
	slices.Sort(last)
	return first, last, bytes
}

func quantile(sorted []time.Duration, q float64) time.Duration {
	return sorted[int(q*float64(len(sorted)-1))].Round(10 * time.Microsecond)
}

func BenchmarkPage(b *testing.B) {
	h := seedHandler(b)
	for name, path := range map[string]string{
		"start": "/", "document": "/d/" + seedID, "cited": "/d/" + seedID + "?s=p3s2", "answer": "/ask?q=what+about+Senkaku", "json": "/api/ask?question=what+about+Senkaku",
		"verify": "/verify?text=" + url.QueryEscape("applies to the Okinawa Islands"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil))
			}
		})
	}
}

// TestLongDocument shows a document of thousands of sentences, with lists and tables.
func TestLongDocument(t *testing.T) {
	var body strings.Builder
	for i := range 400 {
		body.WriteString("# Part\n\nThe two leaders met again. They agreed on this and on that. They part.\n\n- peace\n- trade, and more. And growth.\n\n| Japan | 15% |\n|---|---|\n| Norway | 16% |\n\n")
		if i%100 == 0 {
			body.WriteString(strings.Repeat("A long paragraph has many sentences. ", 200) + "\n\n")
		}
	}
	doc := parse(t, "long.md", body.String())
	begin := time.Now()
	h := webWith(t, Config{Documents: []*knowledge.Document{doc}}, silent).Handler()
	rendered := time.Since(begin)
	last := doc.Places()[len(doc.Places())-1]
	q, err := doc.Quote(last, last.Sentence)
	if err != nil {
		t.Fatal(err)
	}
	begin = time.Now()
	page := get(t, h, "/d/long?s="+anchorOf(q))
	if got := page.texts(".cited"); len(got) != 1 || got[0] != strings.Join(strings.Fields(q.Text()), " ") {
		t.Errorf("got %q as cited, want %q", got, q.Text())
	}
	if got, want := len(page.all(".s")), doc.Sentences(); got != want {
		t.Errorf("got %d sentences, want %d", got, want)
	}
	t.Logf("%d sentences: %d bytes of text, %d of the page, rendered in %v, shown in %v", doc.Sentences(), len(doc.Text), len(page.source), rendered, time.Since(begin))
}
