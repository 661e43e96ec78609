import { mkdir, readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, isAbsolute, join, resolve } from 'node:path'
import type { DiagnosticReport } from '../../preload/contract/report'
import type { Text } from '../../preload/contract/text'
import type { Goenv } from '../goenv'
import type { Journal } from '../journal'
import { follow, secretsOf, throwIfCancelled, type World, writeAtomic } from '../kit'
import type { ProxyRoom } from '../proxy'
import type { Sdk } from '../sdk'
import type { Shell } from '../shell'
import type { Status } from '../status'
import { scrubber, secretsIn } from './scrub'

export interface Report {
  /** Gathers what a helper needs to know, in English, with credentials, home and names taken out. Writes nothing. */
  preview(signal?: AbortSignal): Promise<DiagnosticReport>
  /** As {@link preview}, into two files of mode 0600 in a folder (null: the home folder). @throws PERMISSION_DENIED, DISK_FULL */
  write(directory: string | null, signal?: AbortSignal): Promise<{ paths: string[] }>
}

export interface ReportParts {
  readonly goenv: Pick<Goenv, 'table' | 'filePath'>
  readonly proxy: Pick<ProxyRoom, 'state' | 'landed'>
  readonly sdk: Pick<Sdk, 'state'>
  readonly shell: Pick<Shell, 'list' | 'exportsOf'>
  readonly status: Pick<Status, 'check'>
  readonly journal: Pick<Journal, 'list'>
  readonly version: string
  /** The English words of a text. */
  readonly words: (text: Text) => string
}

type ReportWorld = Pick<World, 'host' | 'env' | 'home' | 'platform' | 'dirs' | 'clock' | 'settings'>
type Facts = Readonly<Record<string, unknown>>

export function createReport(world: ReportWorld, parts: ReportParts): Report {
  const preview = async (signal?: AbortSignal): Promise<DiagnosticReport> => {
    const facts = await gather(world, parts, signal)
    const scrub = await scrubberFor(world, parts)
    return { markdown: scrub(markdownOf(facts)), json: scrub(JSON.stringify(facts, null, 2)) }
  }
  return {
    preview,
    write: async (directory, signal) => {
      const { markdown, json } = await preview(signal)
      const dir = directory === null ? world.home : resolve(world.home, directory)
      await mkdir(dir, { recursive: true })
      const stamp = world.clock.now().toISOString().replace(/[:.]/g, '-')
      const paths = ['md', 'json'].map((suffix) => join(dir, `goready-report-${stamp}.${suffix}`))
      for (const [index, path] of paths.entries()) {
        await writeAtomic(path, Buffer.from(`${index === 0 ? markdown : json}\n`), { mode: 0o600 })
      }
      return { paths }
    },
  }
}

async function gather(world: ReportWorld, parts: ReportParts, signal: AbortSignal | undefined): Promise<Facts> {
  const { words } = parts
  const [status, table, proxy, landed, shells, sdk, entries] = await Promise.all([
    follow(parts.status.check(signal), () => undefined),
    parts.goenv.table(signal),
    parts.proxy.state(),
    parts.proxy.landed(signal),
    parts.shell.list(),
    parts.sdk.state({ probeShell: false, signal }),
    parts.journal.list(),
  ])
  throwIfCancelled(signal)
  return {
    goready: { version: parts.version, host: world.host, node: process.version },
    platform: { ...world.platform },
    status: status.checks.map(({ id, verdict, value, reason, next }) => ({
      id,
      verdict,
      value,
      reason: reason && words(reason),
      next: next && words(next),
    })),
    environment: table.rows
      .filter(({ group, origin }) => group !== 'other' || origin.kind !== 'default')
      .map(({ name, value, origin, verdict }) => ({ name, value, origin, verdict })),
    proxy: { goproxy: proxy.goproxy, gosumdb: proxy.gosumdb, ...proxy.http },
    landed: landed.map(({ label, verdict, value, blocker }) => ({ place: words(label), verdict, value, blocker })),
    shells: shells.map(({ name, binary, isLoginShell, files }) => ({ name, binary, isLoginShell, files })),
    sdks: sdk.installed.map(({ version, goroot, active, origin, proof }) => ({
      version,
      goroot,
      active,
      origin,
      proof,
    })),
    otherGos: sdk.found.map(({ version, goroot, owner, onPath }) => ({ version, goroot, owner, onPath })),
    history: entries.slice(0, 20).map(({ at, title, phase, host }) => ({ at, title: words(title), phase, host })),
    log: (await tail(join(world.dirs.logs, 'goready.log'))).split('\n').filter(Boolean).slice(-50),
  }
}

const kept = 64 * 1024

async function tail(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0))
  return bytes.subarray(-kept).toString('utf8')
}

/** Everything that this machine calls secret, so that it can be found wherever it stands in the report. */
async function scrubberFor(world: ReportWorld, { goenv, shell }: ReportParts): Promise<(text: string) => string> {
  const { env, home } = world
  const lines = await shell.exportsOf([
    'GOPROXY',
    'GOSUMDB',
    'GOFLAGS',
    'GOAUTH',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
  ])
  const netrc = env.NETRC && isAbsolute(env.NETRC) ? env.NETRC : join(home, '.netrc')
  const files = [netrc, join(home, '_netrc'), goenv.filePath() ?? '', ...new Set(lines.map(({ path }) => path))]
  const texts = await Promise.all(files.filter((path) => isAbsolute(path)).map(tail))
  const places = [
    ...Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`),
    ...lines.map(({ value }) => value),
    ...world.settings.get().customProxies.map(({ goproxy }) => goproxy),
    ...texts,
  ]
  const names = [env.USER, env.LOGNAME, env.USERNAME, basename(home), hostname()].filter((name) => name !== undefined)
  return scrubber({ secrets: [...secretsOf(env), ...places.flatMap(secretsIn)], home, names })
}

function markdownOf(facts: Facts): string {
  const sections = Object.entries(facts).map(([name, value]) => {
    const rows = Array.isArray(value)
      ? value
      : Object.entries(value as Facts).map(([key, one]) => `${key}: ${String(one)}`)
    const lines = rows.map((row) => `- ${typeof row === 'string' ? row : lineOf(row as Facts)}`)
    return `## ${name}\n\n${lines.join('\n') || '- (none)'}`
  })
  return `# GoReady diagnostic report\n\n${sections.join('\n\n')}`
}

function lineOf(row: Facts): string {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}
