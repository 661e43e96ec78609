import { Button } from '@mantine/core'
import { useStore } from 'zustand'
import type { FixRequest } from '../../../preload/contract/fix'
import type { Check, CheckId } from '../../../preload/contract/status'
import { shortenPath } from '../../kit/path'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { Say } from '../../parts/Say'
import { Box } from '../../parts/Section'
import { type Tone, VerdictIcon } from '../../parts/Verdict'
import classes from './CheckTable.module.css'
import { checkGroups, checksIn } from './checks'
import { reportOf, type StatusStore } from './store'

/** The validation table: every check has its row from the start, and its answer streams in. */
export function CheckTable({ store, level = 2 }: { readonly store: StatusStore; readonly level?: 2 | 3 }) {
  const { t } = useWords()
  const { status, checks } = useStore(store)
  const last = reportOf(status)
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div className={classes.root}>
      {checkGroups.map((group) => (
        <section key={group} className={classes.group}>
          <Heading className={classes.title}>{t(`status.ui.groups.${group}`)}</Heading>
          <Box>
            {checksIn(group).map((id) => (
              <CheckRow
                key={id}
                id={id}
                check={checks[id] ?? null}
                last={last?.checks.find((check) => check.id === id) ?? null}
                isSettled={status.phase !== 'checking' || last !== null}
              />
            ))}
          </Box>
        </section>
      ))}
    </div>
  )
}

interface CheckRowProps {
  readonly id: CheckId
  readonly check: Check | null
  /** The answer of the check before, which stays until the new one is there. */
  readonly last: Check | null
  readonly isSettled: boolean
}

function CheckRow({ id, check, last, isSettled }: CheckRowProps) {
  const { t, say } = useWords()
  const { client, info, review } = useSession()
  const isRunning = check === null || check.phase === 'running'
  const shown = isRunning ? last : check
  const fix = shown?.fix ?? null
  const isOpen =
    isSettled && (shown?.verdict === 'warning' || shown?.verdict === 'problem' || shown?.verdict === 'note')
  const tone: Tone = isRunning ? 'running' : (shown?.verdict ?? 'none')
  const name = t(`status.ui.checks.${id}`)
  const planFix = (request: FixRequest): void => review((signal) => client.status.planFix(request, { signal }))
  return (
    <div className={`${classes.row} ${isOpen ? classes.open : ''}`} data-check={id}>
      <span className={classes.icon}>
        <VerdictIcon tone={tone} />
      </span>
      <span className={classes.name}>{name}</span>
      <div className={classes.told}>
        {shown === null ? (
          <Bone width="38%" />
        ) : (
          <>
            {shown.value !== null && (
              <span className={classes.value} title={shown.value}>
                {shortenPath(shown.value, info.home)}
              </span>
            )}
            {shown.reason !== null && (
              <span className={classes.reason} title={say(shown.reason)}>
                <Say text={shown.reason} />
              </span>
            )}
            {isOpen && shown.next !== null && (
              <p className={classes.next}>
                <span className={classes.nextLabel}>{t('status.ui.next')}</span> <Say text={shown.next} />
              </p>
            )}
          </>
        )}
      </div>
      <span className={classes.action}>
        {fix !== null && (
          <Button
            variant="default"
            disabled={isRunning}
            aria-label={t('status.ui.fixFor', { check: name })}
            onClick={() => planFix(fix)}
          >
            {t('app.ui.do.fix')}
          </Button>
        )}
      </span>
    </div>
  )
}
