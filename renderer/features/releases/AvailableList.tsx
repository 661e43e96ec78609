import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Release } from '../../../preload/contract/releases'
import { useWords } from '../../kit/words'
import { Bone } from '../../parts/Bone'
import { EmptyNote } from '../../parts/EmptyNote'
import rows from '../../parts/Rows.module.css'
import classes from './AvailableList.module.css'
import { AvailableRow } from './AvailableRow'
import type { ReleasesStore } from './store'

interface AvailableListProps {
  readonly store: ReleasesStore
  /** Null while the list is being fetched. */
  readonly releases: readonly Release[] | null
  readonly newest: string | null
  readonly search: string
}

const rowHeight = 41

/** The releases that can be had. Only the rows in sight exist; a row grows when it has something to say. */
export function AvailableList({ store, releases, newest, search }: AvailableListProps) {
  const { t } = useWords()
  const scroll = useRef<HTMLDivElement>(null)
  const list = releases ?? []
  const virtual = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => list[index]?.version ?? index,
    overscan: 8,
  })
  return (
    <section
      ref={scroll}
      className={classes.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('releases.ui.list')}
      aria-busy={releases === null}
    >
      {releases === null && <Bones />}
      {releases?.length === 0 && (
        <div className={classes.empty}>
          {search.trim() === '' ? (
            <EmptyNote title={t('releases.ui.emptyChannel')}>{t('releases.ui.emptyChannelNext')}</EmptyNote>
          ) : (
            <EmptyNote title={t('releases.ui.nothing', { search: search.trim() })}>
              {t('releases.ui.nothingNext')}
            </EmptyNote>
          )}
        </div>
      )}
      <ul className={classes.inner} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const release = list[item.index]
          return (
            release && (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={list.length}
                aria-posinset={item.index + 1}
                className={classes.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <AvailableRow store={store} release={release} isNewest={release.version === newest} />
              </li>
            )
          )
        })}
      </ul>
    </section>
  )
}

function Bones() {
  return (
    <div aria-hidden>
      {Array.from({ length: 12 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
        <div key={index} className={`${rows.row} ${classes.row}`}>
          <Bone width={64} />
          <span className={classes.facts}>
            <span className={classes.date}>
              <Bone width={76} />
            </span>
          </span>
          <Bone width={84} height={20} />
        </div>
      ))}
    </div>
  )
}
