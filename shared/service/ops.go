package service

import (
	"log/slog"
	"net/http"
	"net/http/pprof"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Ops is what a process shows to those who operate it, on a listener of its
// own that the public never reaches:
//
//	/livez         200 ok as long as the process runs
//	/readyz        200 ok, or 503 where it wants no new clients; ?verbose says why
//	/metrics       Prometheus
//	/debug/pprof/  Go's profiles
type Ops struct {
	// Registry takes the metrics of all parts.
	Registry *prometheus.Registry

	build Build
	mux   *http.ServeMux
	log   *slog.Logger
	state atomic.Int32

	failing *prometheus.GaugeVec

	mu      sync.Mutex
	watches []*watch
}

// NewOps is not ready until SetReady.
func NewOps(build Build, log *slog.Logger) *Ops {
	o := &Ops{build: build, Registry: prometheus.NewRegistry(), mux: http.NewServeMux(), log: log}
	o.failing = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "footfall_check_failing",
		Help: "1 while a check of /readyz?verbose fails.",
	}, []string{"check"})
	o.measure(build)
	o.mux.HandleFunc("GET /livez", livez)
	o.mux.HandleFunc("GET /readyz", o.readyz)
	o.mux.Handle("GET /metrics", promhttp.HandlerFor(o.Registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		Registry: o.Registry,
	}))
	o.mux.HandleFunc("/debug/pprof/", pprof.Index)
	o.mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	o.mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	o.mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	o.mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return o
}

// Server has no write timeout: a profile takes as long as it is asked to.
func (o *Ops) Server() *http.Server {
	srv := newServer(o.mux, o.log)
	srv.ReadTimeout, srv.WriteTimeout = 0, 0
	return srv
}

func (o *Ops) measure(build Build) {
	o.Registry.MustRegister(
		o.failing,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "footfall_build_info",
			Help: "Which program runs; always 1.",
			ConstLabels: prometheus.Labels{
				"service": build.Service, "version": build.Version, "revision": build.Revision,
			},
		}, func() float64 { return 1 }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "footfall_draining",
			Help: "1 while the process stops.",
		}, func() float64 {
			if o.state.Load() == draining {
				return 1
			}
			return 0
		}),
	)
}
