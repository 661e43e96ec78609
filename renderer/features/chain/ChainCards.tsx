import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconGripVertical, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useWords } from '../../kit/words'
import { Tag } from '../../parts/Tag'
import classes from './ChainPanel.module.css'
import type { DraftEntry } from './draft'
import type { ChainStore } from './store'

/** The entries in a row: dragged, or moved by keys; what was done is announced. */
export function ChainCards({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { entries, announcement, move } = useStore(store)
  const [dragged, setDragged] = useState<number | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const focused = useRef<string | null>(null)
  // a card that moves in the page loses the focus
  useLayoutEffect(() => {
    if (focused.current === null) return
    list.current?.querySelector<HTMLElement>(`[data-control="${focused.current}"]`)?.focus()
    focused.current = null
  })
  const end = entries.findIndex(({ written }) => written === 'direct' || written === 'off')
  const moveBy = (id: number, by: number, control: string): void => {
    focused.current = `${control}:${id}`
    move(id, by)
  }
  return (
    <>
      <ol ref={list} className={classes.cards} aria-label={t('chain.ui.entries')}>
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            className={classes.place}
            data-dragged={dragged === entry.id || undefined}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              const from = entries.findIndex(({ id }) => id === dragged)
              if (from !== index) move(dragged, index - from)
            }}
            onDrop={(event) => event.preventDefault()}
          >
            <Card
              store={store}
              entry={entry}
              place={index + 1}
              isReached={end < 0 || index <= end}
              onMove={(by, control) => moveBy(entry.id, by, control)}
              onDrag={setDragged}
            />
            {index < entries.length - 1 && <Separator store={store} entry={entry} />}
          </li>
        ))}
      </ol>
      <VisuallyHidden role="status">
        {announcement !== null && t(`chain.ui.${announcement.kind}`, { ...announcement })}
      </VisuallyHidden>
    </>
  )
}

interface CardProps {
  readonly store: ChainStore
  readonly entry: DraftEntry
  readonly place: number
  readonly isReached: boolean
  readonly onMove: (by: number, control: string) => void
  readonly onDrag: (id: number | null) => void
}

function Card({ store, entry, place, isReached, onMove, onDrag }: CardProps) {
  const { t } = useWords()
  const { entries, remove } = useStore(store)
  const name = { entry: entry.written }
  const count = entries.length
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -count, End: count }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onMove(by, 'grip')
  }
  return (
    <fieldset
      className={classes.card}
      data-unreached={!isReached || undefined}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', entry.written)
        onDrag(entry.id)
      }}
      onDragEnd={() => onDrag(null)}
    >
      <legend className={classes.unseen}>{t('chain.ui.entry', { ...name, place, count })}</legend>
      <ActionIcon
        className={classes.grip ?? ''}
        size={20}
        data-control={`grip:${entry.id}`}
        aria-label={t('chain.ui.entry', { ...name, place, count })}
        onKeyDown={onKeyDown}
      >
        <IconGripVertical size={14} stroke={1.6} />
      </ActionIcon>
      <span className={classes.written}>{shortened(entry.written)}</span>
      {!isReached && <Tag tone="warning">{t('chain.ui.unreached')}</Tag>}
      <ActionIcon
        size={20}
        data-control={`earlier:${entry.id}`}
        aria-label={t('chain.ui.earlier', name)}
        disabled={place === 1}
        onClick={() => onMove(-1, place === 2 ? 'later' : 'earlier')}
      >
        <IconChevronLeft size={14} stroke={1.6} />
      </ActionIcon>
      <ActionIcon
        size={20}
        data-control={`later:${entry.id}`}
        aria-label={t('chain.ui.later', name)}
        disabled={place === count}
        onClick={() => onMove(1, place === count - 1 ? 'earlier' : 'later')}
      >
        <IconChevronRight size={14} stroke={1.6} />
      </ActionIcon>
      <ActionIcon size={20} aria-label={t('chain.ui.remove', name)} onClick={() => remove(entry.id)}>
        <IconX size={13} stroke={1.6} />
      </ActionIcon>
    </fieldset>
  )
}

function Separator({ store, entry }: { readonly store: ChainStore; readonly entry: DraftEntry }) {
  const { t } = useWords()
  const { change } = useStore(store)
  const isPipe = entry.separator === '|'
  return (
    <button
      type="button"
      className={classes.separator}
      aria-label={t(isPipe ? 'chain.ui.toPipe' : 'chain.ui.toComma', { entry: entry.written })}
      onClick={() => change(entry.id, { separator: isPipe ? ',' : '|' })}
    >
      <code>{entry.separator}</code>
      <span>{t(isPipe ? 'chain.ui.pipe' : 'chain.ui.comma')}</span>
    </button>
  )
}

/** An address as it is recognized: without https:// and the slash at its end. */
export function shortened(written: string): string {
  return written.replace(/^https:\/\//, '').replace(/\/$/, '')
}
