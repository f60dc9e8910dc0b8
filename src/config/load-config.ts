import { didYouMean } from '../kit/did-you-mean.ts';
import { ProfError } from '../kit/errors.ts';
import type { ConfigFiles } from '../ports/config-files.ts';
import type { S3Settings } from '../ports/s3-settings.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../profile/limits.ts';
import { appliedDiff, type DiffLayer, diffLayers, ownOf } from './applied-diff.ts';
import { readFileLayers } from './file-layers.ts';
import { folderOf, type PathEnvironment } from './folders.ts';
import { flagLayer, type Layer, type LayerSource, variableLayer } from './layers.ts';
import type { ColorChoice, EnvironmentSettings } from './settings.ts';
import { type StoreFlags, storeSettings } from './store-settings.ts';
import { defaultStoreUrl, isSameS3, normalizeStoreUrl } from './store-url.ts';

/** One setting as it applies, and who said so. */
export interface AppliedSetting {
  readonly key: string;
  readonly value: string | number | boolean;
  readonly source: LayerSource | 'default';
  /** `--store`, `PROF_STORE`, `/home/me/.config/prof/config.yaml:3`, or empty for a default. */
  readonly origin: string;
}

/** What applies to this run. */
export interface Config {
  /** `file:/absolute/folder` or `s3://bucket/prefix`. */
  readonly storeUrl: string;
  /** How an S3 store is reached. */
  readonly s3: S3Settings;
  /** The service of what other programs wrote to the store, under keys that name none. */
  readonly foreignService?: string | undefined;
  /** The named environment in use, if any. */
  readonly environment?: string;
  /** Where the environment in use has its pods. */
  readonly cluster: Pick<EnvironmentSettings, 'context' | 'namespace'>;
  /** Environments that ask for care, whether they are in use or not. */
  readonly markedEnvironments: readonly MarkedEnvironment[];
  /** The store is one that an environment marks as production, however it was chosen. */
  readonly production: boolean;
  /** Nothing may be written to the store. */
  readonly readOnly: boolean;
  readonly color: ColorChoice;
  /** The command that shows long output on a terminal; empty: none. */
  readonly pager: string;
  /** Names of the environments that can be used. */
  readonly environments: readonly string[];
  /** By `context.command` of the dashboard the keys that it has in place of its own. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** All of them, the defaults included. */
  readonly limits: DecodeLimits;
  /** What each file says about comparisons, the weakest first. */
  readonly diff: readonly DiffLayer[];
  /** Everything above, with its origin, in a fixed order. */
  readonly applied: readonly AppliedSetting[];
  /** The files that were read, the stronger first. */
  readonly files: readonly string[];
}

/** An environment that is marked as production, or that is only read. */
export interface MarkedEnvironment extends Pick<EnvironmentSettings, 'context' | 'production' | 'readOnly'> {
  readonly name: string;
}

export interface LoadConfigOptions {
  readonly flags: {
    readonly store?: string | undefined;
    readonly env?: string | undefined;
    readonly limit?: readonly string[] | undefined;
  } & StoreFlags;
}

export interface LoadConfigDeps {
  readonly paths: PathEnvironment;
  readonly files: ConfigFiles;
}

/**
 * Flags over environment variables over the project's file over the user's file. Within one of these a store that is
 * named counts before the store of an environment that is named.
 * @throws ProfError USAGE for a bad flag, CONFIG_INVALID for a bad variable or file, with its line.
 */
export async function loadConfig(options: LoadConfigOptions, deps: LoadConfigDeps): Promise<Config> {
  const { paths } = deps;
  const fileLayers = await readFileLayers(deps);
  const layers = [flagLayer(options.flags), variableLayer(paths.env), ...fileLayers];
  const environments = mergeEnvironments(fileLayers);
  const environment = firstOf(layers, 'env');
  if (environment) checkEnvironment(environment, environments);
  const store = applyStore(layers, environments, paths);
  const color = firstOf(layers, 'color') ?? { key: 'color', value: 'auto', source: 'default', origin: '' };
  const pager = firstOf(layers, 'pager') ?? defaultPager(paths.env);
  const limits = Object.entries(DEFAULT_LIMITS).map(([name, value]) => applyLimit(layers, name, value));
  const { production, readOnly } = await marksOf(
    store.value as string,
    environment?.value,
    environments,
    deps.files,
  );
  const diff = diffLayers(fileLayers);
  const inUse = environment && ownOf(environments, String(environment.value));
  return {
    storeUrl: store.value as string,
    ...storeSettings(options.flags, inUse),
    cluster: clusterOf(inUse),
    markedEnvironments: markedOf(environments),
    ...(environment === undefined ? {} : { environment: environment.value as string }),
    production,
    readOnly,
    color: color.value as ColorChoice,
    pager: pager.value as string,
    environments: Object.keys(environments),
    keys: Object.assign({}, ...[...fileLayers].reverse().map(({ settings }) => settings.keys ?? {})),
    limits: Object.fromEntries(
      limits.map(({ key, value }) => [key.replace('limits.', ''), value]),
    ) as unknown as DecodeLimits,
    diff,
    applied: [store, ...(environment ? [environment] : []), color, pager, ...limits, ...appliedDiff(diff)],
    files: fileLayers.map(({ file }) => file),
  };
}

