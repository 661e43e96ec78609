import type { ChainStep } from '../../preload/contract/chain'
import { type Text, text } from '../../preload/contract/text'
import { type DownloadStep, decisionsFor, type Settings } from '../golang'

export interface Told {
  readonly settings: Settings
  readonly module: string
  readonly entries: readonly { readonly kind: string; readonly written: string }[]
  readonly mask: (value: string) => string
}

/** A step in words: who is asked, what comes of it, and where it goes on. `following` is the step after it. */
export function toldStep(step: DownloadStep, following: DownloadStep | undefined, told: Told): ChainStep {
  // the walk for the database found no proxy that offers it, and that is no error
  const isToOwnHost = step.request === 'supported' && following?.whom === 'database'
  return {
    request: step.request,
    entry: step.index,
    label: labelOf(step, told),
    url: step.url === null ? null : told.mask(step.url),
    answer: step.answer,
    times: step.times,
    verdict: verdictOf(step, isToOwnHost),
    what: whatOf(step, told),
    next: nextOf(step, isToOwnHost),
  }
}

function verdictOf({ reason, fate }: DownloadStep, isToOwnHost: boolean): ChainStep['verdict'] {
  if (reason === 'waits') return 'waits'
  if (isToOwnHost && fate !== 'answered') return 'next'
  return fate === 'last' ? 'stops' : fate
}

function labelOf({ whom, index }: DownloadStep, { settings, module, entries, mask }: Told): Text {
  if (whom === 'database') return text('chain.label.database')
  if (whom === 'private' || index === null) {
    return text('chain.label.private', { variable: decisionsFor(settings, module).noproxy?.variable ?? 'GONOPROXY' })
  }
  return text('chain.label.entry', { entry: mask(entries[index]?.written.trim() ?? '') })
}

function whatOf(step: DownloadStep, { settings, module }: Told): Text {
  const { reason, request, answer } = step
  switch (reason) {
    case 'found':
      if (request === 'supported' || request === 'lookup') return text(`chain.what.found-${request}`)
      return text(step.url === null ? 'chain.what.found-direct' : 'chain.what.found')
    case 'taken-unread':
      return text(`chain.what.taken-unread-${request === 'mod' || request === 'supported' ? request : 'zip'}`)
    case 'unreadable':
      return text(`chain.what.unreadable-${request === 'lookup' ? 'lookup' : 'info'}`)
    case 'kept-private': {
      const { variable, pattern } = decisionsFor(settings, module).noproxy ?? { variable: 'GONOPROXY', pattern: '' }
      return text('chain.what.kept-private', { variable, pattern })
    }
    case 'error':
      if (answer === 'refused' || answer === 'reset') return text(`chain.what.${answer}`)
      return text('chain.what.error', { answer: answer ?? '' })
    case 'not-found':
      return text(`chain.what.${reason}`, { answer: answer ?? '' })
    default:
      return text(`chain.what.${reason}`)
  }
}

const notFoundLike = new Set<DownloadStep['reason']>([
  'not-found',
  'kept-private',
  'off',
  'direct-failed',
  'database-at-its-own-host',
])

function nextOf({ fate, reason, request }: DownloadStep, isToOwnHost: boolean): Text | null {
  if (fate === 'answered' || reason === 'waits' || request === 'lookup') return null
  if (fate === 'next') return text(notFoundLike.has(reason) ? 'chain.next.notFound' : 'chain.next.anyError')
  if (isToOwnHost) return reason === 'database-at-its-own-host' ? null : text('chain.next.ownHost')
  return text(fate === 'stops' ? 'chain.next.stops' : 'chain.next.last')
}
