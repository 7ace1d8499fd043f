// Package ports finds addresses for programs that must be told where to listen.
package ports

import (
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
)

// Free returns n different addresses that nobody listens on, for somebody else to
// listen there soon, and again after a while. They are on a host of their own, so
// that nobody takes one meanwhile: tests run beside each other, and the near end of
// every connection has a port, too.
func Free(n int) ([]string, error) {
	host := Host()
	all := make([]string, n)
	for i := range all {
		listener, err := net.Listen("tcp", host+":0")
		if err != nil {
			return nil, fmt.Errorf("looking for a free port: %w", err)
		}
		defer listener.Close() // once all were had, or two might be the same
		all[i] = listener.Addr().String()
	}
	return all, nil
}

// Host returns a loopback address that nobody else is likely to use.
func Host() string {
	if runtime.GOOS != "linux" {
		return "127.0.0.1" // the others have no more
	}
	return fmt.Sprintf("127.%d.%d.%d", 16+rand.IntN(200), rand.IntN(256), 1+rand.IntN(254)) // #nosec G404 -- no secret
}
