package main

import (
	"fmt"
	"os/exec"
	"strings"
)

// packages are Debian's names of what is not part of Footfall.
var packages = map[string]string{"redis-server": "redis-server", "redis-cli": "redis-tools", "nginx": "nginx-light"}

// needs names what is missing on this machine.
func needs(programs ...string) error {
	var missing []string
	for _, program := range programs {
		if _, err := exec.LookPath(find(program)); err != nil {
			missing = append(missing, packages[program])
		}
	}
	if len(missing) == 0 {
		return nil
	}
	names := strings.Join(missing, " ")
	return fmt.Errorf("this needs: %s. Install them (on Debian: apt-get install %[1]s) and run it again", names)
}

// find is where a program is: for many users Debian's nginx is not in the PATH.
func find(program string) string {
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	return "/usr/sbin/" + program
}
