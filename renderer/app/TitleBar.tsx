import { Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { knownOf } from '../kit/loadable'
import { useSession } from '../kit/session'
import { useWords } from '../kit/words'
import { Bone } from '../parts/Bone'
import { KeyHint } from '../parts/KeyHint'
import { Mark } from './Mark'
import { ProxyMenu } from './ProxyMenu'
import type { Stores } from './stores'
import { TemporaryMenu } from './TemporaryMenu'
import classes from './TitleBar.module.css'

/** Name, command palette, the Go in use and the module proxy in force. */
export function TitleBar({ stores }: { readonly stores: Stores }) {
  const { t } = useWords()
  const { info } = useSession()
  return (
    <div className={classes.root}>
      <span className={classes.brand}>
        <Mark className={classes.mark} />
        <span className={classes.brandName}>{t('app.ui.name')}</span>
      </span>
      <button
        type="button"
        className={classes.search}
        aria-label={t('app.ui.bar.search')}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={spotlight.open}
      >
        <IconSearch size={14} stroke={1.75} aria-hidden />
        <span className={classes.searchLabel}>{t('app.ui.bar.search')}</span>
        <KeyHint keys="mod K" os={info.platform.os} />
      </button>
      <div className={classes.right}>
        <TemporaryMenu store={stores.temporary} />
        <GoChip stores={stores} />
        <ProxyMenu store={stores.proxy} />
      </div>
    </div>
  )
}

function GoChip({ stores }: { readonly stores: Stores }) {
  const { t } = useWords()
  const sdk = knownOf(useStore(stores.releases, (state) => state.sdk))
  const winner = sdk?.current ?? sdk?.found.find((go) => go.winsInNewShell || go.onPath)?.version ?? null
  const name = winner ?? t('app.ui.bar.noGo')
  return (
    <Tooltip label={winner === null ? name : t('app.ui.bar.goInUse', { version: winner })}>
      <Link href="/versions" className={classes.chip}>
        {sdk === null ? <Bone width={52} /> : <span className={classes.chipText}>{name}</span>}
      </Link>
    </Tooltip>
  )
}
