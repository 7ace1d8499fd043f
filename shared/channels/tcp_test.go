package channels_test

import (
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"footfall/shared/channels"
)

// Closing with unread bytes resets a TCP connection, and whoever still sends
// would never see the code.
func TestOverTCPTheCodeReachesAClientThatStillSends(t *testing.T) {
	for range 20 {
		server := channels.New(channels.Config{MaxPerAddress: 1})
		web := httptest.NewServer(server)
		ws, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(web.URL, "http"), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if _, err = ws.NetConn().Write(append(wire(fin|websocket.BinaryMessage, ""), make([]byte, 100_000)...)); err != nil {
			t.Error(err)
		}
		if _, _, err = ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseUnsupportedData) {
			t.Errorf("got %v", err)
		}
		if _, err = ws.NetConn().Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("got %v after the close frame", err)
		}
		_ = ws.Close()
		web.Close()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}
