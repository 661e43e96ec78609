import { Failure } from '../failure'

/** An archive that is broken: it may be whole when fetched again. */
export function damaged(what: string, why: string, cause?: unknown): Failure {
  return new Failure('ARCHIVE_INVALID', `${what}: ${why}`, { what, why }, cause === undefined ? {} : { cause })
}

/** An archive that is made to do harm, or could: no source of it is to be trusted. */
export function unsafe(what: string, why: string): Failure {
  return new Failure('ARCHIVE_UNSAFE', `${what}: ${why}`, { what, why })
}

/** A hostile name made fit to be shown: escaped and short. */
export function quote(name: string): string {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name
  return JSON.stringify(shown).replace(/[^ -~…]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
