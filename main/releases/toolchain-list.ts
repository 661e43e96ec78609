import {
  compareGoVersions,
  isReleaseVersion,
  isStableVersion,
  languageOf,
  parseGoVersion,
  parseToolchainVersion,
} from '../golang'
import { Failure, type Platform, throwIfCancelled } from '../kit'

/** A release that a proxy has for this platform. `date` is an ISO date where the proxy told it. */
export interface ListedRelease {
  readonly version: string
  readonly date: string | null
}

/** Asks a proxy about one release: its `.info` for this platform, null when the proxy has no such version. */
export type AskInfo = (version: string, signal: AbortSignal | undefined) => Promise<{ date: string | null } | null>

/** How many versions are asked for above what is known of a line, and how many lines above the newest. */
const reach = { patches: 20, lines: 3, candidates: 5 }
/** The first line whose releases are counted from .0 without gaps. */
const firstRegularLine = 21

/**
 * Makes the best of a proxy's `golang.org/toolchain/@v/list`, which names only what the proxy has met: keeps what is for
 * this platform, and asks for the `.info` of what the two newest lines must hold beside (patches count from .0 without
 * gaps), of the next patch until there is none, of the next line, and of its release candidates. A listed release whose
 * `.info` is missing is left out. Newest first.
 */
export async function completeToolchains(
  list: readonly string[],
  platform: Platform,
  askInfo: AskInfo,
  signal?: AbortSignal,
): Promise<ListedRelease[]> {
  const all = list
    .map(parseToolchainVersion)
    .filter((entry) => entry !== null)
    .filter(({ version }) => isReleaseVersion(version))
  const here = all.filter((entry) => entry.platform.os === platform.os && entry.platform.arch === platform.arch)
  const listed = new Set(here.map(({ version }) => version))
  const everywhere = new Set(all.map(({ version }) => version))
  const ask = remembering((version) => askInfo(version, signal), signal)
  const newest = newestLine(everywhere)
  if (newest !== null && newest >= firstRegularLine) {
    const top = await lastOf((line) => ask(`go1.${line}.0`), newest, reach.lines)
    await Promise.all([
      ...[top, top - 1]
        .filter((line) => line >= firstRegularLine)
        .map((line) => askLine(line, { everywhere, listed }, ask)),
      lastOf((candidate) => ask(`go1.${top + 1}rc${candidate}`), 0, reach.candidates),
    ])
  }
  const newestListed = [...listed].sort(compareGoVersions).at(-1)
  if (newestListed) await ask(newestListed)
  const versions = new Set([...listed, ...ask.answers.keys()])
  return [...versions]
    .filter((version) => (ask.answers.has(version) ? ask.answers.get(version) !== null : listed.has(version)))
    .map((version) => ({ version, date: ask.answers.get(version)?.date ?? null }))
    .sort((a, b) => compareGoVersions(b.version, a.version))
}

async function askLine(
  line: number,
  { everywhere, listed }: { everywhere: ReadonlySet<string>; listed: ReadonlySet<string> },
  ask: Remembering,
): Promise<void> {
  const patches = [...everywhere]
    .filter((version) => isStableVersion(version) && languageOf(version) === `go1.${line}`)
    .map((version) => Number(parseGoVersion(version)?.patch))
  const last = Math.min(Math.max(0, ...patches), 99)
  const expected = Array.from({ length: last + 1 }, (_, patch) => `go1.${line}.${patch}`)
  const doubtful = expected.filter((version, patch) => !listed.has(version) || patch === last)
  await Promise.all([...doubtful.map(ask), lastOf((patch) => ask(`go1.${line}.${patch}`), last, reach.patches)])
}

/** The number up to which `ask` finds something, counting on from `known` without a gap. */
async function lastOf(ask: (number: number) => Promise<unknown>, known: number, limit: number): Promise<number> {
  for (let last = known; ; last++) {
    if (last - known >= limit || (await ask(last + 1)) === null) return last
  }
}

function newestLine(versions: ReadonlySet<string>): number | null {
  const newest = [...versions].filter(isStableVersion).sort(compareGoVersions).at(-1)
  const version = newest === undefined ? null : parseGoVersion(newest)
  return version?.major === '1' ? Number(version.minor) : null
}

interface Remembering {
  (version: string): Promise<{ date: string | null } | null>
  readonly answers: Map<string, { date: string | null } | null>
}

/** Asks about each version once. A question that fails says nothing: what the list says stands, and a count ends there. */
function remembering(
  ask: (version: string) => Promise<{ date: string | null } | null>,
  signal: AbortSignal | undefined,
): Remembering {
  const answers: Remembering['answers'] = new Map()
  const asked = new Map<string, Promise<{ date: string | null } | null>>()
  const askOnce = async (version: string): Promise<{ date: string | null } | null> => {
    throwIfCancelled(signal)
    try {
      const found = await ask(version)
      answers.set(version, found)
      return found
    } catch (error) {
      throwIfCancelled(signal)
      if (!(error instanceof Failure)) throw error
      return null
    }
  }
  const once = (version: string): Promise<{ date: string | null } | null> => {
    const answer = asked.get(version) ?? askOnce(version)
    asked.set(version, answer)
    return answer
  }
  return Object.assign(once, { answers })
}
