package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"statementbot/bot/journal"
	"statementbot/bot/meter"
)

// drainLimit is how long serve takes to answer what it has in hand after the signal to end.
// Docker kills a container ten seconds after its signal.
const drainLimit = 8 * time.Second

// gcPercent trades time for memory: at 500 questions a second serve has 60 to 72 MB resident
// with it, and 81 MB with Go's 100 (measured in November 2026 by TestLoad); less than 40 gains
// nothing more.
const gcPercent = 40

// An adapter is one platform as serve runs it. All functions may be nil.
type adapter struct {
	name string
	// run takes questions until its context ends; then it answers what it has in hand, within
	// drainLimit, and returns nil. An error ends the program.
	run func(context.Context) error
	// routes adds the adapter's paths.
	routes func(*http.ServeMux)
	// ready returns why the adapter cannot take questions now, nil if it can.
	ready func() error
}

// A site is what serve shares among its adapters.
type site struct {
	*program
	library
	meter *meter.Meter
	log   *slog.Logger

	opened *journal.Journal // nil until an adapter asks for it
}

// journal returns the journal that all adapters share; it is opened on first use.
func (s *site) journal(ctx context.Context) (*journal.Journal, error) {
	if s.opened != nil {
		return s.opened, nil
	}
	folder, err := s.stateFolder()
	if err != nil {
		return nil, err
	}
	s.opened, err = journal.Open(ctx, folder, s.log)
	if err != nil {
		return nil, err
	}
	s.meter.Watch(func() float64 { return float64(s.opened.Depth()) })
	return s.opened, nil
}

// adapters returns those that are configured. Each is named here once.
func (s *site) adapters(ctx context.Context) ([]adapter, error) {
	var configured []adapter
	for _, build := range []func(context.Context) (*adapter, error){s.web, s.slack, s.discord} {
		a, err := build(ctx)
		if err != nil {
			return nil, err
		}
		if a != nil {
			configured = append(configured, *a)
		}
	}
	return configured, nil
}

func (p *program) serveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Answer in Slack, on Discord and on the web page, whichever are configured",
		Long: `Answers until it is told to end (Ctrl-C, SIGTERM); then it answers what it has in hand
and ends. The platforms are those whose tokens the environment has; a token may also
stand in a file that NAME_FILE names. Without any token there are the web page,
/healthz, /readyz and /metrics.`,
		Example: `  SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… statementbot serve
  statementbot serve --listen 127.0.0.1:0`,
		Args:              cobra.NoArgs,
		RunE:              func(cmd *cobra.Command, _ []string) error { return p.serve(cmd.Context()) },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	p.defineServeFlags(cmd.Flags())
	return cmd
}

// serve runs the adapters and the listener until ctx or one of them ends.
func (p *program) serve(ctx context.Context) error {
	library, err := p.load(ctx)
	if err != nil {
		return err
	}
	if _, set := p.lookup("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
	debug.FreeOSMemory() // what reading the documents took
	s := &site{program: p, library: library, meter: meter.New(), log: p.logFrom(slog.LevelInfo)}
	adapters, err := s.adapters(ctx)
	if s.opened != nil {
		defer func() {
			if err := s.opened.Close(); err != nil {
				s.log.Error("could not close the journal", "error", err)
			}
		}()
	}
	if err != nil {
		return err
	}
	address := p.setting(envListen)
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --listen or %s", address, err, envListen)
	}
	fmt.Fprintf(p.stdout, "listening on http://%s\n", listener.Addr())
	if len(adapters) == 1 {
		fmt.Fprint(p.stderr, onlyThePage)
	}

	group, ctx := errgroup.WithContext(ctx)
	for _, a := range adapters {
		if a.run == nil {
			continue
		}
		group.Go(func() error {
			if err := a.run(ctx); err != nil {
				return fmt.Errorf("%s: %w", a.name, err)
			}
			return nil
		})
	}
	server := &http.Server{
		Handler:           s.routes(ctx, adapters),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve %s: %w", listener.Addr(), err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		s.log.Info("ending; answering what is in hand", "limit", drainLimit)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
		defer cancel()
		if err := server.Shutdown(drain); err != nil {
			_ = server.Close()
		}
		return nil
	})
	return group.Wait()
}

// routes returns every path that serve answers. Once ctx has ended it is not ready any more.
func (s *site) routes(ctx context.Context, adapters []adapter) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		problems := unready(ctx, adapters)
		if len(problems) == 0 {
			_, _ = io.WriteString(w, "ready\n")
			return
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		for _, problem := range problems {
			fmt.Fprintln(w, problem)
		}
	})
	mux.Handle("GET /metrics", s.meter.Handler())
	for _, a := range adapters {
		if a.routes != nil {
			a.routes(mux)
		}
	}
	return mux
}

// unready returns why serve cannot take questions, a line for each reason.
func unready(ctx context.Context, adapters []adapter) []string {
	if ctx.Err() != nil {
		return []string{"ending"}
	}
	var problems []string
	for _, a := range adapters {
		if a.ready == nil {
			continue
		}
		if err := a.ready(); err != nil {
			problems = append(problems, a.name+": "+err.Error())
		}
	}
	return problems
}
