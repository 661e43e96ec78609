import { Button } from '@mantine/core'
import type { Evidence, ExplainFix } from '../../../preload/contract/explain'
import { useSession } from '../../kit/session'
import { type Words as AllWords, useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { failureWords } from '../../parts/FailureNotice'
import { Say } from '../../parts/Say'
import { Tag } from '../../parts/Tag'
import { type Tone, VerdictIcon } from '../../parts/Verdict'
import { Words } from '../../parts/Words'
import classes from './ExplainPanel.module.css'
import type { SeenCause } from './store'

/** One cause: what it is, where the text says so, what was seen of it here, what helps. */
export function CauseCard({ cause }: { readonly cause: SeenCause }) {
  const words = useWords()
  const { t, say } = words
  const title = say(cause.what)
  return (
    <article className={classes.card} aria-label={title}>
      <div className={classes.head}>
        <h3 className={classes.what}>
          <Words>{title}</Words>
        </h3>
        {cause.count > 1 && <Tag>{t('explain.ui.times', { count: cause.count })}</Tag>}
      </div>
      <p className={classes.why}>
        <Say text={cause.why} />
      </p>
      <figure className={classes.quote} aria-label={t('explain.ui.quoted')}>
        {cause.lines.map(({ line, text }) => (
          <div key={line} className={classes.line}>
            <span className={classes.number} title={t('explain.ui.line', { line })}>
              {line}
            </span>
            <span>{text.trim()}</span>
          </div>
        ))}
      </figure>
      {(cause.evidence === null || cause.evidence.length > 0) && (
        <>
          <h4 className={classes.part}>{t('explain.ui.evidence')}</h4>
          {cause.evidence === null ? (
            <p className={classes.row}>
              <VerdictIcon tone="running" />
              {t('explain.ui.looking')}
            </p>
          ) : (
            cause.evidence.map((one) => <Seen key={JSON.stringify(one.text)} evidence={one} words={words} />)
          )}
        </>
      )}
      <h4 className={classes.part}>{t('explain.ui.fixes')}</h4>
      <ul className={classes.fixes}>
        {cause.fixes.map((fix) => (
          <Fix key={fix.text.key + JSON.stringify(fix.text.params)} fix={fix} />
        ))}
      </ul>
    </article>
  )
}

const tones: Readonly<Record<Evidence['verdict'], Tone>> = {
  confirmed: 'warning',
  'not-now': 'ok',
  noted: 'note',
  'not-asked': 'none',
}

function Seen({ evidence, words }: { readonly evidence: Evidence; readonly words: AllWords }) {
  return (
    <p className={classes.row}>
      <VerdictIcon tone={tones[evidence.verdict]} />
      <span>
        <Say text={evidence.text} />
        {evidence.failure !== null && (
          <span className={classes.failure}> {failureWords(evidence.failure, words).what}</span>
        )}
      </span>
    </p>
  )
}

function Fix({ fix }: { readonly fix: ExplainFix }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const { plan } = fix
  return (
    <li className={classes.fix}>
      <div className={classes.fixHead}>
        <span className={classes.fixWords}>
          <Say text={fix.text} />
        </span>
        {plan !== null && (
          <Button variant="default" onClick={() => review((signal) => client.status.planFix(plan, { signal }))}>
            {t('explain.ui.review')}
          </Button>
        )}
      </div>
      {fix.commands.map((command) => (
        <div key={command} className={classes.command}>
          <code>{command}</code>
          <CopyButton value={command} />
        </div>
      ))}
    </li>
  )
}
