import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../main/kit'
import { createChannel } from '../../../../main/kit/download/channel'
import { expectMagic } from '../../../../main/kit/download/magic'
import { createRateMeter } from '../../../../main/kit/download/rate-meter'
import { delayBeforeRetry } from '../../../../main/kit/download/retry'
import { rejection } from '../../../helpers/failure-of'

describe('createRateMeter', () => {
  test('shows the last 5 s, and less at the start', () => {
    const meter = createRateMeter(1_000)
    expect(meter.rate(1_000)).toBe(0)
    meter.add(500, 1_500)
    expect(meter.rate(1_500)).toBe(1_000)
    for (let at = 2_000; at <= 20_000; at += 500) meter.add(100, at)
    expect(meter.rate(20_000)).toBe(200)
    expect(meter.rate(40_000)).toBe(0)
  })

  test('judges a whole minute only', () => {
    const meter = createRateMeter(0)
    for (let at = 0; at < 120_000; at += 100) meter.add(10, at)
    expect(meter.minuteRate(59_999)).toBeNull()
    expect(meter.minuteRate(120_000)).toBeCloseTo(100, -1)
    expect(meter.minuteRate(240_000)).toBe(0)
  })
})

describe('delayBeforeRetry', () => {
  const even = (): number => 0.5
  const failure = (code: Failure['code'], details = {}): Failure => new Failure(code, 'x', details)

  test('doubles up to 8 s, with jitter', () => {
    const delays = [1, 2, 3, 4, 5, 6, 20].map((failures) =>
      delayBeforeRetry(failure('NETWORK_STALLED'), failures, even),
    )
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000])
    expect(delayBeforeRetry(failure('NETWORK_STALLED'), 1, () => 0)).toBe(250)
    expect(delayBeforeRetry(failure('NETWORK_STALLED'), 1, () => 1)).toBe(750)
  })

  test.each([
    'NETWORK_DNS',
    'NETWORK_UNREACHABLE',
    'NETWORK_TIMEOUT',
    'NETWORK_STALLED',
    'DOWNLOAD_TRUNCATED',
  ] as const)('%s may pass', (code) => expect(delayBeforeRetry(failure(code), 1, even)).toBe(500))

  test.each([
    'NETWORK_TLS',
    'NETWORK_REDIRECT',
    'HTTP_PROXY_AUTH',
    'RESPONSE_INVALID',
    'DISK_FULL',
    'CANCELLED',
  ] as const)('%s does not', (code) => expect(delayBeforeRetry(failure(code), 1, even)).toBeNull())

  test('goes by the status, and by Retry-After up to 30 s', () => {
    const delay = (details: object): number | null => delayBeforeRetry(failure('HTTP_STATUS', details), 1, even)
    for (const status of [408, 425, 429, 500, 502, 503, 504]) expect(delay({ status }), `${status}`).toBe(500)
    for (const status of [204, 401, 403, 404, 410, 416, 418, 451]) expect(delay({ status }), `${status}`).toBeNull()
    expect(delay({ status: 429, retryAfter: 0 })).toBe(0)
    expect(delay({ status: 429, retryAfter: 30 })).toBe(30_000)
    expect(delay({ status: 429, retryAfter: 31 })).toBeNull()
    expect(delay({ status: 404, retryAfter: 3 })).toBeNull()
  })

  test('leaves a bug alone', () => expect(delayBeforeRetry(new TypeError('x'), 1)).toBeNull())
})

describe('createChannel', () => {
  test('hands over what waits and what comes, and ends', async () => {
    const channel = createChannel<number>(() => false)
    channel.push(1)
    channel.push(2)
    setImmediate(() => {
      channel.push(3)
      channel.end()
    })
    const seen: number[] = []
    for await (const value of channel) seen.push(value)
    expect(seen).toEqual([1, 2, 3])
  })

  test('shows a slow consumer only the newest of what is replaced', async () => {
    const channel = createChannel<string>((last, next) => last[0] === next[0])
    for (const value of ['a1', 'a2', 'b1', 'a3', 'a4']) channel.push(value)
    channel.end()
    const seen: string[] = []
    for await (const value of channel) seen.push(value)
    expect(seen).toEqual(['a2', 'b1', 'a4'])
  })
})

describe('expectMagic', () => {
  async function* pieces(...all: (string | Buffer)[]): AsyncGenerator<Buffer> {
    for (const piece of all) yield Buffer.from(piece)
  }
  const read = async (body: AsyncIterable<Buffer>): Promise<string> => {
    const seen: Buffer[] = []
    for await (const piece of body) seen.push(piece)
    return Buffer.concat(seen).toString('latin1')
  }
  const source = { url: 'https://a.example/x.zip', what: 'x.zip' }

  test('passes a file on, however it is cut', async () => {
    expect(await read(expectMagic(pieces('P', 'K\x03', '\x04rest', 'more'), 'zip', source))).toBe('PK\x03\x04restmore')
    expect(await read(expectMagic(pieces(Buffer.from([0x1f, 0x8b, 8])), 'gzip', source))).toBe('\x1f\x8b\b')
  })

  test('refuses anything else before it passes a byte', async () => {
    const html = ['<html><ti', 'tle>Log in</title>']
    for (const body of [html, ['P'], ['PK\x05\x06'], ['x'.repeat(5000), 'y']]) {
      const failure = await rejection(read(expectMagic(pieces(...body), 'zip', source)))
      expect(failure).toMatchObject({ code: 'RESPONSE_INVALID', details: { host: 'a.example', what: 'x.zip' } })
    }
    const page = await rejection(read(expectMagic(pieces(...html), 'zip', source)))
    expect(page.details.got).toBe('a web page: Log in')
    expect(await read(expectMagic(pieces(), 'zip', source))).toBe('')
  })
})
