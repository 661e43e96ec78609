import { expect, test } from 'vitest'
import { isOutsider, matchingPattern, privateLook } from '../../../main/golang'

test.each([
  ['github.com/gorilla/mux', null],
  ['GitHub.com/x/y', null],
  ['golang.org/x/text', null],
  ['corp/x', 'no-dot'],
  ['code.corp/x', 'internal-name'],
  ['nas.home.arpa/x', 'internal-name'],
  ['git.acme.io/x', 'private-word'],
  ['go.internal.acme.io/x', 'private-word'],
  ['acme.io/x', 'unknown-host'],
])('%s looks %s', (path, look) => {
  expect(privateLook(path)).toBe(look)
})

test.each([
  ['proxy.golang.org', 'git.acme.io/x', true],
  ['goproxy.acme.io:8080', 'git.acme.io/x', false],
  ['proxy.other.com.cn', 'git.acme.com.cn/x', true],
  ['proxy.acme.com.cn', 'git.acme.com.cn/x', false],
  ['athens', 'git.acme.io/x', false],
  ['athens.corp', 'git.acme.io/x', false],
])('%s is an outsider to %s: %s', (host, path, outside) => {
  expect(isOutsider(host, path)).toBe(outside)
})

test('the pattern that decides is the first that matches, as it is written', () => {
  expect(matchingPattern('none,,*.corp.example.com/,git.corp.example.com', 'git.corp.example.com/x')).toBe(
    '*.corp.example.com/',
  )
  expect(matchingPattern('[,none', 'example.com/x')).toBeNull()
})
