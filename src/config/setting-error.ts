import { didYouMean } from '../kit/did-you-mean.ts';

/** A value that does not fit; the reader of the file or variable says where it stands. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** @throws SettingError with what would be right. */
export function checkKey(key: string, known: readonly string[], what = 'setting'): void {
  if (known.includes(key)) return;
  const near = didYouMean(key, known);
  throw new SettingError(`unknown ${what} ${key}${near === undefined ? '' : `; did you mean ${near}?`}`);
}
