package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func from(tb testing.TB, remote string, forwarded ...string) *http.Request {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, "/ask?q=x", nil)
	r.RemoteAddr = remote
	for _, f := range forwarded {
		r.Header.Add("X-Forwarded-For", f)
	}
	return r
}

func TestClient(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8")}
	tests := []struct {
		name    string
		request *http.Request
		want    string
	}{
		{"direct", from(t, "203.0.113.7:1234"), "203.0.113.7/32"},
		{"direct, with a header of its own", from(t, "203.0.113.7:1234", "198.51.100.1"), "203.0.113.7/32"},
		{"through the proxy", from(t, "127.0.0.1:1234", "198.51.100.1"), "198.51.100.1/32"},
		{"through the proxy, with a header of its own", from(t, "127.0.0.1:1234", "192.0.2.1, 198.51.100.1"), "198.51.100.1/32"},
		{"in several headers", from(t, "127.0.0.1:1234", "192.0.2.1", "198.51.100.1"), "198.51.100.1/32"},
		{"through two proxies", from(t, "127.0.0.1:1234", "192.0.2.1, 198.51.100.1, 10.1.2.3"), "198.51.100.1/32"},
		{"with a port", from(t, "127.0.0.1:1234", "198.51.100.1:40000"), "198.51.100.1/32"},
		{"from within", from(t, "127.0.0.1:1234", "10.1.2.3"), "10.1.2.3/32"},
		{"nonsense from the proxy", from(t, "127.0.0.1:1234", "198.51.100.1, unknown"), "127.0.0.1/32"},
		{"no header", from(t, "127.0.0.1:1234"), "127.0.0.1/32"},
		{"IPv6", from(t, "[2001:db8:1:2:3:4:5:6]:1234"), "2001:db8:1:2::/64"},
		{"IPv6 with a zone", from(t, "[fe80::1%eth0]:1234"), "fe80::/64"},
		{"IPv4 in IPv6", from(t, "[::ffff:203.0.113.7]:1234"), "203.0.113.7/32"},
		{"no address", from(t, "@"), "invalid Prefix"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := newLimiter(1, proxies).client(tt.request).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	l := newLimiter(2, nil)
	now := time.Unix(0, 0)
	for i := range 2 * burst {
		if wait := l.take(from(t, "203.0.113.7:1"), now); wait != 0 {
			t.Fatalf("question %d: got a wait of %v, want none", i, wait)
		}
	}
	if wait := l.take(from(t, "203.0.113.7:2"), now); wait != 500*time.Millisecond {
		t.Errorf("beyond the burst: got a wait of %v, want half a second", wait)
	}
	if wait := l.take(from(t, "203.0.113.8:1"), now); wait != 0 {
		t.Errorf("another address: got a wait of %v, want none", wait)
	}
	if wait := l.take(from(t, "203.0.113.7:1"), now.Add(time.Second)); wait != 0 {
		t.Errorf("a second later: got a wait of %v, want none", wait)
	}
	if wait := newLimiter(0, nil).take(from(t, "203.0.113.7:1"), now); wait != 0 {
		t.Errorf("no limit: got a wait of %v", wait)
	}
}

// TestLimitForgets bounds what is remembered of addresses.
func TestLimitForgets(t *testing.T) {
	l := newLimiter(1, nil)
	now := time.Unix(0, 0)
	l.take(from(t, "192.0.2.1:1"), now)
	most := 0
	for i := range 3 * mostAddresses {
		l.take(from(t, fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255)), now.Add(time.Duration(i)*time.Millisecond))
		most = max(most, len(l.clients))
	}
	if most > mostAddresses {
		t.Errorf("remembered %d addresses, want at most %d", most, mostAddresses)
	}
}
