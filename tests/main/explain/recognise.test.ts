// Red when, for one, `belonging` in main/explain/recognise.ts takes no following lines, or when a rule's pattern is emptied.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { textLimit } from '../../../main/explain/clean-lines'
import { recognise } from '../../../main/explain/recognise'
import { causeId } from '../../../preload/contract/explain'

const dir = join(import.meta.dirname, '../../fixtures/explain')
const files = readdirSync(dir).filter((name) => name.endsWith('.txt'))
const read = (name: string): string => readFileSync(join(dir, name), 'utf8')
const idsIn = (text: string): string[] => recognise(text).findings.map(({ id }) => id)
const causeOf = (file: string): string => file.split('.')[0] ?? ''

let cases = 0
afterAll(() => {
  console.log(`explain: ${cases} cases over ${files.length} messages`)
  expect(cases).toBeGreaterThanOrEqual(640)
})

/** Of each cause the words that decide, and the first fix that must be named. Written from go's sources, not from the rules. */
const table: Record<string, readonly [decisive: RegExp, fix: string]> = {
  'private-module': [/40[34]|410/g, 'markPrivate'],
  'proxy-not-found': [/404 Not Found/g, 'versions'],
  'proxy-unauthorized': [/401 Unauthorized/g, 'netrc'],
  'proxy-forbidden': [/403 Forbidden/g, 'fallBack'],
  'proxy-rate-limited': [/429 Too/g, 'wait'],
  'proxy-teapot': [/418 I/g, 'otherProxy'],
  'proxy-failed': [/50\d/g, 'wait'],
  'proxy-off': [/GOPROXY=off/g, 'unset'],
  'proxy-empty': [/contains no entries/g, 'unset'],
  'proxy-invalid': [/invalid proxy URL|unsupported protocol scheme|no Host in request/g, 'unset'],
  'not-a-proxy': [/invalid (?:response|character)|not a valid zip/g, 'openBrowser'],
  'insecure-credentials': [/insecure/g, 'useHttps'],
  'http-proxy-login': [/Proxy Authentication/g, 'httpProxyLogin'],
  'network-timeout': [/timeout|did not properly respond/g, 'otherProxy'],
  'dns-failure': [/no such host/g, 'dns'],
  'connection-refused': [/refused/g, 'address'],
  'connection-cut': [/EOF|reset by peer/g, 'wait'],
  'network-unreachable': [/unreachable/g, 'online'],
  'tls-unknown-authority': [/unknown authority/g, 'trust'],
  'tls-expired': [/has expired/g, 'clock'],
  'tls-wrong-host': [/is valid for|cannot validate/g, 'address'],
  'tls-not-spoken': [/TLS handshake|HTTP response to HTTPS/g, 'address'],
  'checksum-go-sum': [/checksum mismatch/g, 'cleanCache'],
  'checksum-database': [/checksum mismatch/g, 'cleanCache'],
  'sumdb-unreachable': [/verifying/g, 'sumdbProxy'],
  'sumdb-unknown-module': [/verifying/g, 'noSumdb'],
  'sumdb-invalid': [/invalid GOSUMDB: malformed verifier id/g, 'unset'],
  'sumdb-off': [/GOSUMDB=off/g, 'unset'],
  'sumdb-forked': [/misbehaving/g, 'keepCheck'],
  'missing-go-sum': [/missing go\.sum/g, 'tidy'],
  'unknown-revision': [/unknown revision/g, 'versions'],
  'no-such-version': [/no matching versions/g, 'versions'],
  'no-such-package': [/does not contain/g, 'versions'],
  'declares-other-path': [/declares its path/g, 'declared'],
  'no-go-import': [/unrecognized import path/g, 'spelling'],
  'module-path-malformed': [/malformed/g, 'spelling'],
  'git-login': [/could not read Username|terminal prompts disabled|Permission denied/g, 'gitAccess'],
  'git-missing': [/"git"/g, 'installGit'],
  'no-go-mod': [/not found in current|no longer supported/g, 'goToModule'],
  'go-mod-syntax': [/errors parsing go\.mod|unknown directive/g, 'correctLine'],
  'go-mod-outdated': [/updates to/g, 'tidy'],
  'package-not-required': [/no required module/g, 'getPackage'],
  'not-in-std': [/is not in/g, 'importPath'],
  'ambiguous-import': [/ambiguous/g, 'tidy'],
  'vendor-inconsistent': [/inconsistent/g, 'vendor'],
  'mod-flag': [/-mod=/g, 'unset'],
  'modules-off': [/GO111MODULE=off/g, 'unset'],
  'workspace-outside': [/not one of/g, 'workUse'],
  'replacement-missing': [/replacement directory/g, 'dropReplace'],
  'toolchain-unavailable': [/not available|in PATH/g, 'installGo'],
  'go-too-old': [/requires|invalid go version/g, 'installGo'],
  'go-not-found': [/not found|Unknown command|not recognized/g, 'toPath'],
  'editor-no-go': [/Failed to find|tools failed/g, 'reloadEditor'],
  'goroot-missing': [/GOROOT/g, 'unset'],
  'sdk-mixed': [/does not match/g, 'unset'],
  'goflags-invalid': [/GOFLAGS/g, 'unset'],
  'platform-unknown': [/unsupported/g, 'unset'],
  'env-overridden': [/does not override/g, 'unset'],
  'home-unset': [/neither/g, 'setHome'],
  'cache-denied': [/permission denied/g, 'ownCache'],
  'disk-full': [/no space left/g, 'freeSpace'],
  'file-limit': [/too many open/g, 'fileLimit'],
  'c-compiler-missing': [/C compiler|executable file not found/g, 'cCompiler'],
  'vcs-status': [/VCS status|dubious/g, 'safeDirectory'],
  'wrong-architecture': [/cannot execute|[Ee]xec format/g, 'newestGo'],
  'archive-truncated': [/unexpected end|Unexpected EOF/g, 'newestGo'],
}

