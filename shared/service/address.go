package service

import (
	"fmt"
	"net"
)

// Address is where a listener listens: <host>:<port>, or :<port> for every
// address of the machine. Port 0 is any that is free.
type Address string

// Decode is envconfig's.
func (a *Address) Decode(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	if err != nil {
		return fmt.Errorf("%q is no address to listen on, such as :4000 or 127.0.0.1:4100", text)
	}
	*a = Address(text)
	return nil
}
