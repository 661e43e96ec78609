import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { base } from './base'
import { planPreview } from './journal'

/** A line of output, as it comes. */
export const outputLine = z.object({ stream: z.enum(['command', 'stdout', 'stderr']), line: z.string() })
export type OutputLine = z.infer<typeof outputLine>

export const modulesContract = {
  /** Suggests a directory for a first module that does not exist yet. */
  suggest: base.output(z.object({ module: z.string(), directory: z.string() })),
  /** Plans go.mod (from `go mod init`) and a main.go that prints hello. The directory must be empty or absent. */
  planNew: base.input(z.object({ module: z.string(), directory: z.string() })).output(planPreview),
  /** Builds and runs the module's main package; yields output lines, returns the exit code. */
  run: base
    .input(z.object({ directory: z.string() }))
    .output(eventIterator(outputLine, z.object({ exitCode: z.number() }))),
}
