import type { AppliedSetting, Config } from '../config/load-config.ts';
import type { TrustResult } from '../config/trust.ts';
import { safeText } from '../kit/safe-text.ts';
import { paint } from './paint.ts';

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

/** Each setting, its value, and where it came from; defaults are dimmed. */
export function configText(config: Config, color: boolean): string {
  const shown = config.applied.map(({ value }) => safeText(String(value)));
  const keyWidth = Math.max(...config.applied.map(({ key }) => key.length));
  const valueWidth = Math.max(...shown.map((value) => value.length));
  const lines = config.applied.map(({ key, source, origin }, row) => {
    const from = origin === '' ? source : `${source}: ${safeText(origin)}`;
    const line = `${key.padEnd(keyWidth)}  ${shown[row]!.padEnd(valueWidth)}  ${from}`;
    return paint(line, 'dim', color && source === 'default');
  });
  if (config.production) lines.push('this store is marked as production');
  if (config.readOnly) lines.push('this store is marked as read-only');
  if (config.files.length === 0) lines.push('no configuration files');
  return `${lines.join('\n')}\n`;
}

export function trustText({ folder, trusted, changed }: TrustResult): string {
  const state = trusted ? 'trusted' : 'not trusted';
  return `${safeText(folder)} is ${state}${changed ? '' : ', as before'}\n`;
}
