/** What an archive may hold at most. The largest Go release is 132 MB packed, 370 MB and 15,000 files unpacked. */
export interface ArchiveLimits {
  /** Bytes of the archive file itself. */
  readonly archiveBytes: number
  /** Bytes of all files together, as declared; nothing is inflated beyond what is declared. */
  readonly bytes: number
  readonly entries: number
  /** Bytes of one entry's whole name. */
  readonly nameBytes: number
}

/** The limits of Go's own module zips (500 MiB each way), with a bound on count and name length added. */
export const archiveLimits: ArchiveLimits = {
  archiveBytes: 500 * 1024 * 1024,
  bytes: 500 * 1024 * 1024,
  entries: 60_000,
  nameBytes: 400,
}
