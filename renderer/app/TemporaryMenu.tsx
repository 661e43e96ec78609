import { Menu } from '@mantine/core'
import { IconHourglass } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { TemporaryLease } from '../../preload/contract/temporary'
import { lastingWords, leaseName, spanNames, spans, useLeft } from '../features/temporary/countdown'
import type { TemporaryStore } from '../features/temporary/store'
import { formatClock } from '../kit/format'
import { knownOf } from '../kit/loadable'
import { useWords } from '../kit/words'
import menu from './ProxyMenu.module.css'
import bar from './TitleBar.module.css'

/** What is set for a while, counted down, with its end and its extension one click away; nothing when nothing is. */
export function TemporaryMenu({ store }: { readonly store: TemporaryStore }) {
  const { state, refresh } = useStore(store)
  useEffect(() => {
    if (store.getState().state.phase === 'idle') void refresh()
  }, [store, refresh])
  const leases = knownOf(state)?.leases ?? []
  return leases.map((lease) => <LeaseMenu key={lease.name} lease={lease} store={store} />)
}

function LeaseMenu({ lease, store }: { readonly lease: TemporaryLease; readonly store: TemporaryStore }) {
  const words = useWords()
  const { t } = words
  const [, navigate] = useLocation()
  const { seenAt, end, extend } = useStore(store)
  const left = useLeft(lease.remaining, seenAt)
  return (
    <Menu position="bottom-end" classNames={{ dropdown: menu.dropdown, item: menu.item, label: menu.label }}>
      <Menu.Target>
        <button
          type="button"
          className={bar.chip}
          aria-label={t('temporary.ui.running', { name: lease.name, value: lease.value })}
        >
          <IconHourglass size={14} stroke={1.6} aria-hidden />
          <span className={bar.chipText}>{lease.name}</span>
          {left !== null && left > 0 && <span className={bar.count}>{formatClock(left / 1000)}</span>}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {leaseName(lease)} · {lastingWords(left, words)}
        </Menu.Label>
        <Menu.Item onClick={() => void end(lease.name)}>{t('temporary.ui.endNow')}</Menu.Item>
        <Menu.Divider />
        {spanNames.map((span) => (
          <Menu.Item key={span} onClick={() => void extend(lease.name, spans[span])}>
            {t(`temporary.ui.extendBy.${span}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => navigate('/proxies')}>{t('app.ui.bar.allProxies')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
