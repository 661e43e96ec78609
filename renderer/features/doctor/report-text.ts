import type { Exam } from '../../../preload/contract/doctor'
import type { Words } from '../../kit/words'

/** The examinations as plain text, to be sent to somebody who can help. Credentials were hidden by the core. */
export function reportText(exams: readonly Exam[], { t, say }: Words): string {
  const lines = exams.flatMap((exam) => {
    const via = exam.via === null ? '' : ` (${t('doctor.ui.via_on', { proxy: exam.via })})`
    const hops = exam.hops.map((hop) => {
      const to = hop.to === 'proxy' ? ` ${t('doctor.ui.toProxy')}` : ''
      const words = hop.words === null ? '' : say(hop.words)
      return `  ${t(`doctor.kind.${hop.kind}`)}${to}: ${Math.round(hop.milliseconds ?? 0)} ms, ${words}`
    })
    const { conclusion } = exam
    const found = conclusion
      ? [`  = ${say(conclusion.what)} [${conclusion.code}]`, ...conclusion.evidence.map((one) => `    - ${say(one)}`)]
      : []
    return [`${say(exam.label)}${via}`, ...(exam.url === null ? [] : [`  ${exam.url}`]), ...hops, ...found, '']
  })
  return lines.join('\n')
}
