import { Button } from '@mantine/core'
import type { FixRequest } from '../../../preload/contract/fix'
import type { EnvRow } from '../../../preload/contract/goenv'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { CopyButton } from '../../parts/CopyButton'
import { PathText } from '../../parts/PathText'
import { VerdictIcon } from '../../parts/Verdict'
import { OriginText } from './EnvTableRow'
import classes from './GoenvPanel.module.css'

/** All that is known of one variable, and what can be done about it. */
export function EnvDetails({ row }: { readonly row: EnvRow }) {
  const { t, say } = useWords()
  const { client, review } = useSession()
  const { fix } = row
  const planFix = (request: FixRequest): void => review((signal) => client.status.planFix(request, { signal }))
  const canReset = row.writable && row.origin.kind === 'goenv'
  return (
    <tr className={classes.details}>
      <td colSpan={5}>
        <div className={classes.detailsBody}>
          {row.reason !== null && (
            <p className={classes.detailsLine}>
              <VerdictIcon tone={row.verdict} />
              {say(row.reason)}
            </p>
          )}
          {row.value !== '' && (
            <p className={classes.detailsLine}>
              <span className={classes.whole}>{row.value}</span>
              <CopyButton value={row.value} />
            </p>
          )}
          <OriginText origin={row.origin} />
          {row.blockedBy !== null && row.blockedBy.kind !== 'default' && (
            <p className={classes.detailsLine}>
              {t('goenv.ui.blocked')}
              {row.blockedBy.path !== null && (
                <>
                  , {t('goenv.ui.blockedAt')}
                  <PathText path={row.blockedBy.path} line={row.blockedBy.line} isStrong copy="always" />
                </>
              )}
            </p>
          )}
          {row.recommended !== null && row.recommended !== row.value && (
            <p>
              {row.recommended === ''
                ? t('goenv.ui.recommendedUnset')
                : t('goenv.ui.recommended', { value: row.recommended })}
            </p>
          )}
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
