// Parses pairs of JSON texts (name.a, name.b) in a folder and prints each pair that is not equal.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

func read(path string) any {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		panic(path + ": " + err.Error())
	}
	return value
}

func main() {
	firsts, err := filepath.Glob(filepath.Join(os.Args[1], "*.a"))
	if err != nil {
		panic(err)
	}
	for _, first := range firsts {
		if !reflect.DeepEqual(read(first), read(strings.TrimSuffix(first, "a")+"b")) {
			fmt.Println("differs", filepath.Base(first))
		}
	}
	fmt.Println("compared", len(firsts))
}
