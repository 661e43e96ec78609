import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconPencil } from '@tabler/icons-react'
import type { EnvOrigin, EnvRow } from '../../../preload/contract/goenv'
import { useIsNarrow } from '../../kit/narrow'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { PathText } from '../../parts/PathText'
import table from '../../parts/Table.module.css'
import { VerdictBadge, VerdictIcon } from '../../parts/Verdict'
import classes from './GoenvPanel.module.css'
import type { GoenvStore } from './store'

interface EnvTableRowProps {
  readonly store: GoenvStore
  readonly row: EnvRow
  readonly isOpen: boolean
  /** What was typed so far when the row is being edited, else null. */
  readonly typed: string | null
}

/** One variable. */
export function EnvTableRow({ store, row, isOpen, typed }: EnvTableRowProps) {
  const { t } = useWords()
  const isNarrow = useIsNarrow()
  const { toggle } = store.getState()
  const Chevron = isOpen ? IconChevronDown : IconChevronRight
  return (
    <tr className={classes.row} data-variable={row.name}>
      <th scope="row" className={classes.variableCell}>
        <span className={classes.variable}>{row.name}</span>
      </th>
      {typed === null ? (
        <>
          <td>
            <ValueCell store={store} row={row} />
          </td>
          <td className={table.wide}>
            <OriginText origin={row.origin} />
          </td>
        </>
      ) : (
        <td colSpan={isNarrow ? 1 : 2}>
          <EditForm store={store} row={row} typed={typed} />
        </td>
      )}
      <td>
        <RowVerdict row={row} />
      </td>
      <td>
        <ActionIcon
          aria-expanded={isOpen}
          aria-label={t(isOpen ? 'app.ui.do.hideDetails' : 'app.ui.do.showDetails', { name: row.name })}
          onClick={() => toggle(row.name)}
        >
          <Chevron size={15} />
        </ActionIcon>
      </td>
    </tr>
  )
}

function RowVerdict({ row }: { readonly row: EnvRow }) {
  const { t } = useWords()
  if (row.verdict === 'ok') return <VerdictIcon tone="ok" />
  return (
    <>
      <span className={table.wide}>
        <VerdictBadge tone={row.verdict}>{t(`app.ui.verdict.${row.verdict}`)}</VerdictBadge>
      </span>
      <span className={classes.narrowOnly}>
        <VerdictIcon tone={row.verdict} />
      </span>
    </>
  )
}

function ValueCell({ store, row }: { readonly store: GoenvStore; readonly row: EnvRow }) {
  const { t } = useWords()
  const label = t('goenv.ui.edit', { name: row.name })
  return (
    <div className={classes.valueCell}>
      {row.value === '' ? (
        <span className={`${classes.value} ${classes.empty}`}>{t('goenv.ui.empty')}</span>
      ) : (
        <span className={classes.value} title={row.value}>
          {row.value}
        </span>
      )}
      {row.writable && (
        <Tooltip label={label}>
          <ActionIcon className={classes.edit ?? ''} aria-label={label} onClick={() => store.getState().edit(row)}>
            <IconPencil size={14} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  )
}

function EditForm({ store, row, typed }: { readonly store: GoenvStore; readonly row: EnvRow; readonly typed: string }) {
  const { t } = useWords()
  const { client, review } = useSession()
  const { type, stopEditing } = store.getState()
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        stopEditing()
        review((signal) => client.goenv.planSet({ values: { [row.name]: typed } }, { signal }))
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') stopEditing()
      }}
    >
      <TextInput
        autoFocus
        className={classes.input ?? ''}
        aria-label={t('goenv.ui.editValue', { name: row.name })}
        value={typed}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Button type="submit">{t('goenv.ui.review')}</Button>
      <Button variant="default" onClick={stopEditing}>
        {t('app.ui.do.cancel')}
      </Button>
    </form>
  )
}

/** Where a value comes from, down to the line. */
export function OriginText({ origin }: { readonly origin: EnvOrigin }) {
  const { t } = useWords()
  return (
    <span className={classes.from}>
      <span>{t(`goenv.ui.origin.${origin.kind}`)}</span>
      {origin.kind !== 'default' && origin.path !== null && (
        <PathText path={origin.path} line={origin.line} copy="never" />
      )}
    </span>
  )
}
