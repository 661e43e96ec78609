import { z } from 'zod'
import { base } from './base'

/** The diagnostic report, redacted: what would be shared, word for word. */
export const diagnosticReport = z.object({
  markdown: z.string(),
  /** The same as one JSON document. */
  json: z.string(),
})
export type DiagnosticReport = z.infer<typeof diagnosticReport>

export const reportContract = {
  /** Gathers the report and writes nothing. It is sent nowhere. */
  preview: base.output(diagnosticReport),
  /** Writes a Markdown and a JSON file, mode 0600, into a folder (null: the home folder); returns their paths. */
  write: base.input(z.object({ directory: z.string().nullable() })).output(z.object({ paths: z.array(z.string()) })),
}
