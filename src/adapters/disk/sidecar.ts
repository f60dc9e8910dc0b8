import { ProfError } from '../../kit/errors.ts';

export type Metadata = Readonly<Record<string, string>>;

/** What a sidecar says of the file that a replacement takes the place of. */
export interface ReplacedFile {
  /** `fileVersion` of it. */
  readonly version: string;
  readonly metadata: Metadata;
}

export interface Sidecar {
  readonly metadata: Metadata;
  /** As long as the profile is this very file, this holds in place of `metadata`. */
  readonly replaced?: ReplacedFile | undefined;
}

const SCHEMA = 'prof.metadata.v1';

/** The content of a sidecar file. */
export function formatSidecar({ metadata, replaced }: Sidecar): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ schema: SCHEMA, metadata, replaced }, null, 1)}\n`);
}

/** The metadata of the file with that version. @throws ProfError BAD_DATA if the content is no sidecar's. */
export function parseSidecar(bytes: Uint8Array, path: string, version: string): Metadata {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    found = undefined;
  }
  const sidecar = isRecord(found) ? found : {};
  const { replaced } = sidecar;
  const isReplaced = isRecord(replaced) && replaced.version === version;
  const metadata = isReplaced ? replaced.metadata : sidecar.metadata;
  const entries = isRecord(metadata) ? Object.entries(metadata) : undefined;
  if (!entries?.every(([, value]) => typeof value === 'string')) {
    throw new ProfError('BAD_DATA', `the metadata of a stored profile is damaged: ${path}`, {
      hints: ['remove that file to read the profile without its metadata, unchecked'],
      details: { path },
    });
  }
  return Object.fromEntries(entries) as Metadata;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
