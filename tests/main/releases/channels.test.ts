import { describe, expect, test } from 'vitest'
import { channelOf, notesUrlOf, supportedLines } from '../../../main/releases/channels'

describe('channels', () => {
  const supported = supportedLines(['go1.28rc1', 'go1.26.8', 'go1.27.0', 'go1.27.4', 'go1.25.13', 'go1.9.7'])

  test('the two newest lines with a stable release are supported', () => {
    expect(supported).toEqual(['go1.27', 'go1.26'])
    expect(supportedLines(['go1.21.0', 'go1.20', 'go1.19.13'])).toEqual(['go1.21', 'go1.20'])
  })

  test.each([
    ['go1.27.4', 'stable'],
    ['go1.26.0', 'stable'],
    ['go1.25.13', 'archived'],
    ['go1.28rc1', 'unstable'],
    ['go1.9.2rc2', 'unstable'],
    ['go1.8beta1', 'unstable'],
  ] as const)('%s is %s', (version, channel) => expect(channelOf(version, supported)).toBe(channel))
})

test.each([
  ['go1.27.0', 'https://go.dev/doc/go1.27'],
  ['go1.20', 'https://go.dev/doc/go1.20'],
  ['go1', 'https://go.dev/doc/go1'],
  ['go1.28rc2', 'https://go.dev/doc/go1.28'],
  ['go1.27.4', 'https://go.dev/doc/devel/release#go1.27.4'],
  ['go1.20.14', 'https://go.dev/doc/devel/release#go1.20.14'],
])('%s is described at %s', (version, url) => expect(notesUrlOf(version)).toBe(url))
