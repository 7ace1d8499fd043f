package service

import (
	"os"
	"reflect"
	"slices"
	"strings"
)

// Load fills cfg, a pointer to a struct, from the environment; the package
// comment says how. The error is a *ConfigError.
func Load(cfg any) error {
	var s spec
	s.collect(reflect.ValueOf(cfg).Elem())
	var refused ConfigError
	inProduction := os.Getenv("FOOTFALL_ENV") == production
	for _, v := range s.variables {
		if err := v.load(inProduction); err != nil {
			refused.add(v.name + ": " + strings.ReplaceAll(err.Error(), "\n", "; "))
		}
	}
	for _, part := range s.validators {
		if err := part.Validate(); err != nil {
			refused.add(strings.Split(err.Error(), "\n")...)
		}
	}
	if len(refused.Faults) > 0 {
		return &refused
	}
	return nil
}

// ConfigError is a configuration that no process starts with.
type ConfigError struct {
	Faults []string // one for each variable, "NAME: reason"
}

func (e *ConfigError) Error() string {
	return "the configuration is refused:\n  " + strings.Join(e.Faults, "\n  ")
}

// add keeps the first fault of each variable: what follows from it would only
// distract.
func (e *ConfigError) add(faults ...string) {
	for _, fault := range faults {
		name, _, _ := strings.Cut(fault, ":")
		if !slices.ContainsFunc(e.Faults, func(f string) bool { return strings.HasPrefix(f, name+":") }) {
			e.Faults = append(e.Faults, fault)
		}
	}
}

type validator interface{ Validate() error }

// spec is what a configuration struct consists of, the structs in it included.
type spec struct {
	variables  []variable
	validators []validator
}

func (s *spec) collect(cfg reflect.Value) {
	for field, value := range cfg.Fields() {
		if name, tagged := field.Tag.Lookup("envconfig"); tagged {
			s.variables = append(s.variables, variable{name, field, value})
		} else if field.Type.Kind() == reflect.Struct && (field.Anonymous || field.IsExported()) {
			s.collect(value)
		}
	}
	// An embedded struct whose type is unexported gives no interface by itself.
	self := reflect.NewAt(cfg.Type(), cfg.Addr().UnsafePointer()).Interface()
	if v, ok := self.(validator); ok {
		s.validators = append(s.validators, v)
	}
}
