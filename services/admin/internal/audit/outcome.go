package audit

// attempts are what the log says of one action.
type attempts struct {
	begun, ended int
	done         bool
}

func (a attempts) outcome() string {
	switch {
	case a.done:
		return Done
	case a.begun > a.ended:
		return Unknown
	default:
		return Refused
	}
}

// sumUp makes one entry of all that belong to one action, where the newest
// attempt stands, with how it ended.
func sumUp(all []Entry) []Entry {
	actions := map[string]*attempts{}
	for _, e := range all {
		if e.Op != "" {
			if actions[e.Op] == nil {
				actions[e.Op] = &attempts{}
			}
			actions[e.Op].count(e)
		}
	}
	shown := []Entry{}
	for _, e := range all {
		switch {
		case e.Op == "": // written when it was done
			e.Outcome = Done
		case e.Outcome != "" || actions[e.Op] == nil:
			continue
		default:
			e.Outcome = actions[e.Op].outcome()
			delete(actions, e.Op)
		}
		if e.Outcome != Refused {
			shown = append(shown, e)
		}
	}
	return shown
}

func (a *attempts) count(e Entry) {
	if e.Outcome == "" {
		a.begun++
		return
	}
	a.ended++
	a.done = a.done || e.Outcome == Done
}
