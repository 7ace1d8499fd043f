package deploytest

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/gorilla/websocket"
)

// proxy is the shipped nginx before one instance of each service.
type proxy struct {
	*process
	dir string // of its unix sockets, one for each port
}

func startNginx(t *testing.T, upstream map[string]string) proxy {
	t.Helper()
	dir := shortDir(t)
	text := strings.ReplaceAll(read(t, "nginx/nginx.conf"), "/var/cache/nginx", dir)
	for service, address := range upstream {
		text = strings.ReplaceAll(text, "http://$"+service+":"+publicPort(t, service), "http://"+address)
	}
	text = strings.ReplaceAll(text, "listen 80", "listen unix:"+dir+"/80") // 8080 and 8081
	p := start(t, os.Environ(), "nginx", "-p", dir, "-c", write(t, dir, "nginx.conf", text), "-g", "daemon off;")
	p.await(t, "start worker process")
	return proxy{p, dir}
}

// dialer connects to a port, whatever the address.
func (p proxy) dialer(port string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", filepath.Join(p.dir, port))
	}
}

func (p proxy) get(t *testing.T, port, path string) (status int, header http.Header) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DialContext: p.dialer(port), DisableKeepAlives: true}}
	return get(t, &client, "http://shop.example"+path)
}

// beat opens a shopper's socket and waits for the answer to a heartbeat.
func (p proxy) beat(t *testing.T, port, path string) {
	t.Helper()
	dialer := websocket.Dialer{NetDialContext: p.dialer(port)}
	socket, response, err := dialer.DialContext(t.Context(), "ws://shop.example"+path, http.Header{"Origin": {"http://shop.example"}})
	if err != nil {
		t.Fatalf("opening a socket through nginx: %v, %+v", err, response)
	}
	defer socket.Close()
	defer response.Body.Close()
	if err := socket.WriteJSON([]any{nil, "1", "phoenix", "heartbeat", struct{}{}}); err != nil {
		t.Fatal(err)
	}
	if _, reply, err := socket.ReadMessage(); err != nil || !strings.Contains(string(reply), `"ok"`) {
		t.Errorf("the answer to a heartbeat is %s, %v", reply, err)
	}
}

func TestPagesAndSocketsComeThroughNginxAndNoQueryIsLogged(t *testing.T) {
	needNginx(t)
	d := deploy(t)
	d.run(t, "storefront", "seed")
	shop, admin := d.serve(t, "storefront"), d.serve(t, "admin")
	nginx := startNginx(t, map[string]string{"storefront": shop.public, "admin": admin.public})

	asked := regexp.MustCompile(`http://127\.0\.0\.1:(\d+)(/\S*)`).FindAllStringSubmatch(strings.Join(readCompose(t).Services["nginx"].Healthcheck.Test, " "), -1)
	if len(asked) != len(services) {
		t.Errorf("the healthcheck of nginx asks for %q", asked)
	}
	for _, m := range asked {
		port, path := m[1], m[2]
		status, header := nginx.get(t, port, path+"?hidden=1")
		if status != http.StatusOK {
			t.Errorf("GET :%s%s: %d", port, path, status)
		}
		nginx.await(t, `"status":"200"`, `"request_id":"`+header.Get("X-Request-Id")+`"`)
	}
	nginx.beat(t, "8080", "/product_socket/websocket?vsn=2.0.0&hidden=2")
	nginx.await(t, `"path":"/product_socket/websocket"`, `"status":"101"`)

	if said, err := shop.stop(t, syscall.SIGTERM); err != nil {
		t.Errorf("storefront: %v\n%s", err, said)
	}
	if status, _ := nginx.get(t, "8080", "/?hidden=3"); status != http.StatusBadGateway {
		t.Errorf("GET / without a storefront: %d", status)
	}
	said, err := nginx.stop(t, syscall.SIGQUIT)
	if err != nil || strings.Contains(said, "hidden") || !strings.Contains(said, `"status":"502"`) {
		t.Errorf("nginx: %v\n%s", err, said)
	}
}
