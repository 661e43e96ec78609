import { Button, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useStore } from 'zustand'
import { knownOf } from '../../kit/loadable'
import { useWords } from '../../kit/words'
import classes from './ChainPanel.module.css'
import type { ChainStore } from './store'

/** Adds an entry: one of the list, or what is typed; a whole list is taken apart. */
export function AddEntry({ store }: { readonly store: ChainStore }) {
  const { t } = useWords()
  const { state, entries, add } = useStore(store)
  const [typed, setTyped] = useState('')
  const list = useId()
  const presets = knownOf(state)?.presets ?? []
  const offered = presets.filter(({ written }) => entries.every((entry) => entry.written !== written))
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault()
        add(typed)
        setTyped('')
      }}
    >
      <TextInput
        aria-label={t('chain.ui.add')}
        placeholder={t('chain.ui.addExample')}
        title={t('chain.ui.addHint')}
        value={typed}
        list={list}
        spellCheck={false}
        autoCapitalize="off"
        styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <datalist id={list}>
        {offered.map(({ label, written }) => (
          <option key={written} value={written} label={label} />
        ))}
      </datalist>
      <Button type="submit" variant="default" disabled={typed.trim() === ''}>
        {t('app.ui.do.add')}
      </Button>
      <div className={classes.presets}>
        {offered.slice(0, 4).map(({ written }) => (
          <Button key={written} size="compact-xs" variant="subtle" color="gray" onClick={() => add(written)}>
            {`+ ${written.replace(/^https:\/\//, '').replace(/\/$/, '')}`}
          </Button>
        ))}
        {['direct', 'off']
          .filter((word) => entries.every(({ written }) => written !== word))
          .map((word) => (
            <Button key={word} size="compact-xs" variant="subtle" color="gray" onClick={() => add(word)}>
              {`+ ${word}`}
            </Button>
          ))}
      </div>
    </form>
  )
}
