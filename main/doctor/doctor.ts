import type { LookupFunction } from 'node:net'
import type { DoctorInput, DoctorReport, Exam } from '../../preload/contract/doctor'
import { text } from '../../preload/contract/text'
import { variable } from '../gocmd'
import type { Goenv } from '../goenv'
import {
  Failure,
  type ProxyRules,
  readProxyRules,
  readTrust,
  redact,
  systemLookup,
  type TraceLimits,
  type Trust,
  throwIfCancelled,
  traceLimits,
  trustedRoots,
  type World,
} from '../kit'
import { type ExamTools, examineOne } from './examine'
import { namedHere } from './judge-way'
import { readCredentials } from './netrc'
import { goesOn, wantedFor } from './targets'
import { readToken } from './token'

export interface DoctorParts {
  readonly goenv: Pick<Goenv, 'effective'>
  /** For tests: how names are resolved, the roots that everybody trusts, the limits, the hosts that are public. */
  readonly lookup?: LookupFunction
  readonly publicRoots?: readonly string[]
  readonly limits?: Partial<TraceLimits>
  readonly publicHosts?: readonly string[]
}

export interface Doctor {
  /**
   * Examines a web address, a module along the user's GOPROXY chain, or the chain and the checksum database themselves.
   * Yields an examination whenever one changes. Sends what the go command would send: credentials of the URL and of the
   * netrc file, over https; a token never. Stopping the iteration ends every request.
   *
   * @throws CANCELLED, INVALID_INPUT for a target or a proxy that is none, MODULE_PATH_INVALID
   */
  examine(input: DoctorInput, signal?: AbortSignal): AsyncGenerator<Exam, DoctorReport>
}

type DoctorWorld = Pick<World, 'env' | 'home' | 'platform' | 'clock'>

/** Services for everybody: they hold no private modules, and an authority of one computer never vouches for them. */
const publicHosts = [
  'proxy.golang.org',
  'sum.golang.org',
  'sum.golang.google.cn',
  'go.dev',
  'goproxy.cn',
  'goproxy.io',
  'mirrors.aliyun.com',
  'mirrors.cloud.tencent.com',
  'mirrors.huaweicloud.com',
  'github.com',
]

export function createDoctor(world: DoctorWorld, parts: DoctorParts): Doctor {
  let trust: Trust | undefined
  const trusted = (): Trust => {
    trust ??= readTrust(trustedRoots(world.env), parts.publicRoots)
    return trust
  }
  return { examine: (input, signal) => examine(world, parts, trusted, input, signal ?? new AbortController().signal) }
}

async function* examine(
  world: DoctorWorld,
  parts: DoctorParts,
  trust: () => Trust,
  input: DoctorInput,
  signal: AbortSignal,
): AsyncGenerator<Exam, DoctorReport> {
  throwIfCancelled(signal)
  const names = ['GOPROXY', 'GOSUMDB', 'GONOPROXY', 'GOAUTH']
  const [goproxy = '', gosumdb = '', gonoproxy = '', goauth = ''] = await Promise.all(names.map(parts.goenv.effective))
  const wanted = wantedFor(input.target, { goproxy, gosumdb, gonoproxy })
  const tools: ExamTools = {
    trace: {
      clock: world.clock,
      lookup: parts.lookup ?? systemLookup,
      limits: { ...traceLimits, ...parts.limits },
      trust,
      userAgent: 'GoReady',
    },
    ...waysOf(world, input.via),
    credentials: await readCredentials(world, goauth),
    token:
      input.tokenEnv === null
        ? null
        : readToken(input.tokenEnv, variable(world.env, input.tokenEnv, world.platform.os)),
    module: wanted.module,
    isPublic: (host) => (parts.publicHosts ?? publicHosts).includes(host),
    nextId: counter(),
  }
  const exams: Exam[] = []
  for (const target of wanted.targets) {
    const { exams: made, status } = yield* examineOne(tools, target, signal)
    exams.push(...made)
    const isGood = made[0]?.conclusion?.verdict !== 'problem'
    if (wanted.isChain && !goesOn(target, status, isGood)) break
    // the databases stand last; the go command asks no further than the first that is served
    if (target.role === 'sumdb' && isGood && status < 400) break
  }
  return { ...sumUp(exams, wanted.isChain), exams, examinedAt: world.clock.now().toISOString() }
}

function counter(): () => string {
  let count = 0
  return () => `exam-${++count}`
}

/** The network proxy for each URL, and who said so. */
function waysOf({ env }: DoctorWorld, via: string | null): { proxyFor: ProxyRules; proxyFrom: (url: URL) => string } {
  if (via === null || via.trim() === '') {
    const nameFor = (url: URL): string => {
      const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
      return env[name] ? name : name.toLowerCase()
    }
    return { proxyFor: readProxyRules(env), proxyFrom: nameFor }
  }
  // read by the same rules; what is named here holds for every host, loopback too
  const proxy = readProxyRules({ HTTP_PROXY: via.trim() })(new URL('http://go.example'))
  if (proxy === null) {
    const what = redact(via)
    throw new Failure('INVALID_INPUT', `${what}: no proxy address`, { what, why: 'it is no proxy address' })
  }
  return { proxyFor: () => proxy, proxyFrom: () => namedHere }
}

function sumUp(exams: readonly Exam[], isChain: boolean): Pick<DoctorReport, 'verdict' | 'headline'> {
  const judged = exams.filter(({ role }) => role !== 'control')
  const problems = judged.filter(({ conclusion }) => conclusion?.verdict === 'problem')
  const notes = judged.filter(({ conclusion }) => conclusion?.verdict === 'note')
  const last = judged.at(-1)?.conclusion
  // in a chain, one that answers makes good for those before
  if (isChain && last && last.verdict !== 'problem' && last.code !== 'off' && problems.length > 0) {
    return { verdict: 'note', headline: text('doctor.headline.later', { count: problems.length }) }
  }
  const broken = problems.filter((exam) => !isReplaced(exam, judged))
  if (broken.length > 0)
    return { verdict: 'problem', headline: text('doctor.headline.problem', { count: broken.length }) }
  const count = notes.length + problems.length
  if (count > 0) return { verdict: 'note', headline: text('doctor.headline.note', { count }) }
  if (judged.length === 0) return { verdict: 'note', headline: text('doctor.headline.nothing') }
  return { verdict: 'good', headline: text('doctor.headline.good') }
}

/** True for what the go command does without: another of its kind answers, and is asked before it or for want of it. */
function isReplaced({ id, role, conclusion }: Exam, judged: readonly Exam[]): boolean {
  const works = (one: Exam | undefined): boolean => one?.conclusion?.verdict !== 'problem'
  const isDatabase = role === 'sumdb'
  const peers = judged.filter(
    (one) => (one.role === 'sumdb') === isDatabase && one.conclusion?.code !== 'sumdb-not-served',
  )
  const isMissing = conclusion?.code === 'not-found' || conclusion?.code === 'not-found-private'
  const [first] = peers
  return peers.length > 1 && ((first?.id !== id && works(first)) || (isMissing && peers.some(works)))
}
