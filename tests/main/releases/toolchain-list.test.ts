import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../main/kit'
import { completeToolchains } from '../../../main/releases/toolchain-list'

const list = (await readFile(join(import.meta.dirname, '../../fixtures/releases/toolchain-list.txt'), 'utf8'))
  .trim()
  .split('\n')
const linux = { os: 'linux', arch: 'amd64' }

/** A proxy that has exactly these releases for the platform, and counts what it is asked. */
function proxyWith(has: (version: string) => boolean) {
  const asked: string[] = []
  const askInfo = async (version: string) => {
    asked.push(version)
    return has(version) ? { date: '2026-11-02T20:36:20Z' } : null
  }
  return { asked, askInfo }
}

describe("a proxy's list of toolchains", () => {
  test('keeps what is for this platform, newest first', async () => {
    const { askInfo } = proxyWith((version) => list.includes(`v0.0.1-${version}.linux-amd64`))
    const found = await completeToolchains(list, linux, askInfo)
    expect(found).toHaveLength(144)
    expect(found.slice(0, 3).map(({ version }) => version)).toEqual(['go1.27.4', 'go1.27.3', 'go1.27.2'])
    expect(found[0]?.date).toBe('2026-11-02T20:36:20Z')
    expect(found.at(-1)?.version).toMatch(/^go1\.\d+/)
  })

  test('finds newer patches, a newer line and a release candidate that the list does not name', async () => {
    const hidden = ['go1.27.5', 'go1.27.6', 'go1.28.0', 'go1.28.1', 'go1.29rc1', 'go1.29rc2']
    const { askInfo, asked } = proxyWith(
      (version) => hidden.includes(version) || list.includes(`v0.0.1-${version}.linux-amd64`),
    )
    const found = (await completeToolchains(list, linux, askInfo)).map(({ version }) => version)
    expect(found.filter((version) => hidden.includes(version)).sort()).toEqual(hidden)
    expect(found[0]).toBe('go1.29rc2')
    expect(asked).toHaveLength(new Set(asked).size)
    expect(asked.length).toBeLessThan(30)
  })

  test('asks for what other platforms have', async () => {
    const windows = { os: 'windows', arch: 'amd64' }
    const { askInfo } = proxyWith((version) => /^go1\.(26|27)\.\d+$/.test(version) && Number(version.slice(7)) <= 4)
    const found = (await completeToolchains(list, windows, askInfo)).map(({ version }) => version)
    expect(found.slice(0, 5)).toEqual(['go1.27.4', 'go1.27.3', 'go1.27.2', 'go1.27.1', 'go1.27.0'])
    expect(found).toContain('go1.26.4')
  })

  test('leaves out a listed release that the proxy does not have', async () => {
    const { askInfo } = proxyWith((version) => version !== 'go1.27.4')
    const short = list.filter((version) => !version.includes('go1.27.5'))
    const found = (await completeToolchains(short, linux, askInfo)).map(({ version }) => version)
    expect(found).not.toContain('go1.27.4')
    expect(found).toContain('go1.27.3')
  })

  test('takes the list as it is when questions fail', async () => {
    const askInfo = async (): Promise<never> => {
      throw new Failure('NETWORK_TIMEOUT', 'no answer', { host: 'proxy', seconds: 1 })
    }
    const found = await completeToolchains(list, linux, askInfo)
    expect(found).toHaveLength(144)
    expect(found[0]).toEqual({ version: 'go1.27.4', date: null })
  })

  test('stops when it is cancelled', async () => {
    const abort = new AbortController()
    const askInfo = async (): Promise<null> => {
      abort.abort()
      return null
    }
    await expect(completeToolchains(list, linux, askInfo, abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('makes nothing of what is no list', async () => {
    const { askInfo, asked } = proxyWith(() => true)
    expect(await completeToolchains(['<html>', 'v1.2.3', 'v0.0.1-go1.27.linux-amd64'], linux, askInfo)).toEqual([])
    expect(asked).toEqual([])
  })
})
