import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Evidence } from '../../preload/contract/explain'
import type { EnvOrigin } from '../../preload/contract/goenv'
import { type Text, text } from '../../preload/contract/text'
import { type Goenv, maskOf } from '../goenv'
import { matchPrefixPatterns, parseGoproxy } from '../golang'
import { hasErrno, throwIfCancelled, toFailure, type World } from '../kit'
import type { Sumdb } from '../protocol'
import type { Releases } from '../releases'
import type { Sdk } from '../sdk'
import type { Look } from './rule'

export type LookWorld = Pick<World, 'env' | 'home' | 'platform' | 'http' | 'clock'>

export interface LookParts {
  readonly goenv: Pick<Goenv, 'resolve' | 'effective' | 'configured'>
  readonly sdk: Pick<Sdk, 'state'>
  readonly releases: Pick<Releases, 'saved'>
  readonly sumdb: Pick<Sumdb, 'lookup'>
  /** Public proxies that may be asked besides the user's own. */
  readonly knownProxies: readonly string[]
}

/** What the looks at one cause came to; `proxy` is one that answers from here. */
export interface Seen {
  readonly evidence: readonly Evidence[]
  readonly proxy: string | null
  readonly hasGo: boolean | null
}

/** Milliseconds for an answer from the network. */
const patience = 6_000

interface Asking {
  readonly world: LookWorld
  readonly parts: LookParts
  readonly signal: AbortSignal | undefined
}

/** Looks at what a cause depends on. What can't be seen is evidence too. @throws CANCELLED */
export async function lookAt(looks: readonly Look[], asking: Asking): Promise<Seen> {
  const seen = await Promise.all(looks.map((look) => safely(look, asking)))
  return {
    evidence: seen.flatMap((one) => one.evidence),
    proxy: seen.find((one) => one.proxy !== null)?.proxy ?? null,
    hasGo: seen.find((one) => one.hasGo !== null)?.hasGo ?? null,
  }
}

const nothing: Seen = { evidence: [], proxy: null, hasGo: null }
const say = (verdict: Evidence['verdict'], key: ProofName, params: Text['params'] = {}): Evidence => ({
  verdict,
  text: text(`explain.proof.${key}`, params),
  failure: null,
})
type ProofName = Text['key'] extends infer Key ? (Key extends `explain.proof.${infer Name}` ? Name : never) : never
const told = (...evidence: Evidence[]): Seen => ({ ...nothing, evidence })

async function safely(look: Look, asking: Asking): Promise<Seen> {
  try {
    return await take(look, asking)
  } catch (error) {
    throwIfCancelled(asking.signal)
    const failure = toFailure(error).toShape()
    return told({ verdict: 'not-asked', text: text('explain.proof.notRead', { what: look.kind }), failure })
  }
}

function take(look: Look, asking: Asking): Seen | Promise<Seen> {
  switch (look.kind) {
    case 'variable':
      return variable(look.name, asking)
    case 'address':
      return address(look.url, asking)
    case 'proxies':
      return proxies(asking)
    case 'sumdb':
      return sumdb(asking)
    case 'checksum':
      return checksum(look, asking)
    case 'private':
      return isPrivate(look.module, asking)
    case 'go':
      return go(asking)
    case 'release':
      return release(look.version, asking)
    case 'program':
      return program(look.name, asking)
    case 'space':
      return space(asking)
    case 'owner':
      return owner(look.path)
  }
}

async function variable(name: string, { world, parts }: Asking): Promise<Seen> {
  if (/_PROXY$/.test(name)) {
    const value = world.env[name] || world.env[name.toLowerCase()]
    if (!value) return told(say('noted', 'variableUnset', { name }))
    return told(say('noted', 'variable', { name, value: maskOf(world.env)(value), origin: 'environment' }))
  }
  const { value, origin } = await parts.goenv.resolve(name)
  const shown = maskOf(world.env)(value) || '""'
  if (origin.kind === 'default') return told(say('not-now', 'variableDefault', { name, value: shown }))
  return told(say('confirmed', 'variable', { name, value: shown, origin: placeOf(origin) }))
}

