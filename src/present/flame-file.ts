import { safeText } from '../kit/safe-text.ts';

/** What `prof flame -o FILE --json` prints. */
export interface FlameFileDocument {
  readonly schema: 'prof.flame.v1';
  readonly profiles: readonly string[];
  readonly base: readonly string[];
  readonly path: string;
  readonly format: 'html' | 'svg';
  readonly sizeBytes: number;
}

interface Written {
  readonly path: string;
  readonly sizeBytes: number;
}

export function flameFileDocument(
  { path, sizeBytes }: Written,
  format: FlameFileDocument['format'],
  { names, baseNames }: { readonly names: readonly string[]; readonly baseNames: readonly string[] },
): FlameFileDocument {
  return { schema: 'prof.flame.v1', profiles: names, base: baseNames, path, format, sizeBytes };
}

/** The path, as `prof get` and `prof convert` say it. */
export const flameFileText = ({ path }: FlameFileDocument): string => `${safeText(path)}\n`;
