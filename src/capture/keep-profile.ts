import { ProfError } from '../kit/errors.ts';
import { sha256Hex } from '../kit/sha256.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { DecodeLimits } from '../profile/limits.ts';
import { convertForFile } from '../store/convert-for-file.ts';
import { formatKey, podSuffix } from '../store/keys.ts';
import { storeProfile } from '../store/store-profile.ts';
import { stampComments } from './stamp-comments.ts';
import type { TakenProfile } from './taken-profile.ts';

/** Where profiles go. */
export type CaptureOutput =
  | { readonly kind: 'store' }
  | { readonly kind: 'file'; readonly path: string; readonly overwrite: boolean }
  | { readonly kind: 'folder'; readonly path: string; readonly overwrite: boolean }
  | { readonly kind: 'stream'; readonly write: (bytes: Uint8Array) => Promise<void> };

export interface KeepOptions {
  readonly output: CaptureOutput;
  readonly service: string;
  readonly runMs: number;
  readonly targetsOfService: number;
  /** Where it was taken from, in a cluster. */
  readonly pod?: string;
  /** Facts for the metadata and the comments: `target`, `run`, `git-commit`, … */
  readonly facts: ReadonlyMap<string, string>;
  readonly limits: DecodeLimits;
}

export interface KeepDeps {
  readonly store: () => Promise<BlobStore>;
  readonly files: () => Promise<FileSystem>;
}

export interface KeptProfile {
  readonly place: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Makes a profile durable; when this resolves it is kept whatever comes after. */
export async function keepProfile(
  taken: TakenProfile,
  options: KeepOptions,
  deps: KeepDeps,
): Promise<KeptProfile> {
  const facts = new Map(options.facts);
  if (taken.requestedSeconds !== undefined) facts.set('requested-seconds', String(taken.requestedSeconds));
  if (taken.measuredSeconds !== undefined) facts.set('measured-seconds', seconds(taken.measuredSeconds));
  const bytes = taken.ext === 'pprof' ? stampComments(taken.bytes, facts, options.limits) : taken.bytes;
  const { output } = options;
  if (output.kind === 'store') {
    const { key, sizeBytes, sha256 } = await storeProfile(
      {
        service: options.service,
        type: taken.request.type,
        ext: taken.ext,
        runMs: options.runMs,
        podsInRun: options.targetsOfService,
        pod: options.pod,
        bytes,
        metadata: { ...Object.fromEntries(facts), reason: 'on-demand' },
      },
      { store: await deps.store() },
    );
    return { place: key, sizeBytes, sha256 };
  }
  if (output.kind === 'stream') {
    await output.write(bytes);
    return { place: '-', sizeBytes: bytes.length, sha256: sha256Hex(bytes) };
  }
  return writeFile({ ...taken, bytes }, output, options, await deps.files());
}

function seconds(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

async function writeFile(
  taken: TakenProfile,
  output: Extract<CaptureOutput, { kind: 'file' | 'folder' }>,
  options: KeepOptions,
  files: FileSystem,
): Promise<KeptProfile> {
  const { overwrite } = output;
  const bytes =
    output.kind === 'file'
      ? await convertForFile({ ...taken, type: taken.request.type }, output.path, options.limits)
      : taken.bytes;
  const sha256 = sha256Hex(bytes);
  const paths = output.kind === 'file' ? [output.path] : folderPaths(taken, output.path, options, sha256);
  for (const path of paths) {
    if ((await files.write(path, bytes, { overwrite })) === 'written') {
      return { place: path, sizeBytes: bytes.length, sha256 };
    }
  }
  throw existsError(paths[0]!);
}

/** `checkout-20240115-120000-cpu.pprof`; several targets of one service are told apart as in the store. */
function folderPaths(taken: TakenProfile, folder: string, options: KeepOptions, sha256: string): string[] {
  const parts = { service: options.service, type: taken.request.type, ext: taken.ext, timeMs: options.runMs };
  const suffix = options.pod === undefined ? sha256.slice(0, 6) : podSuffix(options.pod);
  const suffixes = options.targetsOfService > 1 ? [suffix] : [undefined, suffix];
  return suffixes.map((each) => {
    const [, service, name] = formatKey(each === undefined ? parts : { ...parts, suffix: each }).split('/');
    return `${folder.replace(/\/*$/, '')}/${service}-${name}`;
  });
}

export function existsError(path: string): ProfError {
  return new ProfError('USAGE', `${path} exists`, { hints: ['--overwrite replaces it'], details: { path } });
}
