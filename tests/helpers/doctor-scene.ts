import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDoctor } from '../../main/doctor'
import type { TraceLimits } from '../../main/kit'
import type { Conclusion, DoctorInput, DoctorReport } from '../../preload/contract/doctor'
import type { BadNetwork } from './bad-network'
import { drain } from './drain'
import { testWorld } from './world'

/** A user's machine in front of a network. */
export interface Situation {
  readonly target: string | null
  readonly via?: string
  readonly tokenEnv?: string
  readonly env?: Record<string, string>
  /** GOPROXY and its kin as they are in force. */
  readonly values?: Readonly<Record<string, string>>
  readonly netrc?: string
  /** Milliseconds that the clock here is ahead. */
  readonly clockAhead?: number
  readonly limits?: Partial<TraceLimits>
  readonly publicHosts?: readonly string[]
  /** Trusted by this computer. */
  readonly trusts?: 'company'
}

export interface Examination {
  readonly report: DoctorReport
  /** Of the first address that was asked. */
  readonly conclusion: Conclusion
  readonly steps: number
}

/** Lets the doctor examine; everything that it told is in the report. */
export async function examineIn(net: BadNetwork, situation: Situation): Promise<Examination> {
  const everybodys = situation.target?.startsWith('http:') ? [] : [(await net.authority('everybodys')).cert]
  const trusted = situation.trusts === undefined ? {} : { SSL_CERT_FILE: (await net.authority('company')).certPath }
  const world = await testWorld({ env: { SSL_CERT_FILE: '/nowhere.pem', ...trusted, ...situation.env } })
  if (situation.netrc !== undefined) await writeFile(join(world.home, '.netrc'), situation.netrc, { mode: 0o600 })
  const { clockAhead = 0, values = {} } = situation
  const clock = { ...world.clock, now: () => new Date(Date.now() + clockAhead) }
  const doctor = createDoctor(
    { ...world, clock },
    {
      goenv: { effective: async (name) => values[name] ?? '' },
      lookup: net.lookup,
      publicRoots: everybodys,
      ...(situation.limits ? { limits: situation.limits } : {}),
      ...(situation.publicHosts ? { publicHosts: situation.publicHosts } : {}),
    },
  )
  const { target, via = null, tokenEnv = null } = situation
  const input: DoctorInput = { target, via, tokenEnv }
  const { yielded, returned: report } = await drain(doctor.examine(input))
  const conclusion = report.exams[0]?.conclusion
  if (!conclusion) throw new Error('nothing was concluded')
  return { report, conclusion, steps: yielded.length }
}

/** A JWT with these claims; signed by nobody. */
export function tokenWith(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(43)}`
}
