/** The recorded damaged profiles and what the reference says of them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { applyEdit } from './mutate.ts';

export const MUTANTS_FILE = fileURLToPath(
  new URL('../../fixtures/profiles/mutants/mutants.json', import.meta.url),
);

/** What `pprof -raw -symbolize=none` says of a file, in the zone UTC. */
export interface Verdict {
  /** Why it was refused, without the file's name. */
  readonly error?: string;
  /** SHA-256 of what it printed, the first 16 digits. */
  readonly raw?: string;
}

export interface MutantRecord extends Verdict {
  readonly base: string;
  /** Done in order: offset, bytes removed, bytes inserted as hex digits. */
  readonly edits: readonly (readonly [number, number, string])[];
}

interface Recorded {
  readonly bases: Readonly<Record<string, string>>;
  readonly mutants: readonly MutantRecord[];
}

export function readMutants(): readonly (MutantRecord & { readonly bytes: Uint8Array })[] {
  const recorded = JSON.parse(readFileSync(MUTANTS_FILE, 'utf8')) as Recorded;
  return recorded.mutants.map((record) => ({
    ...record,
    bytes: editAll(Buffer.from(recorded.bases[record.base]!, 'base64'), record),
  }));
}

export function editAll(base: Uint8Array, { edits }: Pick<MutantRecord, 'edits'>): Uint8Array {
  return edits.reduce(
    (bytes, [at, removed, hex]) => applyEdit(bytes, { at, removed, inserted: Buffer.from(hex, 'hex') }),
    base,
  );
}
