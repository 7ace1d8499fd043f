package floor

import (
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// size of a message of the round trip, in bytes.
const size = 64

// Loopback is the median time of a round trip of 64 bytes over one TCP
// connection.
func Loopback() (time.Duration, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("measuring the loopback: %w", err)
	}
	defer listener.Close()
	var echoes sync.WaitGroup
	echoes.Go(func() {
		if conn, err := listener.Accept(); err == nil {
			_, _ = io.Copy(conn, conn)
			_ = conn.Close()
		}
	})
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		return 0, fmt.Errorf("measuring the loopback: %w", err)
	}
	defer echoes.Wait()
	defer conn.Close()
	took, err := roundTrips(conn)
	if err != nil {
		return 0, fmt.Errorf("measuring the loopback: %w", err)
	}
	return median(took), nil
}

func roundTrips(conn net.Conn) (took []time.Duration, err error) {
	message := make([]byte, size)
	for begun := time.Now(); time.Since(begun) < lasting; {
		start := time.Now()
		if _, err := conn.Write(message); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(conn, message); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}