function placeOf(origin: EnvOrigin): string {
  if (origin.kind === 'default') return ''
  return origin.path === null ? 'environment' : `${origin.path}:${origin.line ?? '?'}`
}

async function ownProxies({ parts }: Asking): Promise<string[]> {
  const { entries } = parseGoproxy(await parts.goenv.effective('GOPROXY'))
  return entries.filter(({ kind, isReached }) => kind === 'url' && isReached).map(({ url }) => url.replace(/\/+$/, ''))
}

/** Asks an address of the text again, where it belongs to a proxy of the user or to a public one: nobody else is asked. */
async function address(url: string, asking: Asking): Promise<Seen> {
  if (!URL.canParse(url)) return nothing
  const { host, pathname } = new URL(url)
  const bases = [...(await ownProxies(asking)), ...asking.parts.knownProxies]
  const base = bases.find((one) => new URL(one).host === host)
  if (base === undefined) return told(say('not-asked', 'foreign', { host }))
  // the user's own address, which may hold credentials, with the path that failed
  const path = pathname.startsWith(new URL(base).pathname) ? pathname.slice(new URL(base).pathname.length) : pathname
  const answer = await ask(`${base}/${path.replace(/^\/+/, '')}`, asking)
  if ('failure' in answer) return told({ ...say('confirmed', 'silent', { host }), failure: answer.failure })
  const verdict = answer.status === 200 ? 'not-now' : 'confirmed'
  return told(say(verdict, 'answered', { host, status: answer.status, ms: answer.ms }))
}

type Answer = { readonly status: number; readonly ms: number } | { readonly failure: NonNullable<Evidence['failure']> }

