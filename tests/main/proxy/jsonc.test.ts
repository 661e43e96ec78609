import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type JsoncNode, memberAt, parseJsonc } from '../../../main/proxy/jsonc'

const plain = ({ value }: JsoncNode): unknown => {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, node]) => [name, plain(node as JsoncNode)]))
  return Array.isArray(value) ? value.map((node: JsoncNode) => plain(node)) : value
}

it('reads whatever JSON can say', () => {
  const json = fc.jsonValue({ maxDepth: 5 })
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
      // __proto__ is a name like any other in a Map, but not in what is compared here
      fc.pre(!JSON.stringify(value).includes('__proto__'))
      const node = parseJsonc(JSON.stringify(value, null, indent))
      expect(node && plain(node)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('passes over comments and last commas, and counts lines', () => {
  const text = `\ufeff// mine, "x": {
{
  /* several
     lines */ "editor.fontSize": 14, // "go.toolsEnvVars": {"GOPROXY": "no"}
  "url": "https://a//b /* no comment */",
  "go.toolsEnvVars": {
    "GOFLAGS": "-x",
    "GOPROXY": "old",
    "GOPROXY": "https://goproxy.cn,direct",
  },
  "list": [1, 2,],
}
`
  const root = parseJsonc(text)
  if (root === null) throw new Error('not read')
  expect(memberAt(root, ['go.toolsEnvVars', 'GOPROXY'])).toMatchObject({ value: 'https://goproxy.cn,direct', line: 9 })
  expect(memberAt(root, ['url'])?.value).toBe('https://a//b /* no comment */')
  expect(memberAt(root, ['go.toolsEnvVars', 'GOSUMDB'])).toBeNull()
  expect(memberAt(root, ['list', 'x'])).toBeNull()
})

it('takes an empty file for empty settings, and nothing for broken ones', () => {
  expect(parseJsonc(' // nothing\n')?.value).toEqual(new Map())
  for (const text of ['{', '{"a" 1}', '{"a": }', '[1 2]', 'nonsense', '{} {}', '{"a": "b\n"}', "{'a': 1}", '[,]']) {
    expect(parseJsonc(text), text).toBeNull()
  }
  expect(parseJsonc('['.repeat(100_000))).toBeNull()
})
