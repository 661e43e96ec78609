import { stat } from 'node:fs/promises'
import { arrived, type ExtractTarGzOptions, type ExtractZipOptions, extractTarGz, extractZip } from '../../main/kit'

type OfFile<Options> = Omit<Options, 'archive'> & {
  /** The archive's path. */
  readonly archive: string
}
export type UnzipFileOptions = OfFile<ExtractZipOptions>
export type UntarFileOptions = OfFile<ExtractTarGzOptions>

/** {@link extractZip} for an archive that is there. */
export async function* unzipFile({ archive, ...options }: UnzipFileOptions): ReturnType<typeof extractZip> {
  const arrival = await arrived(archive, (await stat(archive)).size)
  try {
    return yield* extractZip({ ...options, archive: arrival })
  } finally {
    await arrival.close()
  }
}

/** {@link extractTarGz} for an archive that is there. */
export async function* untarFile({ archive, ...options }: UntarFileOptions): ReturnType<typeof extractTarGz> {
  const arrival = await arrived(archive, (await stat(archive)).size)
  try {
    return yield* extractTarGz({ ...options, archive: arrival })
  } finally {
    await arrival.close()
  }
}
