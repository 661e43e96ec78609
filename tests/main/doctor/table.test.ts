// Red when `judgeWay(seen) ??` is taken out of main/doctor/diagnose.ts, or `seen.control !== null` of judge-answer.ts negated.
import { afterAll, expect, test } from 'vitest'
import type { ConclusionCode } from '../../../preload/contract/doctor'
import { createTexts } from '../../../preload/texts'
import { badNetwork } from '../../helpers/bad-network'
import { examineIn } from '../../helpers/doctor-scene'
import type { Row } from './row'
import { answerRows } from './rows-answer'
import { signInRows } from './rows-sign-in'
import { tlsRows } from './rows-tls'
import { wayRows } from './rows-way'

const rows: readonly Row[] = [...wayRows, ...tlsRows, ...answerRows, ...signInRows]
const seen = new Set<ConclusionCode>()
let cases = 0

test.each(rows)('$name: $code, and after one change of the world $becomes', async (row) => {
  const net = badNetwork()
  const { conclusion, report, steps } = await examineIn(net, await row.world(net))
  expect(conclusion.code).toBe(row.code)
  expect(conclusion.evidence.map(({ key }) => key)).toEqual(
    expect.arrayContaining(row.evidence.map((key) => `doctor.evidence.${key}`)),
  )
  expect(conclusion.next.map(({ key }) => key)).toEqual(
    expect.arrayContaining(row.next.map((key) => `doctor.next.${key}`)),
  )
  // every sentence has all its blanks filled, in both languages
  for (const language of ['en', 'zh-CN'] as const) {
    const words = createTexts(language)
    const all = [conclusion.what, ...conclusion.evidence, ...conclusion.next, report.headline]
    const hops = report.exams.flatMap((exam) => [exam.label, ...exam.hops.map((hop) => hop.words)])
    for (const one of [...all, ...hops]) {
      const sentence = one === null ? '' : words.t(one.key, one.params)
      expect(sentence).not.toMatch(/\{\{|^doctor\.|undefined|NaN/)
      if (one !== null) expect(sentence).not.toBe('')
    }
  }
  expect(steps).toBeGreaterThanOrEqual(report.exams.length)

  const changed = badNetwork()
  const after = await examineIn(changed, await row.mutation(changed))
  expect(after.conclusion.code).toBe(row.becomes)
  expect(row.becomes).not.toBe(row.code)
  seen.add(conclusion.code).add(after.conclusion.code)
  cases += 2
})

afterAll(() => {
  console.log(`doctor: ${cases} worlds, ${seen.size} conclusions`)
  expect(cases).toBeGreaterThanOrEqual(118)
  expect(seen.size).toBeGreaterThanOrEqual(45)
})
