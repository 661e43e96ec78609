import { createQuestion, type DatabaseState, type Settings } from './download-question'
import { escapePath, escapeVersion, modulePathFault } from './module-path'
import {
  errorOfAnswer,
  type GoError,
  isGone,
  type ProxyAnswer,
  redactedUrl,
  timesAsked,
  urlBelow,
} from './proxy-answer'
import { type Fate, type Hop, hopsOf, type Tried, tryHops, type Walked } from './try-proxies'

/** What an entry does with requests for modules, with `/sumdb/…/supported`, and with the database's records below it. */
export interface EntryAnswers {
  readonly module: ProxyAnswer
  readonly supported: ProxyAnswer
  readonly lookup: ProxyAnswer
}

export interface Download {
  readonly settings: Settings
  readonly module: string
  /** An exact, canonical one. */
  readonly version: string
  /** By the number of the entry in the parsed GOPROXY. */
  readonly answersOf: (index: number) => EntryAnswers
  /** Whether the module's own host gives it. */
  readonly isDirectFound: boolean
  /** What the database answers where it is asked itself. */
  readonly database: ProxyAnswer
}

/** Why a step ends as it does; a word for texts to build on. */
export type StepReason =
  | 'found'
  | 'taken-unread'
  | 'waits'
  | 'kept-private'
  | 'off'
  | 'unverified'
  | 'mismatch'
  | 'database-at-its-own-host'
  | 'not-found'
  | 'unreadable'
  | 'no-password-over-http'
  | 'direct-failed'
  | 'error'

/** One request that the go command makes, or would have made of an entry that it passes over. */
export interface DownloadStep {
  readonly request: 'info' | 'mod' | 'zip' | 'supported' | 'lookup'
  readonly whom: 'entry' | 'private' | 'database'
  /** The entry's number; null for what GONOPROXY sends to the module's own host, and for the database. */
  readonly index: number | null
  /** The address that is asked; null where none, or none that is known, is. */
  readonly url: string | null
  readonly answer: ProxyAnswer | null
  /** 0 when nothing is sent. */
  readonly times: number
  readonly reason: StepReason
  readonly fate: Fate | 'answered'
}

export type DownloadOutcome =
  | { readonly kind: 'downloaded' }
  /** What go prints after `go: `; `…` stands for what depends on the machine. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'waits'; readonly url: string }

export interface SimulatedDownload {
  readonly steps: readonly DownloadStep[]
  readonly outcome: DownloadOutcome
}

/**
 * What `go mod download module@version` does with an empty module cache: whom it asks for what, in which order, where it
 * stops, and what it prints (cmd/go/internal/modfetch: TryProxies, proxyRepo, dbClient). Three walks along GOPROXY, for
 * `.info`, `.mod` and `.zip`, and between them that of the checksum database, which is found and asked once.
 */
export function simulateDownload(download: Download): SimulatedDownload {
  const run = new Run(download)
  const outcome = run.outcome()
  return { steps: run.steps, outcome }
}

type Draft = { -readonly [Key in keyof DownloadStep]: DownloadStep[Key] }
type Verified =
  | { readonly kind: 'verified' }
  | { readonly kind: 'waits' }
  | { readonly kind: 'failed'; readonly error: GoError }

class Run {
  readonly steps: Draft[] = []
  readonly #download: Download
  readonly #prefix: string
  readonly #path: string
  readonly #question: ReturnType<typeof createQuestion>
  /** Hosts that answered before: Go keeps the connection. */
  readonly #connected = new Set<string>()
  #waitsAt = ''
  #hops: readonly Hop[] = []
  #record: Verified | null = null

  constructor(download: Download) {
    this.#download = download
    this.#prefix = `${download.module}@${download.version}: `
    this.#path = `${escapePath(download.module)}/@v/${escapeVersion(download.version)}`
    this.#question = createQuestion(download.settings, download.module)
  }

