package channels

import (
	"errors"
	"io"
	"net"

	"github.com/gorilla/websocket"
)

// ending of a connection, as the server decided it: a close code and why, for
// the log. Code 0 sends nothing: the other side is gone.
//
// 1000 is never sent: clients up to npm 1.8.15 take it for an order to stay
// away.
type verdict struct {
	code   int
	reason string
}

var (
	verdictIdle        = verdict{websocket.CloseGoingAway, "idle"}                    // 1001
	verdictRemoved     = verdict{websocket.CloseGoingAway, "removed"}                 // 1001
	verdictBinary      = verdict{websocket.CloseUnsupportedData, "binary frame"}      // 1003
	verdictUTF8        = verdict{websocket.CloseInvalidFramePayloadData, "bad UTF-8"} // 1007
	verdictFlood       = verdict{websocket.ClosePolicyViolation, "flood"}             // 1008
	verdictMalformed   = verdict{websocket.CloseInternalServerErr, "malformed frame"} // 1011
	verdictDrain       = verdict{websocket.CloseServiceRestart, "drain"}              // 1012
	verdictGone        = verdict{0, "gone"}
	verdictTooBig      = verdict{0, "frame too big"}  // the library has sent 1009
	verdictProtocol    = verdict{0, "protocol error"} // the library has sent 1002
	verdictUnwritable  = verdict{0, "unwritable"}
	verdictClientClose = verdict{0, "closed by client"} // the library has echoed the code
)

// afterRead is what the end of reading means.
func afterRead(err error) verdict {
	switch {
	case isTimeout(err):
		return verdictIdle
	case errors.Is(err, errMalformed):
		return verdictMalformed
	case errors.Is(err, errBinary):
		return verdictBinary
	case errors.Is(err, errUTF8):
		return verdictUTF8
	case errors.Is(err, errFlood):
		return verdictFlood
	case errors.Is(err, websocket.ErrReadLimit):
		return verdictTooBig
	case websocket.IsCloseError(err, websocket.CloseAbnormalClosure), errors.Is(err, io.EOF), isNet(err):
		return verdictGone
	}
	if _, ok := errors.AsType[*websocket.CloseError](err); ok {
		return verdictClientClose
	}
	return verdictProtocol
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

func isNet(err error) bool {
	_, ok := errors.AsType[net.Error](err)
	return ok || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Why reading ends without the network: what a client may send wrong, beside
// errMalformed, and an end that is decided already.
var (
	errBinary = errors.New("binary frame")
	errUTF8   = errors.New("text is not UTF-8")
	errFlood  = errors.New("too many frames")
	errEnded  = errors.New("the connection has ended")
)
