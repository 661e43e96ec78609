import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseReleaseIndex } from '../../../main/releases/release-index'

const fixtures = join(import.meta.dirname, '../../fixtures/releases')
const index = await readFile(join(fixtures, 'go-dev-index.json'))
const url = 'https://go.dev/dl/?mode=json&include=all'
const linux = { os: 'linux', arch: 'amd64' }
const loginPage = await readFile(join(fixtures, 'login-page.html'))

describe('the release index', () => {
  test('gives each release with the archive of the platform', () => {
    const releases = parseReleaseIndex(index, linux, url)
    expect(releases.map(({ version }) => version).slice(0, 4)).toEqual(['go1.27.4', 'go1.27.3', 'go1.27.0', 'go1.26.8'])
    expect(releases.find(({ version }) => version === 'go1.26.8')?.file).toEqual({
      name: 'go1.26.8.linux-amd64.tar.gz',
      sha256: 'd0f743b33e8d8945e6b1f432edd15785c70507121d6e2a723b21285eddf8b57b',
      size: 66912345,
    })
  })

  test.each([
    [{ os: 'windows', arch: 'amd64' }, 'go1.26.8.windows-amd64.zip'],
    [{ os: 'darwin', arch: 'arm64' }, 'go1.26.8.darwin-arm64.tar.gz'],
    [{ os: 'linux', arch: 'arm' }, 'go1.26.8.linux-armv6l.tar.gz'],
    [{ os: 'freebsd', arch: 'arm' }, 'go1.26.8.freebsd-arm.tar.gz'],
    [{ os: 'plan9', arch: 'arm' }, undefined],
  ])('takes the archive, not the installer, of %o', (platform, name) => {
    const releases = parseReleaseIndex(index, platform, url)
    expect(releases.find(({ version }) => version === 'go1.26.8')?.file?.name).toBe(name)
  })

  test('keeps a release without an archive here, and does not trust a SHA-1', () => {
    const arm64 = parseReleaseIndex(index, { os: 'linux', arch: 'arm64' }, url)
    expect(arm64.find(({ version }) => version === 'go1.16.15')).toEqual({ version: 'go1.16.15', file: null })
    const amd64 = parseReleaseIndex(index, linux, url)
    expect(amd64.find(({ version }) => version === 'go1.4.2')).toEqual({ version: 'go1.4.2', file: null })
  })

  test.each([
    ['../../etc/passwd', 'a path'],
    ['go1.26.8.linux-amd64.tar.gz?x', 'a query'],
    ['go1.27.4.linux-amd64.tar.gz', 'another release'],
    ['go1.26.8.linux-arm64.tar.gz', 'another platform'],
  ])('ignores a file whose name is %s: %s', (filename) => {
    const file = { filename, os: 'linux', arch: 'amd64', version: 'go1.26.8', sha256: 'a'.repeat(64), size: 1 }
    const body = JSON.stringify([{ version: 'go1.26.8', stable: true, files: [{ ...file, kind: 'archive' }] }])
    expect(parseReleaseIndex(Buffer.from(body), linux, url)).toEqual([{ version: 'go1.26.8', file: null }])
  })

  test('leaves out versions of a form to come', () => {
    const body = JSON.stringify([
      { version: 'go2-preview', stable: false, files: [] },
      { version: 'go1.27.4', stable: true, files: [] },
    ])
    expect(parseReleaseIndex(Buffer.from(body), linux, url)).toHaveLength(1)
  })

  test.each([
    ['a login page', loginPage, 'HotelNet'],
    ['nothing', Buffer.alloc(0), 'nothing'],
    ['half an index', index.subarray(0, 5000), 'go1.27.4'],
    ['an object', Buffer.from('{"error":"no"}'), 'error'],
    ['an empty list', Buffer.from('[]'), '[]'],
    ['wrong types', Buffer.from('[{"version":"go1.27.4","stable":"yes","files":[]}]'), 'yes'],
    ['bytes that are no UTF-8', Buffer.from([0x5b, 0xff, 0x5d]), '['],
    ['control characters', Buffer.from('\u001b[31mred\u0000\u202Edog'), '[31mred'],
  ])('refuses %s and shows what came', (_, body, shown) => {
    const read = () => parseReleaseIndex(body, linux, url)
    expect(read).toThrow(expect.objectContaining({ code: 'RESPONSE_INVALID' }))
    try {
      read()
    } catch (error) {
      const { got } = (error as { details: { got: string } }).details
      expect(got).toContain(shown)
      expect(got).not.toMatch(/[\p{C}]/u)
    }
  })
})
