import { Failure } from '../failure'
import { redact } from '../redact'
import type { HttpAnswer } from './http'

type Answered = Pick<HttpAnswer, 'status' | 'headers' | 'url'>

/** @throws HTTP_STATUS (with `retryAfter` in seconds when the server asks for it) unless the answer is a 200; `what` names what was asked for. */
export function expectOk(answer: Answered, what: string): void {
  if (answer.status !== 200) throw statusFailure(answer, what)
}

export function statusFailure({ status, headers, url }: Answered, what: string): Failure {
  const { host } = new URL(url)
  const retryAfter = retryAfterOf(headers)
  const details = { host, status, what, ...(retryAfter === null ? {} : { retryAfter }) }
  return new Failure('HTTP_STATUS', `${host} answered ${status} for ${what}`, details)
}

// RFC 9110 section 10.2.3; a date is taken relative to the server's own clock
function retryAfterOf(headers: Answered['headers']): number | null {
  const value = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return Number(value)
  const seconds = (Date.parse(value) - Date.parse(headers.date ?? '')) / 1000
  return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds))
}

/** RESPONSE_INVALID that shows how the body starts; a login page of a network is recognised by that. */
export function unexpectedBody(answer: Pick<HttpAnswer, 'url'>, what: string, body: Uint8Array): Failure {
  const { host } = new URL(answer.url)
  const got = looksLikeHtml(body) ? `a web page: ${excerpt(body)}` : excerpt(body) || 'nothing'
  return new Failure('RESPONSE_INVALID', `${host} did not send ${what} but ${got}`, { host, what, got })
}

/** Whether a body starts like a web page, such as a captive portal's login form. */
export function looksLikeHtml(body: Uint8Array): boolean {
  return /^(?:\uFEFF)?\s*(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body|title|script|meta)\b/i.test(startOf(body))
}

/** The start of a body as one printable line of at most 200 characters, tags and credentials removed. */
export function excerpt(body: Uint8Array): string {
  const start = startOf(body)
  const words = looksLikeHtml(body)
    ? start.replace(/<(script|style)\b[^>]*>[^<]*/gi, ' ').replace(/<[^<>]*>?/g, ' ')
    : start
  const printable = words.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu, ' ').replace(/ +/g, ' ')
  return [...redact(printable).trim()].slice(0, 200).join('')
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 4096)).toString('utf8')
}
