package web

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// burst is how many seconds' worth of questions an address may ask at once: an office behind
// one address, or a script that asks its list and is done.
const burst = 20

// mostAddresses is how many addresses are remembered. Beyond it those are forgotten that have
// been silent long enough to ask in full again, or, under an attack from everywhere, all.
const mostAddresses = 10_000

// A limiter bounds how often an address may ask. A nil limiter bounds nothing.
type limiter struct {
	rate    rate.Limit
	proxies []netip.Prefix

	mu      sync.Mutex // guards clients
	clients map[netip.Prefix]*rate.Limiter
}

func newLimiter(perSecond float64, proxies []netip.Prefix) *limiter {
	if perSecond <= 0 {
		return nil
	}
	return &limiter{rate: rate.Limit(perSecond), proxies: proxies, clients: map[netip.Prefix]*rate.Limiter{}}
}

// admit reports whether a request may be answered now. If not, it has set Retry-After.
func (w *Web) admit(rw http.ResponseWriter, r *http.Request) bool {
	wait := w.limit.take(r, time.Now())
	if wait == 0 {
		return true
	}
	rw.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	w.config.Meter.Dropped(name, "ratelimited")
	return false
}

// take returns 0 if the client of a request may ask at the given time, otherwise how long it
// has to wait.
func (l *limiter) take(r *http.Request, now time.Time) time.Duration {
	if l == nil {
		return 0
	}
	client := l.client(r)
	l.mu.Lock()
	defer l.mu.Unlock()
	bucket := l.clients[client]
	if bucket == nil {
		l.makeRoom(now)
		bucket = rate.NewLimiter(l.rate, max(1, int(math.Ceil(burst*float64(l.rate)))))
		l.clients[client] = bucket
	}
	reservation := bucket.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// makeRoom forgets addresses where there are too many.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.clients) < mostAddresses {
		return
	}
	for client, bucket := range l.clients {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(l.clients, client)
		}
	}
	if len(l.clients) >= mostAddresses {
		clear(l.clients)
	}
}

// client returns where a request comes from: the address of the connection or, where that is
// one of our proxies, the last one in X-Forwarded-For that is none. An IPv6 client has a
// whole /64 to ask from and is taken for one.
func (l *limiter) client(r *http.Request) netip.Prefix {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	address := peer.Addr().Unmap()
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && l.trusted(address); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if withPort, portErr := netip.ParseAddrPort(strings.TrimSpace(forwarded[i])); portErr == nil {
			next, err = withPort.Addr(), nil // some proxies name the port as well
		}
		if err != nil {
			break
		}
		address = next.Unmap().WithZone("")
	}
	bits := 32
	if address.Is6() {
		bits = 64
	}
	prefix, err := address.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}

func (l *limiter) trusted(a netip.Addr) bool {
	for _, p := range l.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
