package bot

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"statementbot/knowledge"
)

// Links tell where a citation can be read. All adapters take their links from here. The
// zero value knows no reading page.
type Links struct {
	base string // the address of the reading page without a stroke at its end, "" if there is none
}

// NewLinks returns the links for a reading page under publicURL, such as
// "https://statements.example.org" or "https://example.org/statements/"; "" is none.
func NewLinks(publicURL string) (Links, error) {
	if publicURL == "" {
		return Links{}, nil
	}
	const form = "use the form https://HOST or https://HOST/PATH"
	u, err := url.Parse(publicURL)
	if err != nil {
		return Links{}, fmt.Errorf("the reading page's address: %w; %s", errors.Unwrap(err), form) // the whole error repeats the address, with a password
	}
	if u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return Links{}, fmt.Errorf("the reading page's address %q: %s", u.Redacted(), form)
	}
	return Links{strings.TrimRight(u.String(), "/")}, nil
}

// Base returns the reading page's address without a stroke at its end, "" if there is none.
func (l Links) Base() string { return l.base }

// Page returns the link that opens our reading page with the cited sentences marked, "" if
// there is no reading page. It names the edition and the place, by which the page can tell
// what has become of the sentences since; see PagePath.
func (l Links) Page(c knowledge.Citation) string {
	if l.base == "" {
		return ""
	}
	return l.base + PagePath(c)
}

// Publisher returns the link to the publisher's page with a text fragment, "" where no
// page is known.
func (l Links) Publisher(c knowledge.Citation) string { return c.URL }

// Read returns the link to follow in order to read on: our page, or the publisher's where
// we have none, or "".
func (l Links) Read(c knowledge.Citation) string {
	if page := l.Page(c); page != "" {
		return page
	}
	return l.Publisher(c)
}

// PagePath returns the path of a citation within the reading page, such as
// "/d/ID?e=1a2b3c4d&s=p3s2#p3s2". The place stands twice, since a server does not see what
// is behind the #: it is told by s, for the preview of a shared link and for old editions.
func PagePath(c knowledge.Citation) string {
	_, place, _ := strings.Cut(c.Address(), "#")
	return "/d/" + url.PathEscape(c.Document) + "?e=" + c.Edition + "&s=" + place + "#" + place
}
