import { watch } from 'chokidar'
import type { Changed } from '../../preload/contract/app'

export type WatchedPaths = Readonly<Record<Changed['topic'], readonly string[]>>

/** Milliseconds during which several changes of one topic are told once. */
const settle = 150

/**
 * Yields a topic whenever one of its files or folders (one level deep) changes, several changes at once as one. The
 * watchers are closed when the signal is aborted or the consumer leaves.
 */
export async function* watchTopics(paths: WatchedPaths, signal?: AbortSignal): AsyncGenerator<Changed, void> {
  const waiting = new Set<Changed['topic']>()
  let wake: () => void = () => undefined
  let timer: NodeJS.Timeout | undefined
  const watchers = Object.entries(paths).map(([topic, of]) =>
    watch([...of], { ignoreInitial: true, depth: 0, followSymlinks: false }).on('all', () => {
      waiting.add(topic as Changed['topic'])
      timer ??= setTimeout(() => {
        timer = undefined
        wake()
      }, settle)
    }),
  )
  const onAbort = (): void => wake()
  signal?.addEventListener('abort', onAbort)
  try {
    while (!signal?.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve
        // told while the last topics were being handled
        if (signal?.aborted || (waiting.size > 0 && timer === undefined)) resolve()
      })
      const topics = [...waiting]
      waiting.clear()
      for (const topic of topics) yield { topic }
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    clearTimeout(timer)
    await Promise.all(watchers.map((watcher) => watcher.close()))
  }
}
