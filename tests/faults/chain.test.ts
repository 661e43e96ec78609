/**
 * What GoReady predicts of a proxy list is what the real go does: whom it asks for what and in which order, success or
 * not, and its words; against scripted proxies, for every answer, separator and kind of request, two and three entries.
 *
 * Red when, for one, `tryHops` asks the next place after `,` on any error (`hop.fallsBack || true`), or `isGone` forgets 410.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EntryAnswers, type ProxyAnswer, proxyAnswers, simulateDownload } from '../../main/golang'
import { type Identity, makeAuthority } from '../helpers/certificates'
import { goBin } from '../helpers/go-rooms'
import { type LogServer, startLogServer } from '../helpers/log-server'
import { type ScriptedProxy, startScriptedProxy } from '../helpers/scripted-proxy'
import { eachOf } from '../helpers/seeded'

const module = 'example.com/m'
const version = 'v1.0.0'
let home: string
let log: LogServer
/** Stands between go and every host that is no loopback: leads to those that a test opened, refuses all others. */
let gate: Server
const opened = new Map<string, number>()
let cases = 0
const ends = new Map<string, number>()
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'goready-chain-'))
  await mkdir(join(home, 'telemetry'))
  await writeFile(join(home, 'telemetry', 'mode'), 'off')
  log = await startLogServer({ records: 4, modules: [{ path: module, version }] })
  gate = createServer().on('connect', ({ url = '' }, socket) => {
    const port = opened.get(url)
    if (port === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const there = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      there.pipe(socket).pipe(there)
    })
    there.on('error', () => socket.destroy())
    socket.on('error', () => there.destroy())
  })
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  gate.close()
  await log.close()
  await rm(home, { recursive: true, force: true, maxRetries: 10 })
  console.log(`chain: ${cases} runs of go; ${[...ends].map(([end, count]) => `${count} ${end}`).join(', ')}`)
  expect(cases).toBeGreaterThanOrEqual(410)
})

/** An entry of a list: a script, or one of the words. */
type Part = EntryAnswers | 'direct' | 'off' | 'https://proxy.test'
interface Case {
  readonly parts: readonly Part[]
  readonly separators: string
  readonly env?: Readonly<Record<string, string>>
  /** GOSUMDB with its address: no proxy is asked for the database. */
  readonly atItsAddress?: boolean
}

const all = (answer: ProxyAnswer): EntryAnswers => ({ module: answer, supported: answer, lookup: answer })
const sum = (supported: ProxyAnswer, lookup: ProxyAnswer = supported): EntryAnswers => ({
  module: '200',
  supported,
  lookup,
})
const good = all('200')
const unlooked = { GONOSUMDB: 'example.com/*' }
const separators = [',', '|'] as const
const pairs = separators.flatMap((separator) => proxyAnswers.map((answer) => ({ separator, answer })))
// a proxy that refuses connections refuses them all
const sumAnswers = proxyAnswers.filter((answer) => answer !== 'refused')
const sumPairs = separators.flatMap((separator) => sumAnswers.map((answer) => ({ separator, answer })))
// every first answer meets seconds of each class: gone, an error, a lost connection, a page
const seconds = (at: number): ProxyAnswer[] =>
  [['404', '500'] as const, ['410', 'reset'] as const, ['403', 'html'] as const][at % 3]?.slice() ?? []
const triples = <Answer extends ProxyAnswer>(answers: readonly Answer[]) =>
  answers.flatMap((first, at) =>
    seconds(at).flatMap((second) => [',,', ',|', '|,', '||'].map((both) => ({ first, second, both }))),
  )

