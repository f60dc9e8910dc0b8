import type { AppliedSetting, Config } from '../config/load-config.ts';
import type { TrustResult } from '../config/trust.ts';
import { safeText } from '../kit/safe-text.ts';

/** `prof.config.v1` */
export interface ConfigDocument {
  readonly schema: 'prof.config.v1';
  /** The marks of the store that is used. */
  readonly production: boolean;
  readonly readOnly: boolean;
  readonly settings: readonly AppliedSetting[];
  /** The configuration files that were read, the stronger first. */
  readonly files: readonly string[];
}

export function configDocument(config: Config): ConfigDocument {
  const { applied, files, production, readOnly } = config;
  return { schema: 'prof.config.v1', production, readOnly, settings: applied, files };
}

/** Each setting, its value, and where it came from. */
export function configText(config: Config): string {
  const rows = config.applied.map(({ key, value, source, origin }) => [
    key,
    safeText(String(value)),
    origin === '' ? source : `${source}: ${safeText(origin)}`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    ([key, value, from]) => `${key!.padEnd(widths[0]!)}  ${value!.padEnd(widths[1]!)}  ${from}`,
  );
  if (config.production) lines.push('this store is marked as production');
  if (config.readOnly) lines.push('this store is marked as read-only');
  if (config.files.length === 0) lines.push('no configuration files');
  return `${lines.join('\n')}\n`;
}

export function trustText({ folder, trusted, changed }: TrustResult): string {
  const state = trusted ? 'trusted' : 'not trusted';
  return `${safeText(folder)} is ${state}${changed ? '' : ', as before'}\n`;
}
