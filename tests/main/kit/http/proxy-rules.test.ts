import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readProxyRules } from '../../../../main/kit/http/proxy-rules'

const proxyOf = (env: Record<string, string>, url: string): string | null =>
  readProxyRules(env)(new URL(url))?.href ?? null
const both = { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://s:2' }

describe('which proxy', () => {
  test('goes by the scheme of the address', () => {
    expect(proxyOf(both, 'http://a.example/')).toBe('http://p:1/')
    expect(proxyOf(both, 'https://a.example/')).toBe('http://s:2/')
    expect(proxyOf({ HTTP_PROXY: 'http://p:1' }, 'https://a.example/')).toBeNull()
  })

  test('reads upper case before lower case, and an empty one as none', () => {
    expect(proxyOf({ http_proxy: 'http://low:1' }, 'http://a.example/')).toBe('http://low:1/')
    expect(proxyOf({ http_proxy: 'http://low:1', HTTP_PROXY: 'http://up:1' }, 'http://a.example/')).toBe('http://up:1/')
    expect(proxyOf({ http_proxy: 'http://low:1', HTTP_PROXY: '' }, 'http://a.example/')).toBe('http://low:1/')
  })

  test('takes host:port for http, keeps credentials, knows socks5, ignores nonsense', () => {
    expect(proxyOf({ HTTP_PROXY: 'p.example:3128' }, 'http://a.example/')).toBe('http://p.example:3128/')
    expect(proxyOf({ HTTP_PROXY: 'http://u:p%40@p:1' }, 'http://a.example/')).toBe('http://u:p%40@p:1/')
    expect(proxyOf({ HTTPS_PROXY: 'socks5://127.0.0.1:1080' }, 'https://a.example/')).toBe('socks5://127.0.0.1:1080')
    expect(proxyOf({ HTTP_PROXY: 'ftp://p:1' }, 'http://a.example/')).toBeNull()
    expect(proxyOf({ HTTP_PROXY: 'http://' }, 'http://a.example/')).toBeNull()
  })

  test('does not read ALL_PROXY, and no HTTP_PROXY from a CGI request', () => {
    expect(proxyOf({ ALL_PROXY: 'http://p:1', all_proxy: 'http://p:1' }, 'https://a.example/')).toBeNull()
    expect(proxyOf({ ...both, REQUEST_METHOD: 'GET' }, 'http://a.example/')).toBeNull()
    expect(proxyOf({ ...both, REQUEST_METHOD: 'GET' }, 'https://a.example/')).toBe('http://s:2/')
  })

  test('is never used for loopback', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]', '0177.1'])
      expect(proxyOf(both, `http://${host}:8080/`), host).toBeNull()
  })
})