async function ask(url: string, { world, signal }: Asking): Promise<Answer> {
  const limit = AbortSignal.timeout(patience)
  try {
    const stream = await world.http.open(url, {
      headersTimeout: patience,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    stream.cancel()
    return { status: stream.status, ms: 0 }
  } catch (error) {
    throwIfCancelled(signal)
    return { failure: toFailure(error).toShape() }
  }
}

async function timed(base: string, path: string, asking: Asking): Promise<Answer & { base: string }> {
  const started = performance.now()
  const answer = await ask(`${base}${path}`, asking)
  return { base, ...('failure' in answer ? answer : { ...answer, ms: Math.round(performance.now() - started) }) }
}

/** Which proxy answers from here: the user's own and the public ones, asked for a small module that all of them have. */
async function proxies(asking: Asking): Promise<Seen> {
  return fastest('/golang.org/x/text/@v/v0.14.0.info', asking)
}

async function fastest(path: string, asking: Asking): Promise<Seen> {
  const own = await ownProxies(asking)
  const bases = [...new Set([...own, ...asking.parts.knownProxies])].slice(0, 6)
  const answers = await Promise.all(bases.map((base) => timed(base, path, asking)))
  const good = answers.flatMap((one) => ('status' in one && one.status === 200 ? [one] : []))
  const best = good.sort((a, b) => a.ms - b.ms)[0]
  if (!best) return told(say('confirmed', 'noProxy'))
  const isOwn = own.includes(best.base)
  const host = new URL(best.base).host
  return { ...told(say(isOwn ? 'not-now' : 'noted', 'best', { host, ms: best.ms })), proxy: isOwn ? null : best.base }
}

async function sumdb(asking: Asking): Promise<Seen> {
  const path = '/sumdb/sum.golang.org/supported'
  const own = await Promise.all((await ownProxies(asking)).map((base) => timed(base, path, asking)))
  const evidence = own.map((one) => {
    const { host } = new URL(one.base)
    if ('failure' in one) return { ...say('confirmed', 'silent', { host }), failure: one.failure }
    return one.status === 200
      ? say('not-now', 'sumdbServed', { host })
      : say('confirmed', 'sumdbNotServed', { host, status: one.status })
  })
  const other = evidence.some(({ verdict }) => verdict === 'not-now') ? nothing : await fastest(path, asking)
  return { ...other, evidence: [...evidence, ...other.evidence] }
}

async function checksum(look: Extract<Look, { kind: 'checksum' }>, { parts, signal }: Asking): Promise<Seen> {
  const patterns = await Promise.all(['GONOSUMDB', 'GOPRIVATE'].map((name) => parts.goenv.effective(name)))
  if (patterns.some((one) => matchPrefixPatterns(one, look.module))) return told(say('not-asked', 'sumdbPrivate'))
  try {
    const record = await parts.sumdb.lookup(look.module, look.version, signal)
    const h1 = look.isGoMod ? record.goModH1 : record.h1
    if (h1 === look.downloaded) return told(say('confirmed', 'downloadRight'))
    if (h1 === look.recorded) return told(say('confirmed', 'recordedRight'))
    return told(say('confirmed', 'neitherRight', { h1 }))
  } catch (error) {
    throwIfCancelled(signal)
    return told({ ...say('not-asked', 'sumdbSilent'), failure: toFailure(error).toShape() })
  }
}

async function isPrivate(module: string, { parts }: Asking): Promise<Seen> {
  if (module === '') return nothing
  const isCovered = matchPrefixPatterns(await parts.goenv.effective('GOPRIVATE'), module)
  return told(isCovered ? say('not-now', 'covered', { module }) : say('confirmed', 'notCovered', { module }))
}

async function go({ parts, signal }: Asking): Promise<Seen> {
  const { found, installed } = await parts.sdk.state({ probeShell: true, signal })
  const winner = found.find((one) => one.winsInNewShell)
  if (winner) {
    const { binary: path, version } = winner
    return { ...told(say('not-now', 'goWins', { path, version: version ?? '?' })), hasGo: true }
  }
  const other = found.map(({ goroot, version }) => ({ goroot, version: version ?? '?' })).concat(installed)[0]
  if (!other) return { ...told(say('confirmed', 'goNowhere')), hasGo: false }
  return { ...told(say('confirmed', 'goElsewhere', { path: other.goroot, version: other.version })), hasGo: true }
}

async function release(version: string, { parts }: Asking): Promise<Seen> {
  const saved = await parts.releases.saved()
  if (saved === null) return nothing
  const isKnown = saved.releases.some((one) => one.version === version || one.version === `${version}.0`)
  return told(say(isKnown ? 'noted' : 'confirmed', isKnown ? 'releaseKnown' : 'releaseUnknown', { version }))
}

async function program(name: string, { world }: Asking): Promise<Seen> {
  if (!/^[\w.+-]+$/.test(name)) return nothing
  for (const dir of (world.env.PATH ?? '').split(delimiter).filter((one) => isAbsolute(one))) {
    const path = join(dir, name)
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return told(say('not-now', 'program', { name, path }))
  }
  return told(say('confirmed', 'noProgram', { name }))
}

async function space({ world }: Asking): Promise<Seen> {
  const { bavail, bsize } = await statfs(world.home)
  const free = bavail * bsize
  const isFull = free < 200_000_000
  return told(
    say(isFull ? 'confirmed' : 'not-now', 'space', { free: `${Math.round(free / 1e6)} MB`, path: world.home }),
  )
}

async function owner(path: string): Promise<Seen> {
  if (!isAbsolute(path)) return nothing
  try {
    const { uid } = await stat(path)
    const isOwn = process.getuid === undefined || uid === process.getuid()
    return told(isOwn ? say('not-now', 'ownerSelf', { path }) : say('confirmed', 'ownerOther', { path, uid }))
  } catch (error) {
    if (hasErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return told(say('noted', 'ownerNone', { path }))
    throw error
  }
}
