import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useSession } from '../../kit/session'
import { useWords } from '../../kit/words'
import { asFolder } from './folder'
import { SettingRow } from './SettingRow'
import classes from './SettingsPanel.module.css'
import type { SettingsStore } from './store'

/** Where Go versions go; empty is the default. */
export function SdkRootField({ store }: { readonly store: SettingsStore }) {
  const { t } = useWords()
  const { info } = useSession()
  const saved = useStore(store, (state) => state.settings.sdkRoot) ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const value = typed ?? saved
  const folder = value.trim() === '' ? null : asFolder(value, info.home)
  const isFolder = value.trim() === '' || folder !== null
  const isChanged = value.trim() !== saved
  const standard = info.platform.os === 'windows' ? `${info.home}\\sdk` : '~/sdk'
  return (
    <SettingRow name={t('settings.ui.sdkRoot')} about={t('settings.ui.sdkRootAbout')} controlId="sdk-root" isStacked>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!isFolder) return
          setTyped(null)
          void store.getState().save({ sdkRoot: folder })
        }}
      >
        <TextInput
          id="sdk-root"
          className={classes.input ?? ''}
          value={value}
          placeholder={t('settings.ui.sdkRootDefault', { path: standard })}
          error={isFolder ? null : t('settings.ui.sdkRootInvalid', { path: `${info.home}/sdk` })}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!isChanged || !isFolder}>
          {t('app.ui.do.save')}
        </Button>
      </form>
    </SettingRow>
  )
}
