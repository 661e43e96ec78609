import type { Conclusion, DoctorHop, Exam } from '../../../preload/contract/doctor'
import { formatLatency } from '../../kit/format'
import { useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { Say } from '../../parts/Say'
import { Box, Section } from '../../parts/Section'
import { VerdictBadge, VerdictIcon } from '../../parts/Verdict'
import classes from './DoctorPanel.module.css'

const tones = { good: 'ok', note: 'warning', problem: 'problem' } as const
const hopTones = { running: 'running', good: 'ok', note: 'warning', failed: 'problem' } as const

/** One address: its conclusion first, then the way to it. */
export function ExamCard({ exam }: { readonly exam: Exam }) {
  const { t, say } = useWords()
  const { conclusion, via } = exam
  return (
    <Section
      title={say(exam.label)}
      about={
        exam.url === null ? undefined : (
          <span className={classes.url}>
            {exam.url}
            {via !== null && ` · ${t('doctor.ui.via_on', { proxy: via })}`}
          </span>
        )
      }
      actions={
        conclusion !== null && (
          <VerdictBadge tone={tones[conclusion.verdict]}>{t(`doctor.ui.verdict.${conclusion.verdict}`)}</VerdictBadge>
        )
      }
    >
      <Box>
        {conclusion !== null && <ConclusionView conclusion={conclusion} />}
        {exam.hops.length > 0 && <Timeline hops={exam.hops} />}
      </Box>
    </Section>
  )
}

function ConclusionView({ conclusion }: { readonly conclusion: Conclusion }) {
  const { t } = useWords()
  return (
    <div className={classes.conclusion} data-conclusion={conclusion.code}>
      <p className={classes.what}>
        <VerdictIcon tone={tones[conclusion.verdict]} label={t(`doctor.ui.verdict.${conclusion.verdict}`)} />
        <strong>
          <Say text={conclusion.what} />
        </strong>
      </p>
      <Sentences title={t('doctor.ui.evidence')} texts={conclusion.evidence} />
      <Sentences title={t('doctor.ui.next')} texts={conclusion.next} isOrdered />
    </div>
  )
}

interface SentencesProps {
  readonly title: string
  readonly texts: Conclusion['evidence']
  readonly isOrdered?: boolean
}

function Sentences({ title, texts, isOrdered = false }: SentencesProps) {
  const { say } = useWords()
  if (texts.length === 0) return null
  const List = isOrdered ? 'ol' : 'ul'
  return (
    <div className={classes.sentences}>
      <h3>{title}</h3>
      <List>
        {texts.map((text) => (
          <li key={say(text)}>
            <Say text={text} />
            {isOrdered && <CommandCopy words={say(text)} />}
          </li>
        ))}
      </List>
    </div>
  )
}

/** A button for the command that a sentence names, if it names one. */
function CommandCopy({ words }: { readonly words: string }) {
  const command = /go env -[wu] [^\s,。；]+/.exec(words)?.[0]
  return command === undefined ? null : <CopyButton value={command} className={classes.copy} />
}

/** The hops under each other, each bar where it lies in the whole time. */
function Timeline({ hops }: { readonly hops: readonly DoctorHop[] }) {
  const { t, language } = useWords()
  const times = hops.map(({ milliseconds }) => milliseconds ?? 0)
  const total = times.reduce((sum, one) => sum + one, 0)
  const share = (milliseconds: number): string => `${total === 0 ? 0 : (milliseconds / total) * 100}%`
  return (
    <div className={classes.way}>
      <h3>
        {t('doctor.ui.steps')}
        <span className={classes.total}>{t('doctor.ui.total', { ms: Math.round(total) })}</span>
      </h3>
      <ol className={classes.hops}>
        {hops.map((hop, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hops are only ever added at the end
          <li key={index} className={classes.hop}>
            <VerdictIcon tone={hopTones[hop.verdict]} size={14} label={t(`doctor.ui.step.${hop.verdict}`)} />
            <span className={classes.kind}>
              {t(`doctor.kind.${hop.kind}`)}
              {hop.to === 'proxy' && <small> {t('doctor.ui.toProxy')}</small>}
            </span>
            <span className={classes.words}>{hop.words !== null && <Say text={hop.words} />}</span>
            <span className={classes.time}>
              {hop.milliseconds === null ? '' : formatLatency(hop.milliseconds, language)}
            </span>
            <span className={classes.track} aria-hidden>
              <span
                className={`${classes.bar} ${classes[hop.verdict]}`}
                style={{
                  marginLeft: share(times.slice(0, index).reduce((sum, one) => sum + one, 0)),
                  width: share(times[index] ?? 0),
                }}
              />
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
