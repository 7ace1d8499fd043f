package redistest

import (
	"net"
	"testing"
)

// Between looking for a free port and listening there somebody else can take it.
func TestAPortThatWasTakenMeanwhileIsLeftAlone(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if s := Real(t); s.listens(t, taken.Addr().(*net.TCPAddr).Port) {
		t.Error("it says that it listens where somebody else does")
	}
}
