import { expect, test } from 'vitest'
import { requiredModules } from '../../../main/golang'

const goMod = `// Deprecated: no
module "example.com/app" // the app

go 1.26.0

require github.com/one/line v1.2.3
require (
	golang.org/x/text v0.3.0 // indirect
	corp.example.com/x/v2 v2.0.0-20240102030405-abcdefabcdef // indirect; why
	\`raw.example.com/q\` v1.0.0// not indirect
	golang.org/x/text v0.4.0
	half
)

replace github.com/one/line => ../line
exclude (
	excluded.example.com/x v1.0.0
)
tool example.com/tool
`

test('the require lines of a go.mod, single and in blocks, each path once', () => {
  const read = requiredModules(goMod)
  expect(read.module).toBe('example.com/app')
  expect(read.requires).toEqual([
    { path: 'github.com/one/line', version: 'v1.2.3', indirect: false },
    { path: 'golang.org/x/text', version: 'v0.3.0', indirect: true },
    { path: 'corp.example.com/x/v2', version: 'v2.0.0-20240102030405-abcdefabcdef', indirect: true },
    { path: 'raw.example.com/q', version: 'v1.0.0', indirect: false },
  ])
})

test.each([
  ['', null, 0],
  ['module m\r\nrequire (\r\n a.b/c v1.0.0\r\n)\r\n', 'm', 1],
  ['<<<<<<< ours\nmodule m\n=======\nrequire a.b/c v1.0.0\n', 'm', 1],
  ['require (\n a.b/c v1.0.0\n', null, 1],
  ['require(\n a.b/c v1.0.0\n)\nmodule late', 'late', 1],
  ['module "unended\nrequire a.b/c v1', '"unended', 1],
])('a file in the middle of an edit gives what it can: %j', (text, module, count) => {
  const read = requiredModules(text)
  expect([read.module, read.requires.length]).toEqual([module, count])
})
