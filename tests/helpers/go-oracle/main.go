// Oracle answers questions with Go's own libraries: one JSON object a line in, one JSON value a line out.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/version"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
	"golang.org/x/mod/sumdb"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/mod/zip"
)

type question struct {
	Ask   string
	A, B  string
	Bytes []byte
	Files map[string][]byte
	Base  string
	Key   string
	Heads []string
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			var q question
			if err := json.Unmarshal(line, &q); err != nil {
				panic(err)
			}
			if err := out.Encode(answer(q)); err != nil {
				panic(err)
			}
		}
		if err != nil {
			return
		}
	}
}

func answer(q question) any {
	switch q.Ask {
	case "compare":
		return version.Compare(q.A, q.B)
	case "lang":
		return version.Lang(q.A)
	case "valid":
		return version.IsValid(q.A)
	case "semver":
		return semver.IsValid(q.A) && strings.Count(strings.SplitN(strings.SplitN(q.A, "-", 2)[0], "+", 2)[0], ".") == 2
	case "module":
		return module.CheckPath(q.A) == nil
	case "import":
		return module.CheckImportPath(q.A) == nil
	case "file":
		return module.CheckFilePath(q.A) == nil
	case "folds":
		return foldOrbits()
	case "zip":
		return checkZip(q.A, q.B)
	case "escapeVersion":
		s, err := module.EscapeVersion(q.A)
		return orNil(s, err)
	case "escapePath":
		s, err := module.EscapePath(q.A)
		return orNil(s, err)
	case "unescapePath":
		s, err := module.UnescapePath(q.A)
		return orNil(s, err)
	case "split":
		prefix, major, ok := module.SplitPathVersion(q.A)
		if !ok {
			return nil
		}
		return map[string]string{"prefix": prefix, "major": major}
	case "patterns":
		return module.MatchPrefixPatterns(q.A, q.B)
	case "match":
		ok, err := path.Match(q.A, q.B)
		if err != nil {
			return nil
		}
		return ok
	case "dirhash":
		var names []string
		for name := range q.Files {
			names = append(names, name)
		}
		s, err := dirhash.Hash1(names, func(name string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(q.Files[name])), nil
		})
		return orNil(s, err)
	case "note":
		verifier, err := note.NewVerifier(q.Key)
		if err != nil {
			return nil
		}
		n, err := note.Open(q.Bytes, note.VerifierList(verifier))
		if err != nil {
			return nil
		}
		return n.Text
	case "tree":
		t, err := tlog.ParseTree(q.Bytes)
		if err != nil {
			return nil
		}
		return map[string]any{"size": t.N, "hash": t.Hash.String()}
	case "record":
		id, text, rest, err := tlog.ParseRecord(q.Bytes)
		if err != nil {
			return nil
		}
		return map[string]any{"id": id, "text": text, "rest": rest}
	case "key":
		_, err := note.NewVerifier(q.Key)
		return err == nil
	case "lookup":
		ops := &clientOps{question: q}
		lines, err := sumdb.NewClient(ops).Lookup(q.A, q.B)
		return map[string]any{"lines": lines, "err": fmt.Sprint(err), "security": ops.security}
	}
	panic("no such question: " + q.Ask)
}

// checkZip judges the zip file of a module, and hashes it when it is good.
func checkZip(file, prefix string) map[string]string {
	path, version, _ := strings.Cut(prefix, "@")
	checked, err := zip.CheckZip(module.Version{Path: path, Version: version}, file)
	if err == nil {
		err = checked.Err()
	}
	if err != nil {
		return map[string]string{"refused": err.Error()}
	}
	hash, err := dirhash.HashZip(file, dirhash.Hash1)
	if err != nil {
		return map[string]string{"refused": err.Error()}
	}
	return map[string]string{"refused": "", "hash": hash}
}

// foldOrbits lists the letters that are one when case is folded, each group as a string.
func foldOrbits() []string {
	var orbits []string
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) || unicode.SimpleFold(r) <= r {
			continue
		}
		orbit := string(r)
		first := true
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			orbit += string(next)
			first = first && next > r
		}
		if first {
			orbits = append(orbits, orbit)
		}
	}
	return orbits
}

func orNil(s string, err error) any {
	if err != nil {
		return nil
	}
	return s
}

// clientOps is a checksum-database client's outside world: a base address and, in memory, a stored head.
type clientOps struct {
	question
	security string
	mu       sync.Mutex
}

func (c *clientOps) ReadRemote(path string) ([]byte, error) {
	resp, err := http.Get(c.Base + path)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", path, resp.Status)
	}
	return io.ReadAll(resp.Body)
}

func (c *clientOps) ReadConfig(file string) ([]byte, error) {
	if file == "key" {
		return []byte(c.Key), nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.Heads) == 0 {
		return nil, nil
	}
	return []byte(c.Heads[0]), nil
}

func (c *clientOps) WriteConfig(file string, old, new []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.Heads = []string{string(new)}
	return nil
}

func (c *clientOps) ReadCache(file string) ([]byte, error) { return nil, errors.New("no cache") }
func (c *clientOps) WriteCache(file string, data []byte)   {}
func (c *clientOps) Log(msg string)                        {}
func (c *clientOps) SecurityError(msg string)              { c.security = msg }