  outcome(): DownloadOutcome {
    const { module } = this.#download
    const fault = modulePathFault(module)
    if (fault !== null) {
      const why = fault === 'missing-dot' ? 'missing dot in first path element' : '…'
      return this.#failed(`malformed module path "${module}": ${why}`)
    }
    const hops = hopsOf(this.#question.list, this.#question.isNoproxySet)
    if ('message' in hops) return this.#failed(hops.message)
    this.#hops = hops
    for (const request of ['info', 'mod', 'zip'] as const) {
      const walked = this.#walkModule(request)
      if (walked.kind === 'waits') return { kind: 'waits', url: this.#waitsAt }
      if (walked.kind === 'failed') {
        const { message, isBare = false } = walked.error
        return isBare && request !== 'info' ? { kind: 'failed', message } : this.#failed(message)
      }
      if (request === 'zip' && this.#moduleAnswer(walked.hop) === 'html') {
        return { kind: 'failed', message: 'zip: not a valid zip file' }
      }
    }
    return { kind: 'downloaded' }
  }

  #failed(message: string): DownloadOutcome {
    return { kind: 'failed', message: this.#prefix + message }
  }

  #walkModule(request: 'info' | 'mod' | 'zip'): Walked {
    let step: Draft | null = null
    const ask = (hop: Hop): Tried => {
      step = null
      if (hop.kind === 'noproxy' && !this.#question.isKeptPrivate) return { kind: 'use-proxy' }
      step = this.#stepFor(request, hop)
      return this.#askForModule(request, hop, step)
    }
    return tryHops(this.#hops, ask, (_hop, _tried, fate) => {
      if (step && step.fate !== 'answered') step.fate = fate
    })
  }

  #askForModule(request: 'info' | 'mod' | 'zip', hop: Hop, step: Draft): Tried {
    const { isKeptPrivate } = this.#question
    if (isKeptPrivate && hop.kind !== 'noproxy' && hop.kind !== 'direct') {
      return failed(step, 'kept-private', 'disabled by GOPRIVATE/GONOPROXY', true)
    }
    if (hop.kind === 'off') return failed(step, 'off', 'module lookup disabled by GOPROXY=off', true)
    if (hop.kind === 'noproxy' || hop.kind === 'direct') {
      step.times = 1
      step.answer = this.#download.isDirectFound ? '200' : '404'
      if (!this.#download.isDirectFound) return failed(step, 'direct-failed', '…', true)
      return this.#taken(request, step, 'right')
    }
    const answer = this.#moduleAnswer(hop)
    const error = this.#send(step, urlBelow(hop.url, `${this.#path}.${request}`), answer)
    if (error) return { kind: 'failed', error }
    if (answer === 'timeout') return this.#wait(step)
    if (answer !== 'html') return this.#taken(request, step, 'right')
    if (request !== 'info') return this.#taken(request, step, 'a-page')
    const base = redactedUrl(hop.url)
    return failed(
      step,
      'unreadable',
      `invalid response from proxy "${base}": invalid character '<' looking for beginning of value`,
      false,
    )
  }

  /** What a place gave is taken; a go.mod only after the checksum database confirmed it. */
  #taken(request: 'info' | 'mod' | 'zip', step: Draft, content: 'right' | 'a-page'): Tried {
    step.reason = content === 'right' ? 'found' : 'taken-unread'
    step.fate = 'answered'
    if (request !== 'mod') return { kind: 'found' }
    const verified = this.#verify()
    if (verified.kind === 'waits') return { kind: 'waits' }
    if (verified.kind === 'failed') {
      step.fate = 'next'
      return failed(step, 'unverified', verified.error.message, false)
    }
    if (content === 'right' || this.#question.database.kind === 'unused') return { kind: 'found' }
    step.fate = 'next'
    return failed(step, 'mismatch', 'verifying go.mod: checksum mismatch…', false)
  }

  #verify(): Verified {
    this.#record ??= this.#lookUp(this.#question.database)
    return this.#record
  }

