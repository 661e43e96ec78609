import { stat } from 'node:fs/promises'
import {
  type Arrival,
  arrived,
  type ExtractTarGzOptions,
  type ExtractZipOptions,
  extractTarGz,
  extractZip,
} from '../../main/kit'

type OfFile<Options> = Omit<Options, 'archive'> & {
  /** The archive's path. */
  readonly archive: string
}
export type UnzipFileOptions = OfFile<ExtractZipOptions>
export type UntarFileOptions = OfFile<ExtractTarGzOptions>

/** {@link extractZip} for an archive that is there. */
export const unzipFile = ({ archive, ...options }: UnzipFileOptions): ReturnType<typeof extractZip> =>
  ofFile(archive, (arrival) => extractZip({ ...options, archive: arrival }))

/** {@link extractTarGz} for an archive that is there. */
export const untarFile = ({ archive, ...options }: UntarFileOptions): ReturnType<typeof extractTarGz> =>
  ofFile(archive, (arrival) => extractTarGz({ ...options, archive: arrival }))

async function* ofFile<Step, End>(
  path: string,
  extract: (archive: Arrival) => AsyncGenerator<Step, End>,
): AsyncGenerator<Step, End> {
  const arrival = await arrived(path, (await stat(path)).size)
  try {
    return yield* extract(arrival)
  } finally {
    await arrival.close()
  }
}
