import { Button, TextInput } from '@mantine/core'
import { useId } from 'react'
import { useStore } from 'zustand'
import type { ChainPreviewRow } from '../../../preload/contract/chain'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import { FailureNotice } from '../../parts/FailureNotice'
import { Box, Section } from '../../parts/Section'
import table from '../../parts/Table.module.css'
import { Tag } from '../../parts/Tag'
import { VerdictIcon } from '../../parts/Verdict'
import classes from './ChainPanel.module.css'
import type { ChainStore } from './store'

/** What the patterns mean for the modules of a go.mod and for paths that are typed. */
export function PreviewTable({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { preview: loadable, paths, folder, readFolder, set, read } = useStore(store)
  const id = useId()
  const preview = knownOf(loadable)
  return (
    <Section title={t('chain.ui.preview')} about={t('chain.ui.previewAbout')}>
      <Box>
        <div className={classes.sources}>
          <form
            className={classes.folder}
            onSubmit={(event) => {
              event.preventDefault()
              read()
            }}
          >
            <TextInput
              label={t('chain.ui.folder')}
              value={folder}
              placeholder="~/project"
              spellCheck={false}
              autoCapitalize="off"
              styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
              onChange={(event) => set({ folder: event.currentTarget.value })}
            />
            <Button type="submit" variant="default">
              {t('chain.ui.read')}
            </Button>
            <p className={classes.dim} role="status">
              {readFolder !== null && loadable.phase === 'ready' && <ReadNote store={store} />}
            </p>
          </form>
          <div>
            <label className={classes.fieldLabel} htmlFor={id}>
              {t('chain.ui.paths')}
            </label>
            <textarea
              id={id}
              className={classes.paths}
              rows={4}
              value={paths}
              placeholder={t('chain.ui.pathsHint')}
              spellCheck={false}
              autoCapitalize="off"
              onChange={(event) => set({ paths: event.currentTarget.value })}
            />
          </div>
        </div>
        {loadable.phase === 'failed' && <FailureNotice failure={loadable.failure} />}
        {preview !== null && preview.rows.length > 0 && <Rows rows={preview.rows} />}
      </Box>
    </Section>
  )
}

function ReadNote({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { preview, readFolder } = useStore(store)
  const goMod = knownOf(preview)?.goMod ?? null
  return goMod === null
    ? t('chain.ui.noGoMod', { folder: readFolder ?? '' })
    : t('chain.ui.readFrom', { count: goMod.count, path: goMod.path })
}

function Rows({ rows }: { readonly rows: readonly ChainPreviewRow[] }) {
  const { t, say } = useWords()
  const decided = (by: ChainPreviewRow['noproxy']) =>
    by !== null && <span className={classes.decided}>{t('chain.ui.decided', { ...by })}</span>
  return (
    <table className={`${table.table} ${classes.preview}`}>
      <thead>
        <tr>
          <th className={classes.pathColumn}>{t('chain.ui.column.path')}</th>
          <th>{t('chain.ui.column.from')}</th>
          <th>{t('chain.ui.column.database')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.path}>
            <td>
              <span className={classes.path}>{row.path}</span>
              {row.warning !== null && (
                <span className={classes.rowWarning}>
                  <VerdictIcon tone="warning" size={13} />
                  {say(row.warning)}
                </span>
              )}
            </td>
            <td>
              <span>{t(`chain.ui.route.${row.route}`)}</span> {decided(row.noproxy)}{' '}
              {row.insecure !== null && <Tag tone="warning">{t('chain.ui.insecure')}</Tag>}
            </td>
            <td>
              <span>{t(`chain.ui.databaseState.${row.database}`)}</span> {decided(row.nosumdb)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
