import { Failure } from '../../kit'

/** Hosts of the pages that GoReady may open; the pages themselves are chosen by name (api/app.ts). */
const hosts = ['go.dev', 'goproxy.cn', 'github.com']

/**
 * Opens known pages in the system's browser and refuses everything else, whoever asks: handing a free string to the
 * operating system can start programs.
 *
 * @throws INVALID_INPUT
 */
export function externalOpener(open: (url: string) => Promise<void>): (url: string) => Promise<void> {
  return async (url) => {
    const parsed = URL.canParse(url) ? new URL(url) : null
    const isKnown =
      parsed !== null &&
      parsed.protocol === 'https:' &&
      parsed.username === '' &&
      parsed.password === '' &&
      parsed.port === '' &&
      hosts.includes(parsed.hostname)
    if (!isKnown) throw new Failure('INVALID_INPUT', 'not a page of ours', { what: 'link', why: 'not a known page' })
    await open(parsed.href)
  }
}
