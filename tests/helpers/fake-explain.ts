import { recognise } from '../../main/explain/recognise'
import { unsettled } from '../../main/explain/settle-fixes'
import type { Evidence, ExplainCause, Explained, ExplainStep } from '../../preload/contract'
import { sentence } from './fake-data'

/** Recognises as the core does; what it would see of the machine is made up. */
export async function* fakeExplain(
  { text, live }: { text: string; live: boolean },
  wait: () => Promise<void>,
): AsyncGenerator<ExplainStep, Explained> {
  const { findings, read, cut } = recognise(text)
  const causes: (ExplainCause & { evidence: Evidence[] })[] = []
  for (const { key, id, lines, count, what, why, fixes } of findings) {
    const cause: ExplainCause = { key, id, lines: [...lines], count, what, why, fixes: unsettled(fixes) }
    yield { kind: 'cause', cause }
    causes.push({ ...cause, evidence: [] })
  }
  for (const cause of live ? causes : []) {
    await wait()
    cause.evidence = [
      {
        verdict: 'confirmed',
        text: sentence('goproxy.cn answers 502 to the same question now (84 ms)'),
        failure: null,
      },
      { verdict: 'noted', text: sentence('proxy.golang.org answers fastest (42 ms)'), failure: null },
    ]
    cause.fixes = cause.fixes.map((fix, index) =>
      index === 0 ? { ...fix, plan: { kind: 'set-env', values: { GOPROXY: 'https://proxy.golang.org,direct' } } } : fix,
    )
    yield { kind: 'evidence', key: cause.key, evidence: cause.evidence, fixes: cause.fixes }
  }
  const next = causes.length > 0 ? [] : [sentence('Paste the whole output, from the command on.')]
  return { causes, read, cut, next }
}
