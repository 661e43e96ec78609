import { Menu } from '@mantine/core'
import { IconArrowsLeftRight, IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { ProxyStore } from '../features/proxy/store'
import { knownOf } from '../kit/loadable'
import { useWords } from '../kit/words'
import { Bone } from '../parts/Bone'
import { ReviewPopover } from '../parts/ReviewPopover'
import classes from './ProxyMenu.module.css'
import bar from './TitleBar.module.css'

const place = 'title-bar'

/** The module proxy in force, and all others two clicks away: one to choose, one to agree to what is written. */
export function ProxyMenu({ store }: { readonly store: ProxyStore }) {
  const { t } = useWords()
  const [, navigate] = useLocation()
  const { state: loadable, switching, askedAt, ask } = useStore(store)
  const state = knownOf(loadable)
  const current = state?.presets.find((preset) => preset.id === state.current)
  const name = current?.label ?? t('app.ui.bar.customValue')
  return (
    <ReviewPopover store={switching} isHere={askedAt === place}>
      <div>
        <Menu
          position="bottom-end"
          classNames={{ dropdown: classes.dropdown, item: classes.item, label: classes.label }}
        >
          <Menu.Target>
            <button type="button" className={bar.chip} aria-label={t('app.ui.bar.proxyInUse', { name })}>
              <IconArrowsLeftRight size={14} stroke={1.6} aria-hidden />
              {state === null ? <Bone width={96} /> : <span className={bar.chipText}>{name}</span>}
              <IconChevronDown size={12} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t('app.ui.bar.chooseProxy')}</Menu.Label>
            <Menu.RadioGroup
              value={state?.current ?? null}
              onChange={(id) => {
                if (id !== state?.current) void ask({ kind: 'preset', id }, place)
              }}
            >
              {state?.presets.map((preset) => (
                <Menu.RadioItem key={preset.id} value={preset.id} closeMenuOnClick checkIcon={<IconCheck size={14} />}>
                  {preset.label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
            <Menu.Item leftSection={<span style={{ width: 14 }} />} onClick={() => navigate('/proxies')}>
              {t('app.ui.bar.allProxies')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </ReviewPopover>
  )
}
