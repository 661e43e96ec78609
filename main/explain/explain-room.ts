import type { Evidence, ExplainCause, Explained, ExplainStep } from '../../preload/contract/explain'
import { text } from '../../preload/contract/text'
import { secretsOf, throwIfCancelled } from '../kit'
import { type LookParts, type LookWorld, lookAt } from './looks'
import { type Finding, recognise } from './recognise'
import { settleFixes, unsettled } from './settle-fixes'

export interface Explain {
  /**
   * Finds the causes in the output of go, of a shell or of a CI job, and looks what is to be seen of them here. Of a long
   * text the last MiB is read. Yields each cause at once, then the evidence as it comes. `live` false looks at nothing.
   * Only the user's own module proxies and the public ones that are known are asked, and the checksum database where
   * go would ask it; nothing of the text is kept or logged.
   *
   * @throws CANCELLED
   */
  read(
    request: { readonly text: string; readonly live: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<ExplainStep, Explained>
}

/** Builds the room: recognises causes in error messages, proves them where it can, and says what helps. */
export function createExplain(world: LookWorld, parts: LookParts): Explain {
  return { read: (request, signal) => read(request, { world, parts, signal }) }
}

async function* read(
  request: { readonly text: string; readonly live: boolean },
  asking: { readonly world: LookWorld; readonly parts: LookParts; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ExplainStep, Explained> {
  throwIfCancelled(asking.signal)
  const { findings, read: count, cut } = recognise(request.text, secretsOf(asking.world.env))
  const causes = new Map(findings.map((finding) => [finding.key, causeOf(finding)]))
  for (const cause of causes.values()) yield { kind: 'cause', cause }
  const evidence = new Map<string, readonly Evidence[]>()
  for (const finding of request.live ? findings : []) {
    const seen = await lookAt(finding.looks, asking)
    const fixes = await settleFixes(finding.fixes, seen, asking.world, asking.parts)
    evidence.set(finding.key, seen.evidence)
    const known = causes.get(finding.key)
    if (known) causes.set(finding.key, { ...known, fixes })
    yield { kind: 'evidence', key: finding.key, evidence: [...seen.evidence], fixes }
  }
  return {
    causes: [...causes.values()].map((cause) => ({ ...cause, evidence: [...(evidence.get(cause.key) ?? [])] })),
    read: count,
    cut,
    next:
      causes.size > 0 ? [] : [text('explain.next.whole'), text('explain.next.verbose'), text('explain.next.status')],
  }
}

function causeOf({ key, id, lines, count, what, why, fixes }: Finding): ExplainCause {
  return { key, id, lines: [...lines], count, what, why, fixes: unsettled(fixes) }
}
