import type { StoreApi } from 'zustand/vanilla'

/** Resolves as soon as the store's state fits, be it now or at one of its next changes. */
export function until<State>(store: StoreApi<State>, fits: (state: State) => boolean): Promise<void> {
  if (fits(store.getState())) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = store.subscribe((state) => {
      if (!fits(state)) return
      stop()
      resolve()
    })
  })
}
