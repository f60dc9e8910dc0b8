import { readFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse, type YAMLError } from 'yaml';
import { ProfError } from '../../kit/errors.ts';

/** A kubeconfig as it is written; https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export interface KubeconfigFile {
  readonly clusters: readonly NamedEntry<'cluster'>[];
  readonly users: readonly NamedEntry<'user'>[];
  readonly contexts: readonly NamedEntry<'context'>[];
  readonly 'current-context': string;
}

export type Section = Readonly<Record<string, unknown>>;

type NamedEntry<Key extends string> = { readonly name: string } & { readonly [K in Key]: Section };

export interface KubeconfigPlace {
  /** `--kubeconfig`: this file, which must be there. */
  readonly flag: string | undefined;
  /** The KUBECONFIG variable. */
  readonly variable: string | undefined;
  readonly homeFolder: string;
}

const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Colons, commas and ends of lines: what takes the parser time. A thousand clusters have some 40,000. */
const MAX_MARKS = 200_000;
const MAX_ALIASES = 100;
/** Files that settings name, which are relative to the file that names them. */
const CLUSTER_PATHS = ['certificate-authority'];
const USER_PATHS = ['client-certificate', 'client-key', 'tokenFile'];

/**
 * The files that kubectl would read, merged by its rules: of entries with one name, and of the current context, the
 * first file's counts; files of the list that are not there are passed over.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @returns undefined where there is no file at all.
 * @throws ProfError CONFIG_INVALID (no YAML, not a kubeconfig), NOT_FOUND (the file of the flag), NOT_ALLOWED.
 */
export async function readKubeconfig(place: KubeconfigPlace): Promise<KubeconfigFile | undefined> {
  const paths = pathsOf(place);
  const found: KubeconfigFile[] = [];
  for (const path of paths) {
    const text = await readText(path, place.flag !== undefined);
    if (text !== undefined) found.push(parseKubeconfig(text, path));
  }
  if (found.length === 0) return undefined;
  return {
    clusters: firstOfEachName(found.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(found.flatMap(({ users }) => users)),
    contexts: firstOfEachName(found.flatMap(({ contexts }) => contexts)),
    'current-context': found.map((file) => file['current-context']).find((name) => name !== '') ?? '',
  };
}

function pathsOf({ flag, variable, homeFolder }: KubeconfigPlace): string[] {
  if (flag !== undefined) return [resolve(flag)];
  const listed = (variable ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? listed.map((path) => resolve(path)) : [join(homeFolder, '.kube', 'config')];
}

async function readText(path: string, isRequired: boolean): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= MAX_FILE_BYTES) return bytes.toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      if (!isRequired) return undefined;
      throw new ProfError('NOT_FOUND', `no kubeconfig at ${path}`, {
        hints: ['without --kubeconfig it is the KUBECONFIG variable, else ~/.kube/config'],
        details: { path },
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new ProfError('NOT_ALLOWED', `the kubeconfig ${path} may not be read`, {
        hints: [`ls -l ${path} shows whose it is; it should be yours, with mode 600`],
        details: { path },
        cause: error,
      });
    }
    throw invalid(path, code === 'EISDIR' ? 'it is a folder' : (error as Error).message);
  }
  throw invalid(path, `it is longer than ${MAX_FILE_BYTES / 1024 / 1024} MiB`);
}

/** @throws ProfError CONFIG_INVALID. Never quotes the file, which holds secrets. */
export function parseKubeconfig(text: string, path: string): KubeconfigFile {
  const document = parseYaml(text, path);
  if (document === null || document === undefined) return EMPTY;
  if (!isSection(document)) throw invalid(path, 'it holds no kubeconfig, but a list or a single value');
  const folder = dirname(path);
  const current = document['current-context'];
  return {
    clusters: entriesOf(document, 'clusters', 'cluster', path).map((entry) => ({
      ...entry,
      cluster: withAbsolutePaths(entry.cluster, CLUSTER_PATHS, folder),
    })),
    users: entriesOf(document, 'users', 'user', path).map((entry) => ({
      ...entry,
      user: withExecPath(withAbsolutePaths(entry.user, USER_PATHS, folder), folder),
    })),
    contexts: entriesOf(document, 'contexts', 'context', path),
    'current-context': typeof current === 'string' ? current : '',
  };
}

const EMPTY: KubeconfigFile = { clusters: [], users: [], contexts: [], 'current-context': '' };

function parseYaml(text: string, path: string): unknown {
  try {
    // Most that is large is JSON, and read in no time.
    if (text.startsWith('{')) return JSON.parse(text);
  } catch {
    // YAML has braces, too.
  }
  const marks = text.match(/[:,\n]/g)?.length ?? 0;
  if (marks > MAX_MARKS) throw invalid(path, 'it has more entries than a kubeconfig has');
  try {
    return parse(text, { maxAliasCount: MAX_ALIASES, logLevel: 'error' });
  } catch (error) {
    const { message, linePos = [] } = error as YAMLError;
    if (/call stack/.test(message)) throw invalid(path, 'it is nested too deep');
    if (/multiple documents/.test(message)) throw invalid(path, 'it holds several documents');
    if (/alias count/.test(message))
      throw invalid(path, `it repeats itself by more than ${MAX_ALIASES} aliases`);
    const [start] = linePos;
    const where = start === undefined ? '' : ` at line ${start.line}, column ${start.col}`;
    // What the parser quotes may be a secret.
    const why = message.split('\n', 1)[0]!.replace(/ at line \d+, column \d+:?$/, '');
    throw invalid(path, `it is no YAML${where}${why.includes('"') ? '' : `: ${why}`}`);
  }
}

function entriesOf<Key extends string>(
  document: Section,
  list: string,
  key: Key,
  path: string,
): NamedEntry<Key>[] {
  const entries = document[list] ?? [];
  if (!Array.isArray(entries)) throw invalid(path, `${list} is no list`);
  return entries.map((entry: unknown, index) => {
    if (!isSection(entry) || typeof entry.name !== 'string' || entry.name === '') {
      throw invalid(path, `${list}[${index}] has no name`);
    }
    const section = entry[key] ?? {};
    if (!isSection(section)) throw invalid(path, `${list}[${index}].${key} is no mapping`);
    return { name: entry.name, [key]: section } as NamedEntry<Key>;
  });
}

function withAbsolutePaths(section: Section, keys: readonly string[], folder: string): Section {
  const absolute = keys.flatMap((key) => {
    const value = section[key];
    const isRelative = typeof value === 'string' && value !== '' && !isAbsolute(value);
    return isRelative ? [[key, join(folder, value)] as const] : [];
  });
  return { ...section, ...Object.fromEntries(absolute) };
}

/** A plugin named by a path is relative to the file, too; a bare name is looked for in PATH. */
function withExecPath(user: Section, folder: string): Section {
  const { exec } = user;
  if (!isSection(exec) || typeof exec.command !== 'string') return user;
  const isPath = exec.command.includes('/') && !isAbsolute(exec.command);
  return isPath ? { ...user, exec: { ...exec, command: join(folder, exec.command) } } : user;
}

function firstOfEachName<Entry extends { readonly name: string }>(entries: readonly Entry[]): Entry[] {
  const byName = new Map<string, Entry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return [...byName.values()];
}

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function invalid(path: string, why: string): ProfError {
  return new ProfError('CONFIG_INVALID', `${path}: ${why}`, {
    hints: ['kubectl config view shows what kubectl reads; --kubeconfig FILE names another'],
    details: { path },
  });
}