function clusterOf({ context, namespace }: EnvironmentSettings = {}): Config['cluster'] {
  return {
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

const markedOf = (environments: Environments): MarkedEnvironment[] =>
  Object.entries(environments)
    .filter(([, { production, readOnly }]) => production === true || readOnly === true)
    .map(([name, { context, production = false, readOnly = false }]) => ({
      name,
      production,
      readOnly,
      ...(context === undefined ? {} : { context }),
    }));

type Environments = Readonly<Record<string, EnvironmentSettings>>;

/** By name; the project's (if it may say so) before the user's. */
function mergeEnvironments(fileLayers: readonly Layer[]): Environments {
  return Object.assign({}, ...[...fileLayers].reverse().map(({ settings }) => settings.environments ?? {}));
}

function firstOf(layers: readonly Layer[], key: 'env' | 'color' | 'pager'): AppliedSetting | undefined {
  for (const { settings, source, originOf } of layers) {
    const value = settings[key];
    if (value !== undefined) return { key, value, source, origin: originOf(key) };
  }
  return undefined;
}

/** As for git: PAGER, which may be empty for none, else less. */
function defaultPager(env: PathEnvironment['env']): AppliedSetting {
  return env.PAGER === undefined
    ? { key: 'pager', value: 'less', source: 'default', origin: '' }
    : { key: 'pager', value: env.PAGER.trim(), source: 'environment', origin: 'PAGER' };
}

function checkEnvironment({ value, source, origin }: AppliedSetting, environments: Environments): void {
  const name = String(value);
  if (Object.hasOwn(environments, name)) return;
  const near = didYouMean(name, Object.keys(environments));
  const known = Object.keys(environments).join(', ') || 'none';
  const where = source === 'flag' ? '' : `${origin}: `;
  throw new ProfError(
    source === 'flag' ? 'USAGE' : 'CONFIG_INVALID',
    `${where}no environment ${name} is configured`,
    {
      hints: [near === undefined ? `configured: ${known}` : `did you mean ${near}?`, 'see prof config'],
    },
  );
}

function applyStore(
  layers: readonly Layer[],
  environments: Environments,
  paths: PathEnvironment,
): AppliedSetting {
  for (const { settings, source, originOf } of layers) {
    const viaEnvironment = settings.env === undefined ? undefined : environments[settings.env]?.store;
    const text = settings.store ?? viaEnvironment;
    if (text === undefined) continue;
    const origin =
      settings.store === undefined ? `${originOf('env')} (environment ${settings.env})` : originOf('store');
    return { key: 'store', value: normalizeStoreUrl(text, paths), source, origin };
  }
  return { key: 'store', value: defaultStoreUrl(paths), source: 'default', origin: '' };
}

function applyLimit(layers: readonly Layer[], name: string, fallback: number): AppliedSetting {
  const key = `limits.${name}`;
  for (const { settings, source, originOf } of layers) {
    const value = settings.limits?.[name];
    if (value !== undefined) return { key, value, source, origin: originOf(key) };
  }
  return { key, value: fallback, source: 'default', origin: '' };
}

/** By the store in the end, not by the name that led to it: `--store` does not get around `production`. */
async function marksOf(storeUrl: string, chosen: unknown, environments: Environments, files: ConfigFiles) {
  const marks = { production: false, readOnly: false };
  for (const [name, { store, production, readOnly }] of Object.entries(environments)) {
    if (production !== true && readOnly !== true) continue;
    // One without a store (a cluster's) concerns whoever chose it by name.
    const isConcerned = store === undefined ? name === chosen : await isSameStore(store, storeUrl, files);
    if (!isConcerned) continue;
    marks.production ||= production === true;
    marks.readOnly ||= readOnly === true;
  }
  return marks;
}

async function isSameStore(left: string, right: string, files: ConfigFiles): Promise<boolean> {
  if (left.startsWith('s3:') || right.startsWith('s3:')) return isSameS3(left, right);
  return left === right || (await realStore(left, files)) === (await realStore(right, files));
}

/** The store's folder without symbolic links; what of it does not exist yet stays as it is written. */
async function realStore(url: string, files: ConfigFiles): Promise<string> {
  const path = url.slice('file:'.length);
  for (let above = path; above !== '/'; above = folderOf(above)) {
    // A folder that may not be looked into is no reason to refuse to start.
    const real = await files.realPath(above).catch(() => above);
    if (real !== above) return `${real}${path.slice(above.length)}`;
  }
  return path;
}