  #lookUp(database: DatabaseState): Verified {
    if (database.kind === 'unused') return { kind: 'verified' }
    if (database.kind === 'unusable') return unverified(database.message)
    const { module, version } = this.#download
    const told = (message: string): Verified => unverified(`${module}@${version}/go.mod: ${message}`)
    const base = database.url === null ? this.#findDatabase(database.name) : { url: database.url, index: null }
    if (base === 'waits') return { kind: 'waits' }
    if ('message' in base) return told(base.message)
    const step = this.#step('lookup', 'database', base.index)
    const answer = base.index === null ? this.#download.database : this.#download.answersOf(base.index).lookup
    const url = urlBelow(base.url, `lookup/${escapePath(module)}@${escapeVersion(version)}`)
    const error = this.#send(step, url, answer)
    step.fate = 'last'
    if (error) return told(error.message)
    if (answer === 'timeout') {
      this.#wait(step)
      return { kind: 'waits' }
    }
    step.reason = answer === 'html' ? 'unreadable' : 'found'
    if (answer === 'html') return told('malformed record data')
    step.fate = 'answered'
    return { kind: 'verified' }
  }

  /** Where the database is asked: by the first proxy that offers it, else itself (initBase of cmd/go's sumdb.go). */
  #findDatabase(name: string): { url: string; index: number | null } | GoError | 'waits' {
    let step: Draft | null = null
    const ask = (hop: Hop): Tried => {
      step = null
      if (hop.kind === 'noproxy') return { kind: 'use-proxy' }
      step = this.#step('supported', 'entry', hop.index)
      if (hop.kind === 'direct' || hop.kind === 'off') {
        return failed(step, 'database-at-its-own-host', 'module lookup disabled by GOPROXY=off', true)
      }
      const answer = this.#download.answersOf(hop.index ?? 0).supported
      const error = this.#send(step, urlBelow(hop.url, `sumdb/${name}/supported`), answer)
      if (error) return { kind: 'failed', error }
      if (answer === 'timeout') return this.#wait(step)
      step.reason = answer === 'html' ? 'taken-unread' : 'found'
      step.fate = 'answered'
      return { kind: 'found' }
    }
    const walked = tryHops(this.#hops, ask, (_hop, _tried, fate) => {
      if (step && step.fate !== 'answered') step.fate = fate
    })
    if (walked.kind === 'waits') return 'waits'
    if (walked.kind === 'found') return { url: urlBelow(walked.hop.url, `sumdb/${name}`), index: walked.hop.index }
    return walked.error.isNotExist ? { url: `https://${name}`, index: null } : walked.error
  }

  #send(step: Draft, url: string, answer: ProxyAnswer): GoError | null {
    step.url = redactedUrl(url)
    if (/^http:\/\/[^/]*@/i.test(url)) {
      step.reason = 'no-password-over-http'
      return { message: `refusing to pass credentials to insecure URL: ${step.url}`, isNotExist: false }
    }
    const host = /^[^/]*\/\/[^/]*/.exec(url)?.[0] ?? ''
    step.answer = answer
    step.times = timesAsked(url, answer, this.#connected.has(host))
    if (answer !== 'reset' && answer !== 'refused' && answer !== 'timeout') this.#connected.add(host)
    const error = errorOfAnswer(url, answer)
    if (error) step.reason = isGone(answer) ? 'not-found' : 'error'
    return error
  }

  #wait(step: Draft): Tried {
    step.reason = 'waits'
    this.#waitsAt = step.url ?? ''
    return { kind: 'waits' }
  }

  #moduleAnswer(hop: Hop): ProxyAnswer {
    return hop.index === null || hop.kind === 'direct' ? '200' : this.#download.answersOf(hop.index).module
  }

  #stepFor(request: DownloadStep['request'], hop: Hop): Draft {
    return this.#step(request, hop.kind === 'noproxy' ? 'private' : 'entry', hop.index)
  }

  #step(request: DownloadStep['request'], whom: DownloadStep['whom'], index: number | null): Draft {
    const step: Draft = { request, whom, index, url: null, answer: null, times: 0, reason: 'error', fate: 'last' }
    this.steps.push(step)
    return step
  }
}

function failed(step: Draft, reason: StepReason, message: string, isNotExist: boolean): Tried {
  step.reason = reason
  // only what a proxy or the database gave is told together with the module
  return { kind: 'failed', error: { message, isNotExist, isBare: isNotExist } }
}

function unverified(message: string): Verified {
  return { kind: 'failed', error: { message: `verifying go.mod: ${message}`, isNotExist: false } }
}