const groups: Readonly<Record<string, readonly Case[]>> = {
  'modules, one entry': pairs.map(({ separator, answer }) => ({
    parts: [all(answer)],
    separators: separator === '|' ? '|' : '',
    env: unlooked,
  })),
  'modules, two entries': pairs.flatMap(({ separator, answer }) => [
    { parts: [all(answer), good], separators: separator, env: unlooked },
    { parts: [all(answer), all('404')], separators: separator, env: unlooked },
  ]),
  'modules, three entries': triples(proxyAnswers).map(({ first, second, both }) => ({
    parts: [all(first), all(second), good],
    separators: both,
    env: unlooked,
  })),
  'modules and the database': pairs.map(({ separator, answer }) => ({
    parts: [all(answer), good],
    separators: separator,
  })),
  'the database, two entries': sumPairs.flatMap(({ separator, answer }) => [
    { parts: [sum(answer), good], separators: separator },
    { parts: [sum(answer), sum('404')], separators: separator },
  ]),
  'the database, three entries': triples(sumAnswers)
    .filter((_, at) => at % 2 === 0)
    .map(({ first, second, both }) => ({ parts: [sum(first), sum(second), good], separators: both })),
  'the records of the database': sumPairs.map(({ separator, answer }) => ({
    parts: [sum('200', answer), good],
    separators: separator,
  })),
  'words and patterns': pairs
    .filter(({ answer }) => ['404', '500', 'reset', 'html'].includes(answer))
    .flatMap(({ separator, answer }): Case[] => [
      { parts: [all(answer), 'direct'], separators: separator, env: unlooked },
      { parts: [all(answer), 'off'], separators: separator, env: unlooked },
      { parts: [sum(answer), 'direct'], separators: separator },
      { parts: [sum(answer), 'off'], separators: separator },
      { parts: [all(answer), 'direct'], separators: separator, env: { GOPRIVATE: 'example.com' } },
      { parts: [all(answer), good], separators: separator, env: { GOPRIVATE: 'example.*/m', GONOPROXY: 'none' } },
      { parts: [all(answer), good], separators: separator, env: { GONOPROXY: 'example.org' }, atItsAddress: true },
    ]),
  'the database is off, unusable or not meant': [
    { parts: [good], separators: '', env: { GOSUMDB: 'off' } },
    { parts: [good], separators: '', env: { GOSUMDB: 'a b c' } },
    { parts: [good], separators: '', env: { GOSUMDB: 'no-key' } },
    { parts: ['off'], separators: '', env: { GOPRIVATE: 'example.com' } },
    { parts: ['direct'], separators: '', env: { GONOPROXY: 'example.com', ...unlooked } },
    { parts: [], separators: ',', env: unlooked },
  ],
}

interface Ran {
  /** `# get` lines: every request that go begins, in order. */
  readonly asked: string[]
  /** How often each of the scripted proxies was asked for what. */
  readonly seen: string[][]
  /** What go said of the module; null when it downloaded it. */
  readonly message: string | null
  readonly isWaiting: boolean
}

const go = join(goBin, 'go')

function environment(goproxy: string, gosumdb: string, one: Case, cache: string): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: home,
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '-modcacherw',
    GOMODCACHE: cache,
    GOPATH: cache,
    GOPROXY: goproxy,
    GOSUMDB: gosumdb,
    HTTPS_PROXY: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    TEST_TELEMETRY_DIR: join(home, 'telemetry'),
    ...one.env,
  }
}

