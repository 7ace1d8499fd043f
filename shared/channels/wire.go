package channels

import (
	"bufio"
	"net"
	"net/http"
)

const (
	// maxWire bounds the bytes between two messages, pings or pongs: the
	// largest message and room for the headers of some 2,700 fragments. The
	// library counts the bytes in fragments, but no empty ones.
	maxWire = maxFrame + 16<<10

	// sendBuffer is what the kernel may hold for a client that does not read,
	// twice this on Linux, which lets it grow to megabytes by itself. It still
	// carries 14 MB, the presence of 48,000 carts, within writeTimeout to whoever
	// is half a second away.
	sendBuffer = 128 << 10
)

// meter puts a wire under the connection that a handshake takes over.
type meter struct {
	http.ResponseWriter
	wire *wire
}

// Hijack is http.Hijacker's.
func (m *meter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(m.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if tcp, ok := conn.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // it only saves memory
	}
	m.wire = &wire{holder: holder{Conn: conn}}
	return m.wire, buffers, nil
}

// wire is a connection that counts what it reads, for its reader, and holds
// what is written, for its worker.
type wire struct {
	holder
	taken int // bytes since the last message, ping or pong
}

// Read fails with errFlood once too much came that led to nothing.
func (w *wire) Read(p []byte) (int, error) {
	if w.taken > maxWire {
		return 0, errFlood
	}
	n, err := w.Conn.Read(p)
	w.taken += n
	return n, err
}