describe('NO_PROXY', () => {
  const isDirect = (noProxy: string, url: string): boolean => proxyOf({ ...both, NO_PROXY: noProxy }, url) === null
  test.each([
    ['*', 'https://a.example/', true],
    ['x.example, * ,y', 'https://a.example/', true],
    ['example.com', 'https://example.com/', true],
    ['example.com', 'https://sub.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['.example.com', 'https://example.com/', false],
    ['.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['EXAMPLE.com', 'https://Example.COM/', true],
    ['example.com:443', 'https://example.com/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['example.com:80', 'http://example.com/', true],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/8', 'https://ten.example/', false],
    ['fd00::/8', 'https://[fd12::1]/', true],
    ['192.168.1.1', 'https://192.168.1.1/', true],
    ['192.168.1.1:443', 'https://192.168.1.1/', true],
    ['192.168.1.1:80', 'https://192.168.1.1/', false],
    ['[fd00::1]:443', 'https://[fd00::1]/', true],
    ['fd00::1', 'https://[fd00:0::1]/', true],
    ['10', 'https://10.0.0.10/', false],
    ['bücher.example', 'https://bücher.example/', true],
    [' , ,', 'https://a.example/', false],
    ['.', 'https://a.example/', false],
    [':443', 'https://a.example/', false],
  ])('%s and %s: direct %s', (noProxy, url, direct) => {
    expect(isDirect(noProxy, url)).toBe(direct)
  })
})

// What go does decides: users set these variables for go.
const go = promisify(execFile)
const hasGo = await go('go', ['version']).then(
  () => true,
  () => false,
)

test.skipIf(!hasGo)('agrees with net/http of the installed Go', { timeout: 240_000 }, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'goready-go-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await writeFile(join(dir, 'main.go'), goProgram)
  const binary = join(dir, 'proxy-of')
  await go('go', ['build', '-o', binary, join(dir, 'main.go')], {
    env: { ...process.env, GOFLAGS: '', GO111MODULE: 'off' },
  })
  const urls = ['http', 'https'].flatMap((scheme) =>
    [
      'a.example',
      'sub.a.example',
      'a.example:8080',
      'xa.example',
      '10.1.2.3',
      '10.1.2.3:8080',
      '[fd00::1]',
      '[fd00::1]:8443',
    ]
      .concat([
        'localhost',
        'localhost:1',
        '127.0.0.2',
        '[::1]',
        '192.168.0.9',
        '[::ffff:10.1.2.3]',
        'xn--bcher-kva.example',
      ])
      .map((host) => `${scheme}://${host}/x`),
  )
  const lists = [
    '',
    '*',
    'a.example',
    '.a.example',
    '*.a.example',
    'a.example:8080',
    'A.Example:443',
    '10.0.0.0/8',
    '10.1.2.3',
  ]
    .concat([
      '10.1.2.3:8080',
      'fd00::/16',
      '[fd00::1]',
      '[fd00::1]:8443',
      'fd00::1',
      'bücher.example',
      '10.1.2.3/33',
      '10/8',
    ])
    .concat([
      '10.1.2.3/8',
      ', ,a.example ,',
      '*,x',
      '*a.example',
      'a.example:',
      ':8080',
      '.',
      '*.',
      '0xa.1.2.3',
      '::ffff:10.1.2.3',
    ])
    .concat(['::ffff:10.0.0.0/104', 'example', 'localhost', '192.168.0.9/32,10.0.0.0/9'])
  const proxies = [
    'http://p.example:3128',
    'p.example:3128',
    'p.example',
    'https://u:p@p.example',
    'socks5://p.example:1080',
  ]
  const cases = [
    ...lists.map((list) => ({ HTTP_PROXY: 'http://p:1', https_proxy: 'http://s:2', NO_PROXY: list })),
    ...proxies.map((proxy) => ({ HTTP_PROXY: proxy, HTTPS_PROXY: proxy })),
    { http_proxy: 'http://low:1', HTTP_PROXY: 'http://up:1', no_proxy: 'a.example' },
    { HTTP_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' },
    { ALL_PROXY: 'http://p:1' },
  ]
  const differences: string[] = []
  let compared = 0
  for (const env of cases) {
    const { stdout } = await go(binary, urls, { env })
    const theirs = stdout.trimEnd().split('\n')
    for (const [index, url] of urls.entries()) {
      const ours = proxyOf(env, url)?.replace(/\/$/, '') ?? 'none'
      compared++
      if (ours !== theirs[index]) differences.push(`${JSON.stringify(env)} ${url}: ${ours}, go: ${theirs[index]}`)
    }
  }
  console.log(`${compared} answers compared with ${(await go('go', ['version'])).stdout.trim()}`)
  expect(differences).toEqual([])
  expect(compared).toBeGreaterThan(1000)
})

const goProgram = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	for _, arg := range os.Args[1:] {
		request, err := http.NewRequest("GET", arg, nil)
		if err != nil {
			panic(err)
		}
		proxy, err := http.ProxyFromEnvironment(request)
		if err != nil || proxy == nil {
			fmt.Println("none")
		} else {
			fmt.Println(proxy)
		}
	}
}
`
