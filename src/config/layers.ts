import { ProfError } from '../kit/errors.ts';
import { DEFAULT_LIMITS } from '../profile/limits.ts';
import type { LoadConfigOptions } from './load-config.ts';
import { SettingError } from './setting-error.ts';
import { colorValue, limitValue, pagerValue, SETTINGS, type Settings, textValue } from './settings.ts';

/** Where a setting came from, the strongest first. */
export type LayerSource = 'flag' | 'environment' | 'project file' | 'user file';

/** The settings of one source. */
export interface Layer {
  readonly source: LayerSource;
  readonly settings: Settings;
  /** Where a (dotted) key of this layer stands, for people. */
  originOf(key: string): string;
}

/** @throws ProfError USAGE */
export function flagLayer(flags: LoadConfigOptions['flags']): Layer {
  const { store, env, limit } = flags;
  const limits = inUsage('--limit', () => parseLimits(limit ?? []));
  return {
    source: 'flag',
    settings: {
      ...(store === undefined ? {} : { store: inUsage('--store', () => textValue('it', store)) }),
      ...(env === undefined ? {} : { env: inUsage('--env', () => textValue('it', env)) }),
      ...(limits === undefined ? {} : { limits }),
    },
    originOf: (key) => (key.startsWith('limits.') ? '--limit' : `--${key}`),
  };
}

/** An empty variable counts as not set, but for the pager, where it means none, as in git. @throws ProfError CONFIG_INVALID */
export function variableLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const { PROF_STORE: store, PROF_ENV: name, PROF_COLOR: color, PROF_LIMITS: limitText } = env;
  const pager = env.PROF_PAGER;
  const limits = inVariable('PROF_LIMITS', () => parseLimits(limitText ? limitText.split(',') : []));
  return {
    source: 'environment',
    settings: {
      ...(store ? { store } : {}),
      ...(name ? { env: name } : {}),
      ...(color ? { color: inVariable('PROF_COLOR', () => colorValue(color)) } : {}),
      ...(pager === undefined ? {} : { pager: pagerValue(pager) }),
      ...(limits === undefined ? {} : { limits }),
    },
    originOf: (key) => SETTINGS[key.split('.')[0] as keyof Settings].variable ?? '',
  };
}

function parseLimits(texts: readonly string[]): Record<string, number> | undefined {
  const limits: Record<string, number> = {};
  for (const text of texts) {
    const [, name, value] = /^\s*([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new SettingError(`a limit is NAME=VALUE, not ${text}`);
    limits[name] = limitValue(name, value, Object.keys(DEFAULT_LIMITS));
  }
  return texts.length === 0 ? undefined : limits;
}

function inUsage<T>(flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new ProfError('USAGE', `${flag}: ${error.message}`, {
      hints: flag === '--limit' ? [`limits: ${Object.keys(DEFAULT_LIMITS).join(', ')}`] : [],
    });
  }
}

function inVariable<T>(variable: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new ProfError('CONFIG_INVALID', `${variable}: ${error.message}`, { details: { variable } });
  }
}
