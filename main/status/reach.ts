import { text } from '../../preload/contract'
import { failureBlanks } from '../../preload/contract/failure-blanks'
import type { Check } from '../../preload/contract/status'
import { parseGoproxy } from '../golang'
import { type Http, looksLikeHtml, toFailure, unexpectedBody } from '../kit'
import { done } from './checks'

/** Milliseconds for each of the two small requests. */
const limit = 5_000

/**
 * Does the first proxy of GOPROXY answer, and does it serve the checksum database? One request each, 64 KiB at most.
 *
 * @param goproxy the value in force, unmasked
 * @param gosumdb the value in force
 */
export function checkReach(http: Http, goproxy: string, gosumdb: string, signal?: AbortSignal): Promise<Check>[] {
  const first = parseGoproxy(goproxy).entries.find((entry) => entry.kind === 'url')
  if (!first) {
    const reason = text(goproxy === 'off' ? 'status.proxyOff' : 'status.proxyDirect')
    return [Promise.resolve(done('proxy-reachable', { verdict: 'note', value: goproxy, reason }))]
  }
  const base = first.url.replace(/\/+$/, '')
  const checks = [ask(http, 'proxy-reachable', `${base}/golang.org/x/text/@v/list`, base, signal)]
  if (gosumdb !== 'off') {
    const name = gosumdb.split(/[+ ]/)[0] || 'sum.golang.org'
    checks.push(ask(http, 'sumdb-reachable', `${base}/sumdb/${name}/supported`, base, signal))
  }
  return checks
}

async function ask(
  http: Http,
  id: 'proxy-reachable' | 'sumdb-reachable',
  url: string,
  base: string,
  signal: AbortSignal | undefined,
): Promise<Check> {
  const value = new URL(base).host
  try {
    const limits = { maxBytes: 64 * 1024, headersTimeout: limit, idleTimeout: limit, endsByClose: true }
    const answer = await http.get(url, { ...limits, ...(signal ? { signal } : {}) })
    const { status, timing, body } = answer
    // a network's login page answers for everybody
    if (status === 200 && looksLikeHtml(body)) throw unexpectedBody(answer, new URL(url).pathname, body)
    if (status === 200) {
      const ms = Math.round(timing.total)
      return done(id, { verdict: 'ok', value, reason: text(`status.reach.${id}`, { ms }) })
    }
    // a proxy may know nothing of that one module; it answered all the same
    if (id === 'proxy-reachable' && (status === 404 || status === 410)) {
      return done(id, { verdict: 'ok', value, reason: text('status.reach.answered', { status }) })
    }
    return done(id, {
      verdict: 'warning',
      value,
      reason: text(`status.reach.${id}-status`, { status }),
      next: text('status.chooseProxy'),
    })
  } catch (error) {
    const failure = toFailure(error)
    if (failure.code === 'CANCELLED') throw failure
    return done(id, {
      verdict: id === 'proxy-reachable' ? 'problem' : 'warning',
      value,
      reason: text(`failures.${failure.code}.what`, failureBlanks(failure)),
      next: text('status.chooseProxy'),
    })
  }
}
