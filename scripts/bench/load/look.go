package load

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"footfall/scripts/bench/clock"
	"footfall/scripts/bench/measure"
)

// Look tells a crowd to look at a page: by the open loop, without a socket.
type Look struct {
	URL     string
	Headers []string // name: value
	Drive            // of which Kind says nothing here
}

// Looked is how that went.
type Looked struct {
	Took   measure.Summary `json:"due_to_read"` // of counted ones, until the page was there whole
	Failed map[string]int  `json:"failed"`      // by reason
	Late   measure.Summary `json:"late"`        // from due to asked
}

// connections that looks share, as a proxy has them; one that finds none free
// waits, and its wait counts.
const connections = 256

// Look asks for the page at the rate, and waits for the answers.
func (c *Crowd) Look(l Look, answer *Looked) error {
	client := &http.Client{Timeout: patience, Transport: &http.Transport{
		MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true,
	}}
	defer client.CloseIdleConnections()
	ask, err := http.NewRequest(http.MethodGet, l.URL, http.NoBody)
	if err != nil {
		return err
	}
	for _, header := range l.Headers {
		name, value, _ := strings.Cut(header, ": ")
		ask.Header.Add(name, value)
	}
	c.takeResult()
	var mu sync.Mutex
	var ways sync.WaitGroup
	took := measure.NewHistogram()
	answer.Late = l.loop(func(_ int, due clock.Time, counts bool) {
		ways.Go(func() {
			if err := look(client, ask); err != nil {
				c.refuse(err.Error())
			} else if counts {
				mu.Lock()
				defer mu.Unlock()
				took.Add(clock.Now().Sub(due))
			}
		})
	})
	ways.Wait()
	answer.Failed = c.takeResult().refused
	answer.Took = took.Summary()
	return nil
}

func look(client *http.Client, ask *http.Request) error {
	response, err := client.Do(ask)
	if err != nil {
		return errors.Unwrap(err) // without the address
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
