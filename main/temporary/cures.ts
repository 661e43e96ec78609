import type { TemporaryCure } from '../../preload/contract/temporary'
import { text } from '../../preload/contract/text'
import type { Goenv } from '../goenv'

const mirrors = ['https://goproxy.cn,direct', 'https://proxy.golang.org,direct']
const otherAddress = 'sum.golang.google.cn'

/**
 * What to try before GOSUMDB=off, the best first: a proxy that serves the database, the database's other address, no check
 * for the private paths alone. What is so already is left out.
 */
export async function curesFor(goenv: Pick<Goenv, 'configured'>): Promise<TemporaryCure[]> {
  const [goproxy, gosumdb, patterns] = await Promise.all(
    ['GOPROXY', 'GOSUMDB', 'GONOSUMDB'].map(async (name) => (await goenv.configured(name)).value),
  )
  const mirror = mirrors.find((one) => firstOf(one) !== firstOf(goproxy ?? '')) ?? ''
  return [
    {
      kind: 'mirror',
      text: text('temporary.cure.mirror', { proxy: firstOf(mirror) }),
      values: { GOPROXY: mirror },
      patterns: null,
    },
    ...(gosumdb === otherAddress
      ? []
      : [
          {
            kind: 'database' as const,
            text: text('temporary.cure.database'),
            values: { GOSUMDB: otherAddress },
            patterns: null,
          },
        ]),
    { kind: 'private', text: text('temporary.cure.private'), values: null, patterns: patterns ?? '' },
  ]
}

function firstOf(goproxy: string): string {
  return (goproxy.split(/[,|]/)[0] ?? '').replace(/^https?:\/\//, '').replace(/\/+$/, '')
}
