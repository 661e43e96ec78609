import { useEffect } from 'react'
import type { SetupStore } from './store'

// Where Enter and Esc have a meaning of their own.
const busyWithEnter = 'button, a, textarea, [role="option"], [role="combobox"], [aria-expanded="true"]'
const busyWithEsc = '[aria-expanded="true"], [role="dialog"]'

/** Enter goes on and Esc goes back, unless what has the focus needs the key itself. */
export function useSetupKeys(store: SetupStore): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      // one long press is one step, not three
      if (event.repeat) return
      const target = event.target instanceof Element ? event.target : document.body
      if (event.key === 'Enter' && !target.closest(busyWithEnter)) {
        event.preventDefault()
        goOn(store)
      }
      if (event.key === 'Escape' && !target.closest(busyWithEsc)) goBack(store)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [store])
}

function goOn(store: SetupStore): void {
  const { step, next, apply } = store.getState()
  if (step === 'review') void apply()
  else if (step !== 'done') void next()
}

function goBack(store: SetupStore): void {
  const { back, applying } = store.getState()
  if (applying.getState().run.phase === 'applying') applying.getState().cancel()
  else back()
}
