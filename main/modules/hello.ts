/** The first program: what `go run .` prints is `hello, world`. */
export const helloProgram = `package main

import "fmt"

func main() {
	fmt.Println("hello, world")
}
`
