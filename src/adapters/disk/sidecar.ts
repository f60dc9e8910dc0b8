import { ProfError } from '../../kit/errors.ts';

export type Metadata = Readonly<Record<string, string>>;

const SCHEMA = 'prof.metadata.v1';

/** The content of a sidecar file. */
export function formatSidecar(metadata: Metadata): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ schema: SCHEMA, metadata }, null, 1)}\n`);
}

/** @throws ProfError BAD_DATA if the content is no sidecar's. */
export function parseSidecar(bytes: Uint8Array, path: string): Metadata {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    found = undefined;
  }
  const metadata = isRecord(found) ? found.metadata : undefined;
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