async function runGo(env: Record<string, string>, proxies: readonly ScriptedProxy[], cwd: string): Promise<Ran> {
  const child = spawn(go, ['mod', 'download', '-x', '-json', `${module}@${version}`], { cwd, env })
  let isWaiting = false
  for (const proxy of proxies) {
    proxy.onWait = () => {
      isWaiting = true
      child.kill('SIGKILL')
    }
  }
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  await new Promise((done) => child.once('close', done))
  const asked = [...stderr.matchAll(/^# get (\S+)$/gm)].map(([, url = '']) => url)
  const told = isWaiting ? null : (JSON.parse(stdout) as { Error?: string })
  return {
    asked: asked.filter((url) => !url.includes('/tile/')),
    seen: proxies.map(({ requests }) => requests.filter((target) => !target.includes('/tile/'))),
    message: told?.Error ?? null,
    isWaiting,
  }
}

/** A host that is reached through the gate and speaks https. */
interface Elsewhere {
  readonly env: Readonly<Record<string, string>>
  /** By name: what it does, and with which certificate. */
  readonly hosts: Readonly<Record<string, { readonly script: EntryAnswers; readonly identity: Identity }>>
}

async function compare(one: Case, elsewhere: Elsewhere = { env: {}, hosts: {} }): Promise<void> {
  const scripts = one.parts.map((part) => (typeof part === 'string' ? null : part))
  const proxies = await Promise.all(scripts.map((script) => startScriptedProxy(script ?? all('refused'), log.proxyUrl)))
  const urls = one.parts.map((part, at) => (typeof part === 'string' ? part : (proxies[at]?.url ?? '')))
  const hosts = await Promise.all(
    Object.entries(elsewhere.hosts).map(async ([name, { script, identity }]) => {
      // the database itself has its records at its root
      const origin = name === log.sumdb.name ? log.sumdb.url : log.proxyUrl
      const server = await startScriptedProxy(script, origin, identity)
      opened.set(`${name}:443`, server.port)
      return { ...server, url: `https://${name}`, server }
    }),
  )
  const goproxy = urls.map((url, at) => url + (one.separators[at] ?? '')).join('') || one.separators
  const gosumdb = one.env?.GOSUMDB ?? (one.atItsAddress ? log.sumdb.gosumdb : log.sumdb.verifierKey)
  const cwd = await mkdtemp(join(home, 'run-'))
  const env = { ...environment(goproxy, gosumdb, one, join(cwd, 'cache')), ...elsewhere.env }
  const servers = [...proxies, ...hosts.map(({ server }) => server)]
  const ran = await runGo(env, servers, cwd)
  await Promise.all(servers.map((server) => server.close()))
  await rm(cwd, { recursive: true, force: true, maxRetries: 10 })
  const remote = (name: string): EntryAnswers | undefined => elsewhere.hosts[name]?.script
  const { steps, outcome } = simulateDownload({
    settings: {
      goproxy,
      goprivate: one.env?.GOPRIVATE ?? '',
      gonoproxy: one.env?.GONOPROXY ?? '',
      gonosumdb: one.env?.GONOSUMDB ?? '',
      goinsecure: '',
      gosumdb,
    },
    module,
    version,
    answersOf: (index) => remote(urls[index]?.replace('https://', '') ?? '') ?? scripts[index] ?? all('refused'),
    isDirectFound: false,
    database: one.atItsAddress ? '200' : (remote(log.sumdb.name)?.module ?? 'refused'),
  })
  const sent = steps.filter(({ times }) => times > 0)
  const predicted = sent.map(({ url }) => url ?? `https://${module}?go-get=1`)
  const predictedSeen = [...proxies, ...hosts].map(({ url, port }) =>
    sent.flatMap((step) =>
      // where nobody listens, nothing is seen
      step.url?.startsWith(`${url}/`) && port !== 1
        ? Array.from({ length: step.times }, () => step.url?.slice(url.length) ?? '')
        : [],
    ),
  )
  const title = `GOPROXY=${goproxy} ${JSON.stringify(scripts)} ${JSON.stringify(one.env ?? {})}`
  expect(ran.isWaiting, title).toBe(outcome.kind === 'waits')
  // the last lines of a go that was killed may be missing
  const comparable = ran.isWaiting ? predicted.slice(0, ran.asked.length) : predicted
  expect(ran.asked, title).toEqual(comparable)
  expect(ran.seen, title).toEqual(predictedSeen)
  expect(ran.message === null, title).toBe(outcome.kind !== 'failed')
  if (outcome.kind === 'failed') expect(ran.message, title).toMatch(patternOf(outcome.message))
  cases++
  ends.set(outcome.kind, (ends.get(outcome.kind) ?? 0) + 1)
}

/** A predicted message as a pattern: `…` is anything. */
function patternOf(message: string): RegExp {
  // the gate refuses in words of its own
  const told = message.replace(/(Get "https:\/\/sumdb\.test[^"]*"): dial tcp .*$/, '$1: Bad Gateway')
  return new RegExp(`^${told.split('…').map(escaped).join('[^]*')}$`)
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')

test.each(Object.entries(groups))('%s', { timeout: 240_000 }, async (_name, group) => {
  await eachOf(group, 4, (one) => compare(one))
})

test('over https a 4xx is asked twice', { timeout: 120_000 }, async () => {
  const authority = await makeAuthority()
  const [proxy, database] = [await authority.issue('proxy.test'), await authority.issue(log.sumdb.name)]
  const env = { SSL_CERT_FILE: authority.certPath }
  for (const answer of proxyAnswers.filter((one) => /^\d/.test(one))) {
    const parts = ['https://proxy.test' as const, good]
    const hosts = { 'proxy.test': { script: all(answer), identity: proxy } }
    for (const separator of separators) await compare({ parts, separators: separator, env: unlooked }, { env, hosts })
    const own = { [log.sumdb.name]: { script: all(answer), identity: database } }
    await compare({ parts: [sum('404')], separators: '' }, { env, hosts: own })
  }
})
