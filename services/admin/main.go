// Command admin shows a shop who is in it right now: it signs admins in, reads
// the carts' presence and relays every change to dashboards and other Phoenix
// clients.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"footfall/services/admin/internal/access"
	"footfall/shared/redisconn"
	"footfall/shared/service"
)

const name = "admin"

type commands struct {
	Serve        serveCommand   `cmd:"" help:"Serve admins until told to stop."`
	HashPassword hashCommand    `cmd:"" help:"Read a password from the terminal or from standard input, and print its hash for ADMIN_USERS."`
	Check        checkCommand   `cmd:"" help:"Validate the configuration, and see whether Redis takes writes and keeps them."`
	Version      versionCommand `cmd:"" help:"Print what was built."`
}

func main() { commandLine().Main() }

func commandLine() service.CLI {
	return service.CLI{
		Name: name, Description: "The admin service of Footfall: a live dashboard of the carts in a shop.",
		Commands: &commands{}, Config: &Config{},
	}
}

type serveCommand struct{}

func (serveCommand) Run() error {
	var c Config
	if err := service.Load(&c); err != nil {
		return err
	}
	ctx, stop := service.Signals(context.Background())
	defer stop()
	return serve(ctx, c, os.Stderr)
}

// checkTimeout is for a Redis that takes connections and does not answer.
const checkTimeout = 10 * time.Second

type checkCommand struct{}

func (checkCommand) Run(stdout io.Writer) error {
	var c Config
	if err := service.Load(&c); err != nil {
		return err
	}
	redisconn.SetLogger(slog.New(slog.DiscardHandler)) // the error says it all
	conn, err := redisconn.Open(c.Redis)
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, cancel := context.WithTimeout(context.Background(), checkTimeout)
	defer cancel()
	return conn.Check(ctx, stdout, c.Production())
}

type versionCommand struct{}

func (versionCommand) Run(stdout io.Writer) error {
	_, err := fmt.Fprintln(stdout, service.ReadBuild(name))
	return err
}

type hashCommand struct{}

func (hashCommand) Run(stdout io.Writer) error {
	password, err := readPassword(os.Stdin, os.Stderr)
	if err != nil {
		return err
	}
	hash, err := access.Hash(password)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, hash)
	return err
}

// readPassword asks twice in a terminal, where nothing is shown; else the
// first line is the password.
func readPassword(in *os.File, prompt io.Writer) (string, error) {
	if !term.IsTerminal(int(in.Fd())) {
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := ask(in, prompt, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := ask(in, prompt, "Again: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the passwords differ")
	}
	return first, nil
}

func ask(in *os.File, prompt io.Writer, question string) (string, error) {
	fmt.Fprint(prompt, question)
	password, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(prompt)
	if err != nil {
		return "", fmt.Errorf("reading the password: %w", err)
	}
	return string(password), nil
}
