import { ProfError } from '../kit/errors.ts';
import { dataFolder, type PathEnvironment } from './folders.ts';
import { normalizeStoreUrl } from './store-url.ts';

/** Where a setting came from, in order of precedence. */
export type SettingSource = 'flag' | 'environment' | 'project file' | 'user file' | 'default';

/** What applies to this run. */
export interface Config {
  /** `file:/absolute/folder`, `s3://…`. */
  readonly storeUrl: string;
  /** The named environment in use, if any. */
  readonly environment?: string;
  /** Resource limits that differ from the defaults, by their names in profile/limits.ts. */
  readonly limits: Readonly<Record<string, number>>;
}

export interface LoadConfigOptions {
  readonly flags: {
    readonly store?: string | undefined;
    readonly env?: string | undefined;
    readonly limit?: readonly string[] | undefined;
  };
}

export interface LoadConfigDeps {
  readonly paths: PathEnvironment;
}

/**
 * Flags over environment over project file over user file.
 * @throws ProfError USAGE for a bad flag, CONFIG_INVALID for a bad file or variable.
 */
export async function loadConfig(options: LoadConfigOptions, deps: LoadConfigDeps): Promise<Config> {
  const { paths } = deps;
  const store = options.flags.store ?? paths.env.PROF_STORE ?? `${dataFolder(paths)}/store`;
  const environment = options.flags.env ?? paths.env.PROF_ENV;
  const limits: Record<string, number> = {};
  for (const text of options.flags.limit ?? []) {
    const [name = '', value = ''] = text.split('=', 2);
    if (!/^\d+$/.test(value)) throw new ProfError('USAGE', `--limit wants NAME=VALUE, not ${text}`);
    limits[name] = Number(value);
  }
  return {
    storeUrl: normalizeStoreUrl(store, paths),
    ...(environment === undefined ? {} : { environment }),
    limits,
  };
}
