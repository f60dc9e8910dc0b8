import { wrongValue } from '../json-document.ts';

/** Which profile of the file is being read. */
export interface ProfilePlace {
  readonly path: string;
  readonly frameCount: number;
}

/** @throws ProfError BAD_PROFILE for what is no index into shared.frames. */
export function frameAt(value: unknown, { path, frameCount }: ProfilePlace, keyOf: () => string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < frameCount) {
    return value as number;
  }
  throw wrongValue(`${path}.${keyOf()}`, 'is no index of a frame in shared.frames');
}

/** @throws ProfError BAD_PROFILE */
export function timeAt(value: unknown, { path }: ProfilePlace, keyOf: () => string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongValue(`${path}.${keyOf()}`, 'is not a number');
}
