// Package orders lets the benchmark command its helper processes: a line of
// JSON on a helper's stdin is an order, a line on its stdout the answer, as
// net/rpc/jsonrpc has them. Several orders may be under way at once.
package orders

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
)

// name under which a helper's methods are known.
const name = "Helper"

// None is what an order has that needs no arguments, or no answer.
type None struct{}

// Serve obeys orders until there are no more: the methods of helper, in the
// form that net/rpc asks for.
func Serve(helper any, stdin io.Reader, stdout io.Writer) error {
	server := rpc.NewServer()
	if err := server.RegisterName(name, helper); err != nil {
		return fmt.Errorf("taking orders: %w", err)
	}
	server.ServeCodec(jsonrpc.NewServerCodec(line{stdin, stdout}))
	return nil
}

// A Client gives orders to one helper.
type Client struct{ rpc *rpc.Client }

// Dial speaks to the helper behind these two ends of its stdin and stdout.
func Dial(stdin io.WriteCloser, stdout io.Reader) *Client {
	return &Client{jsonrpc.NewClient(ends{line{stdout, stdin}, stdin})}
}

// Close says that there are no more orders.
func (c *Client) Close() error {
	if err := c.rpc.Close(); err != nil && !errors.Is(err, rpc.ErrShutdown) {
		return fmt.Errorf("ending the orders: %w", err)
	}
	return nil
}

// Give gives an order and waits for the answer, or for the end of ctx.
func Give[Answer any](ctx context.Context, c *Client, order string, args any) (Answer, error) {
	var answer Answer
	call := c.rpc.Go(name+"."+order, args, &answer, make(chan *rpc.Call, 1))
	select {
	case <-ctx.Done():
		return *new(Answer), ctx.Err()
	case <-call.Done:
	}
	if call.Error != nil {
		return answer, fmt.Errorf("ordering %s: %w", order, call.Error)
	}
	return answer, nil
}

// line is a connection of two pipes. A helper lets go of its own as it ends.
type line struct {
	io.Reader
	io.Writer
}

func (line) Close() error { return nil }

// ends is the other side's: closing stdin is how it says the end.
type ends struct {
	line
	stdin io.Closer
}

func (e ends) Close() error { return e.stdin.Close() }
