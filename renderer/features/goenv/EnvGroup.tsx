import { useStore } from 'zustand'
import type { EnvRow } from '../../../preload/contract/goenv'
import { useWords } from '../../kit/words'
import { Box, Section } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import { EnvDetails } from './EnvDetails'
import { EnvTableRow } from './EnvTableRow'
import classes from './GoenvPanel.module.css'
import type { GoenvStore } from './store'

interface EnvGroupProps {
  readonly store: GoenvStore
  readonly group: EnvRow['group']
  readonly rows: readonly EnvRow[]
}

/** The variables of one group as a table. */
export function EnvGroup({ store, group, rows }: EnvGroupProps) {
  const { t } = useWords()
  const { open, editing } = useStore(store)
  if (rows.length === 0) return null
  const title = t(`goenv.ui.groups.${group}`)
  return (
    <Section title={title}>
      <Box>
        <table className={table.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col" className={classes.name}>
                {t('goenv.ui.column.name')}
              </th>
              <th scope="col">{t('goenv.ui.column.value')}</th>
              <th scope="col" className={`${classes.origin} ${table.wide}`}>
                {t('goenv.ui.column.origin')}
              </th>
              <th scope="col" className={classes.verdict}>
                <span className={table.unseen}>{t('goenv.ui.column.verdict')}</span>
              </th>
              <th aria-hidden className={classes.open} />
            </tr>
          </thead>
          <tbody>
            {rows.flatMap((row) => [
              <EnvTableRow
                key={row.name}
                store={store}
                row={row}
                isOpen={open.has(row.name)}
                typed={editing?.name === row.name ? editing.value : null}
              />,
              ...(open.has(row.name) ? [<EnvDetails key={`${row.name} details`} row={row} />] : []),
            ])}
          </tbody>
        </table>
      </Box>
    </Section>
  )
}
