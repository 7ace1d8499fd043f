package channels

import (
	"errors"
	"io"
	"net"

	"github.com/gorilla/websocket"
)

// verdict is why a connection ends: a close code, and a word for the client,
// the log and the metric. Code 0 sends nothing: the other side is gone, or has
// its answer.
//
// 1000 is never sent: clients up to npm 1.8.15 take it for an order to stay
// away.
type verdict struct {
	code   int
	reason string
}

// The library sends 1002 and 1009 by itself, save for a length that overflows;
// a second close frame is not written. It also echoes the client's.
var (
	verdictIdle        = verdict{websocket.CloseGoingAway, "idle"}                    // 1001
	verdictRemoved     = verdict{websocket.CloseGoingAway, "removed"}                 // 1001
	verdictProtocol    = verdict{websocket.CloseProtocolError, "protocol error"}      // 1002
	verdictBinary      = verdict{websocket.CloseUnsupportedData, "binary frame"}      // 1003
	verdictUTF8        = verdict{websocket.CloseInvalidFramePayloadData, "bad UTF-8"} // 1007
	verdictFlood       = verdict{websocket.ClosePolicyViolation, "flood"}             // 1008
	verdictTooBig      = verdict{websocket.CloseMessageTooBig, "frame too big"}       // 1009
	verdictMalformed   = verdict{websocket.CloseInternalServerErr, "malformed frame"} // 1011
	verdictDrain       = verdict{websocket.CloseServiceRestart, "drain"}              // 1012
	verdictClientClose = verdict{0, "closed by client"}
	verdictGone        = verdict{0, "gone"}
	verdictUnwritable  = verdict{0, "unwritable"}
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
	case websocket.IsCloseError(err, websocket.CloseAbnormalClosure), isNet(err):
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
	return ok || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// Why reading ends without the network: what a client may send wrong, beside
// errMalformed, and an end that is decided already.
var (
	errBinary = errors.New("binary frame")
	errUTF8   = errors.New("text is not UTF-8")
	errFlood  = errors.New("too many frames")
	errEnded  = errors.New("the connection has ended")
)
