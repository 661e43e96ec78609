import { Button } from '@mantine/core'
import type { FixRequest } from '../../../preload/contract/fix'
import type { EnvRow } from '../../../preload/contract/goenv'
import { useIsNarrow } from '../../kit/narrow'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { PathText } from '../../parts/PathText'
import { Say } from '../../parts/Say'
import { Value } from '../../parts/ValueChange'
import { VerdictIcon } from '../../parts/Verdict'
import { OriginText } from './EnvTableRow'
import classes from './GoenvPanel.module.css'

/** All that is known of one variable, and what can be done about it. */
export function EnvDetails({ row }: { readonly row: EnvRow }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const isNarrow = useIsNarrow()
  const { fix } = row
  const planFix = (request: FixRequest): void => review((signal) => client.status.planFix(request, { signal }))
  const canReset = row.writable && row.origin.kind === 'goenv'
  return (
    <tr className={classes.details}>
      <td colSpan={isNarrow ? 4 : 5}>
        <div className={classes.detailsBody}>
          {row.reason !== null && (
            <p className={classes.detailsLine}>
              <VerdictIcon tone={row.verdict} />
              <Say text={row.reason} />
            </p>
          )}
          <EnvFacts row={row} />
          {!row.writable && <p>{t('goenv.ui.computed')}</p>}
          {(fix !== null || canReset) && (
            <div className={classes.detailsActions}>
              {fix !== null && (
                <Button aria-label={t('goenv.ui.fixFor', { name: row.name })} onClick={() => planFix(fix)}>
                  {t('app.ui.do.fix')}
                </Button>
              )}
              {canReset && (
                <Button
                  variant="default"
                  title={t('goenv.ui.resetHint')}
                  onClick={() => review((signal) => client.goenv.planSet({ values: { [row.name]: null } }, { signal }))}
                >
                  {t('goenv.ui.reset')}
                </Button>
              )}
            </div>
          )}
        </div>
      </td>
    </tr>
  )
}

function EnvFacts({ row }: { readonly row: EnvRow }) {
  const { t } = useWords()
  const { blockedBy, recommended } = row
  return (
    <dl className={classes.facts}>
      <dt>{t('goenv.ui.column.value')}</dt>
      <dd>
        {row.value === '' ? (
          t('goenv.ui.empty')
        ) : (
          <>
            <span className={classes.whole}>{row.value}</span>
            <CopyButton value={row.value} />
          </>
        )}
      </dd>
      <dt>{t('goenv.ui.column.origin')}</dt>
      <dd>
        <OriginText origin={row.origin} />
      </dd>
      {blockedBy !== null && (
        <>
          <dt>{t('goenv.ui.blocked')}</dt>
          <dd>
            {blockedBy.kind !== 'default' && blockedBy.path !== null ? (
              <PathText path={blockedBy.path} line={blockedBy.line} isStrong copy="always" />
            ) : (
              t(`goenv.ui.origin.${blockedBy.kind}`)
            )}
          </dd>
        </>
      )}
      {recommended !== null && recommended !== row.value && (
        <>
          <dt>{t('goenv.ui.recommended')}</dt>
          <dd>
            <Value value={recommended === '' ? null : recommended} />
          </dd>
        </>
      )}
    </dl>
  )
}