describe.each(files)('%s', (file) => {
  const cause = causeOf(file)
  const text = read(file)
  const [decisive, firstFix] = table[cause] ?? [/$^/g, '']

  it('is recognised, with a fix', () => {
    cases++
    const found = recognise(text).findings.find(({ id }) => id === cause)
    expect(idsIn(text)).toContain(cause)
    if (file !== 'editor-no-go.tools.txt') expect(idsIn(text)).toEqual([cause])
    expect(found?.fixes[0]?.text.key).toBe(`explain.fix.${firstFix}`)
    expect(found?.lines.length).toBeGreaterThan(0)
  })

  it('is not when the words that decide are others', () => {
    cases++
    const changed = text.replace(decisive, 'xyzzy')
    expect(changed).not.toBe(text)
    expect(idsIn(changed)).not.toContain(cause)
  })

  it('is in colours, with Windows line ends, and in the log of a CI job', () => {
    const lines = text.replaceAll('\r', '').trimEnd().split('\n')
    const esc = '\u001b'
    const dressings: ((line: string, index: number) => string)[] = [
      (line) => `${esc}[31;1m${line}${esc}[0m\r`,
      (line, index) => `#12 ${index}.456 ${line}`,
      (line) => `2026-11-24T09:15:02.1234567Z ${line}`,
      (line) => `[2026-11-24T09:15:02.123Z] ${line}`,
      (line) => `app-1  | ${line}`,
    ]
    for (const dress of dressings) {
      cases++
      expect(idsIn(lines.map(dress).join('\n'))).toContain(cause)
    }
  })
})

test('every cause has a message in the table, but the one for any other status', () => {
  const known = new Set(files.map(causeOf))
  expect(causeId.options.filter((id) => !known.has(id))).toEqual(['proxy-status'])
  expect(idsIn('go: x.org/y@v1.0.0: reading https://goproxy.cn/x.org/y/@v/v1.0.0.mod: 302 Found')).toEqual([
    'proxy-status',
  ])
})

test('several errors in one text are told in its order, each once, and counted', () => {
  const one = read('missing-go-sum.go1.26.txt')
  const text = `$ go build\n${one}${read('proxy-failed.502.go1.26.txt')}some other line\n${one}`
  expect(recognise(text).findings.map(({ id, count }) => [id, count])).toEqual([
    ['missing-go-sum', 2],
    ['proxy-failed', 1],
  ])
})

test('a line that a terminal broke at its edge, or that was cut, is still understood', () => {
  const [line = ''] = read('connection-refused.go1.26.txt').split('\n')
  const at = line.indexOf('refused') + 3
  expect(idsIn(`${line.slice(0, at)}\n${line.slice(at)}`)).toEqual(['connection-refused'])
  expect(idsIn(`…${line.slice(-40)}`)).toEqual(['connection-refused'])
})

test('the lines that are quoted have the numbers of the text that was given', () => {
  const text = `-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n\n${read('proxy-empty.go1.26.txt')}`
  expect(recognise(text).findings[0]?.lines[0]?.line).toBe(5)
})

test('a text without a known cause has none', () => {
  expect(idsIn('PASS\nok  \texample.com/app\t0.003s\n')).toEqual([])
  expect(idsIn('go: downloading rsc.io/quote v1.5.2\n')).toEqual([])
  expect(idsIn('')).toEqual([])
})

test('of a long text the end is read, and that is said', () => {
  const filler = 'go: downloading example.com/x v1.0.0\n'.repeat(Math.ceil((textLimit * 1.2) / 37))
  const { findings, cut } = recognise(`${read('disk-full.go1.26.txt')}${filler}${read('file-limit.go1.26.txt')}`)
  expect(cut).toBe(true)
  expect(findings.map(({ id }) => id)).toEqual(['file-limit'])
  expect(findings[0]?.lines[0]?.line).toBeGreaterThan(30_000)
})

test('credentials of a text come out nowhere', () => {
  const secrets = [
    'hunter2hunter2',
    'ghp_abcdefghijklmnop1234',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    'known-secret-value',
  ]
  const text = secrets
    .map(
      (secret) =>
        `go: a.example.com/b@v1.0.0: reading https://user:${secret}@goproxy.cn/a.example.com/b/@v/v1.0.0.mod: 502 Bad Gateway\n\tserver response: token ${secret} Authorization: Bearer ${secret}`,
    )
    .join('\n')
  const told = JSON.stringify(recognise(text, ['known-secret-value']))
  expect(told).toContain('proxy-failed')
  for (const secret of secrets) expect(told).not.toContain(secret)
})

test('a text can put nothing into a command but a plain word', () => {
  const hostile = ['x; rm -rf ~', '$(id)', '`id`', '-toolexec=/tmp/x', "a'b", 'a|b', 'a&b', '../../x y']
  for (const name of hostile) {
    const text = [
      `main.go:1:1: no required module provides package ${name}; to add it:\n\tgo get ${name}`,
      `main.go:2:8: missing go.sum entry for module providing package a; to add:\n\tgo get ${name}`,
      `go: module declares its path as: ${name}\n\tbut was required as: ${name}`,
      `go: could not create module cache: mkdir ${name}/pkg/mod: permission denied`,
      `go: download ${name}: toolchain not available`,
    ].join('\n\nok\n')
    for (const { fixes } of recognise(text).findings)
      for (const { commands } of fixes)
        for (const command of commands) {
          if (/^sudo chown|^git config|^export/.test(command)) continue
          expect(command).not.toMatch(/[;|&`<>]|\$\(| -toolexec/)
        }
  }
})
