import type { FoundGo } from '../../../preload/contract/sdk'
import { useWords } from '../../kit/words'
import { PathText } from '../../parts/PathText'
import { Say } from '../../parts/Say'
import { Box } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import { Tag } from '../../parts/Tag'
import classes from './FoundGoTable.module.css'

/** Every Go of this machine, whoever placed it, and which of them a new shell finds. */
export function FoundGoTable({ found }: { readonly found: readonly FoundGo[] }) {
  const { t } = useWords()
  return (
    <Box>
      <table className={table.table} aria-label={t('sdk.ui.found')}>
        <thead>
          <tr>
            <th scope="col">{t('sdk.ui.column.go')}</th>
            <th scope="col" className={classes.version}>
              {t('sdk.ui.column.version')}
            </th>
            <th scope="col" className={`${classes.owner} ${table.wide}`}>
              {t('sdk.ui.column.owner')}
            </th>
            <th scope="col" className={classes.place}>
              {t('sdk.ui.column.place')}
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((go) => (
            <FoundRow key={`${go.binary} ${go.goroot}`} go={go} />
          ))}
        </tbody>
      </table>
    </Box>
  )
}

function FoundRow({ go }: { readonly go: FoundGo }) {
  const { t } = useWords()
  return (
    <tr>
      <td>
        <PathText path={go.binary} isStrong={go.winsInNewShell} />
        {go.notes.map((note) => (
          <p key={note.key} className={classes.note}>
            <Say text={note} />
          </p>
        ))}
      </td>
      <td className={table.mono}>{go.version ?? <span className={table.dim}>{t('sdk.ui.unknownVersion')}</span>}</td>
      <td className={`${table.dim} ${table.wide}`}>{t(`sdk.ui.owner.${go.owner}`)}</td>
      <td>
        <PlaceTag go={go} />
      </td>
    </tr>
  )
}

function PlaceTag({ go }: { readonly go: FoundGo }) {
  const { t } = useWords()
  if (go.winsInNewShell)
    return (
      <Tag tone="accent" hint={t('sdk.ui.winsHint')}>
        {t('sdk.ui.wins')}
      </Tag>
    )
  if (go.onPath) return <Tag hint={t('sdk.ui.onPathHint')}>{t('sdk.ui.onPath')}</Tag>
  return <span className={table.dim}>{t('sdk.ui.offPath')}</span>
}
