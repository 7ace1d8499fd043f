package service

import (
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/kelseyhightower/envconfig"
)

// variable is one field of a configuration.
type variable struct {
	name  string
	field reflect.StructField
	value reflect.Value
}

func (v variable) tag(key string) string { return v.field.Tag.Get(key) }

func (v variable) secret() bool { return v.tag("file") == "true" }

// load sets the field.
func (v variable) load(inProduction bool) error {
	if v.secret() {
		forget, err := v.readFile()
		if err != nil {
			return err
		}
		defer forget()
	}
	text, set := os.LookupEnv(v.name)
	development := v.tag("development")
	if inProduction && development != "" && (!set || strings.Contains(text, development)) {
		return errors.New("the development default is refused in production; set your own")
	}
	return v.decode(v.fallback(inProduction))
}

// fallback is the value where none is set.
func (v variable) fallback(inProduction bool) string {
	if text := v.tag("production"); inProduction && text != "" {
		return text
	}
	if text := v.tag("development"); !inProduction && text != "" {
		return text
	}
	return v.tag("default")
}

// readFile lets the content of NAME_FILE pass for the variable, as envconfig
// reads from nowhere but the environment, until forget is called.
func (v variable) readFile() (forget func(), err error) {
	path, named := os.LookupEnv(v.name + "_FILE")
	if !named {
		return func() {}, nil
	}
	if _, set := os.LookupEnv(v.name); set {
		return nil, fmt.Errorf("%s_FILE is set too; keep one of them", v.name)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading %s_FILE: %w", v.name, err)
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	if err := os.Setenv(v.name, text); err != nil {
		return nil, fmt.Errorf("reading %s_FILE: %s is no text", v.name, path)
	}
	return func() { _ = os.Unsetenv(v.name) }, nil
}

// decode gives envconfig a struct of this field alone, as it stops at the
// first fault of a larger one.
func (v variable) decode(fallback string) error {
	tag := fmt.Sprintf("envconfig:%q default:%q", v.name, fallback)
	one := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: v.field.Name, Type: v.field.Type, Tag: reflect.StructTag(tag)},
	}))
	err := envconfig.Process("", one.Interface())
	if parse, ok := errors.AsType[*envconfig.ParseError](err); ok {
		return v.explain(parse)
	}
	v.value.Set(one.Elem().Field(0))
	return err
}

func (v variable) explain(parse *envconfig.ParseError) error {
	if _, decodesItself := v.value.Addr().Interface().(encoding.TextUnmarshaler); decodesItself {
		return parse.Err
	}
	if v.secret() {
		return fmt.Errorf("the value is not %s", v.wanted())
	}
	return fmt.Errorf("%q is not %s", parse.Value, v.wanted())
}

func (v variable) wanted() string {
	switch {
	case v.field.Type == reflect.TypeFor[time.Duration]():
		return "a duration such as 500ms or 10s"
	case v.value.CanInt(), v.value.CanUint():
		return "a whole number in range"
	case v.value.CanFloat():
		return "a number"
	case v.value.Kind() == reflect.Slice:
		return "a list with commas whose every entry has a meaning"
	case v.value.Kind() == reflect.Bool:
		return "true or false"
	default:
		return "a " + v.field.Type.String()
	}
}
