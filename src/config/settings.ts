import type { DiffSettings } from './diff-settings.ts';
import { parseSize } from './parse-size.ts';
import { checkKey, SettingError } from './setting-error.ts';

export const COLOR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** One of `environments:`. Context, namespace and database are kept for the commands that reach those. */
export interface EnvironmentSettings {
  readonly store?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly database?: string;
  readonly production?: boolean;
  readonly readOnly?: boolean;
  /** The service of what other programs wrote to the store. */
  readonly foreignService?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly awsProfile?: string;
  readonly noSignRequest?: boolean;
  readonly pathStyle?: boolean;
  readonly conditionalWrites?: boolean;
  readonly sse?: string;
  readonly sseKmsKeyId?: string;
  readonly storageClass?: string;
  readonly expectedBucketOwner?: string;
  readonly requestPayer?: string;
}

/** What a configuration file may say. */
export interface Settings {
  readonly store?: string;
  readonly env?: string;
  readonly color?: ColorChoice;
  /** A command for the user's shell; empty: none. */
  readonly pager?: string;
  readonly limits?: Readonly<Record<string, number>>;
  readonly environments?: Readonly<Record<string, EnvironmentSettings>>;
  readonly diff?: DiffSettings;
  /** By `context.command` of the dashboard the keys that it has. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

export type SettingKey = keyof Settings;

interface SettingRule {
  readonly summary: string;
  /** A project's file is written by strangers: it may set this without having been trusted. */
  readonly isOpenToProjects: boolean;
  /** The environment variable; absent: files only. */
  readonly variable?: string;
}

/** Every key of prof.yaml and config.yaml; docs/configuration.md describes the same. */
export const SETTINGS: Readonly<Record<SettingKey, SettingRule>> = {
  store: { summary: 'where profiles live', isOpenToProjects: false, variable: 'PROF_STORE' },
  env: { summary: 'the environment to use', isOpenToProjects: false, variable: 'PROF_ENV' },
  color: { summary: 'auto, always or never', isOpenToProjects: true, variable: 'PROF_COLOR' },
  pager: {
    summary: 'the command that shows long output on a terminal',
    isOpenToProjects: false,
    variable: 'PROF_PAGER',
  },
  limits: {
    summary: 'resource limits for reading profiles',
    isOpenToProjects: false,
    variable: 'PROF_LIMITS',
  },
  environments: { summary: 'named environments', isOpenToProjects: false },
  diff: { summary: 'rules and floors for comparisons', isOpenToProjects: true },
  keys: { summary: 'keys of the dashboard', isOpenToProjects: false },
};

const ENVIRONMENT_FIELDS: Readonly<Record<keyof EnvironmentSettings, 'text' | 'yes or no'>> = {
  store: 'text',
  context: 'text',
  namespace: 'text',
  database: 'text',
  production: 'yes or no',
  readOnly: 'yes or no',
  foreignService: 'text',
  region: 'text',
  endpointUrl: 'text',
  awsProfile: 'text',
  noSignRequest: 'yes or no',
  pathStyle: 'yes or no',
  conditionalWrites: 'yes or no',
  sse: 'text',
  sseKmsKeyId: 'text',
  storageClass: 'text',
  expectedBucketOwner: 'text',
  requestPayer: 'text',
};

/** @throws SettingError */
export function textValue(key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new SettingError(`${key} wants a text`);
}

/** @throws SettingError */
export function colorValue(value: unknown): ColorChoice {
  const found = COLOR_CHOICES.find((choice) => choice === value);
  if (found) return found;
  throw new SettingError(`color is one of ${COLOR_CHOICES.join(', ')}`);
}

/** A command, or an empty text for none. @throws SettingError */
export function pagerValue(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  throw new SettingError('pager wants a command, or an empty text for none');
}

/** Names of keys: one or a list. @throws SettingError */
export function keysValue(name: string, value: unknown): readonly string[] {
  const keys = Array.isArray(value) ? value : [value];
  if (keys.every((key) => typeof key === 'string' && key !== '')) return keys;
  throw new SettingError(
    `keys.${name} wants the name of a key or a list of names, such as ctrl-f or [j, down]`,
  );
}

/** @throws SettingError */
export function limitValue(name: string, value: unknown, known: readonly string[]): number {
  checkKey(name, known, 'limit');
  const size = typeof value === 'number' || typeof value === 'string' ? parseSize(String(value)) : undefined;
  if (size === undefined) throw new SettingError(`the limit ${name} wants a size such as 2GiB, 20M or 1000`);
  return size;
}

/** @throws SettingError */
export function checkEnvironmentName(name: string): void {
  if (/^[a-z0-9][\w.-]*$/i.test(name)) return;
  throw new SettingError('the name of an environment is letters, digits, dots, dashes and underscores');
}

/** @throws SettingError */
export function environmentField(name: string, value: unknown): string | boolean {
  checkKey(name, Object.keys(ENVIRONMENT_FIELDS), 'setting of an environment');
  if (ENVIRONMENT_FIELDS[name as keyof EnvironmentSettings] === 'text') return textValue(name, value);
  if (typeof value === 'boolean') return value;
  throw new SettingError(`${name} is true or false`);
}
