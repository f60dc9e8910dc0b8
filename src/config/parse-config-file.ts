import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { ProfError } from '../kit/errors.ts';
import { shellQuote } from '../kit/shell-quote.ts';
import { DEFAULT_LIMITS } from '../profile/limits.ts';
import { checkDiffKey, diffField, IGNORE_FIELDS, textsValue } from './diff-settings.ts';
import { folderOf, type PathEnvironment } from './folders.ts';
import { checkKey, SettingError } from './setting-error.ts';
import {
  checkEnvironmentName,
  colorValue,
  environmentField,
  keysValue,
  limitValue,
  pagerValue,
  SETTINGS,
  type SettingKey,
  type Settings,
  textValue,
} from './settings.ts';
import { normalizeStoreUrl } from './store-url.ts';

export interface ConfigFile {
  readonly path: string;
  readonly settings: Settings;
  /** Line of each key, dotted: `environments.prod.store` → 7. */
  readonly lines: Readonly<Record<string, number>>;
}

export interface ParseConfigOptions {
  readonly path: string;
  /** Stores in the file are relative to its folder. */
  readonly paths: PathEnvironment;
  readonly text: string;
  /** A project's file that was not trusted: keys that could do harm are refused. */
  readonly isFromStranger: boolean;
}

/**
 * A configuration file (YAML) as settings, each remembered with its line.
 * @throws ProfError CONFIG_INVALID as `path:line: what is wrong`.
 */
export function parseConfigFile(options: ParseConfigOptions): ConfigFile {
  const lineCounter = new LineCounter();
  const document = parseYaml(options, lineCounter);
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw invalid(options.path, line, 'a second document begins; one is all that is read');
  }
  if (error) throw invalid(options.path, lineCounter.linePos(error.pos[0]).line, firstLine(error.message));
  return new FileReader(options, lineCounter).read(document);
}

function parseYaml({ path, text }: ParseConfigOptions, lineCounter: LineCounter): Document.Parsed {
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  // The library reports its own recursion among the errors of the text.
  if (document.errors.some(({ message }) => /call stack/.test(message))) {
    throw invalid(path, 1, 'nested too deeply');
  }
  return document;
}

/** Keys are a stranger's words: `__proto__` is one like any other. */
function emptyRecord<T>(): Record<string, T> {
  return Object.create(null);
}

interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly valueNode: Node | null;
}

class FileReader {
  readonly #options: ParseConfigOptions;
  readonly #lineCounter: LineCounter;
  readonly #lines = emptyRecord<number>();

  constructor(options: ParseConfigOptions, lineCounter: LineCounter) {
    this.#options = options;
    this.#lineCounter = lineCounter;
  }

  read(document: Document.Parsed): ConfigFile {
    const { path } = this.#options;
    const settings = emptyRecord<unknown>();
    if (document.contents !== null) {
      for (const entry of this.#entries(document.contents, '')) settings[entry.key] = this.#setting(entry);
    }
    return { path, settings: settings as Settings, lines: this.#lines };
  }

  #setting({ key, value, valueNode }: Entry): unknown {
    return this.#at(key, () => {
      checkKey(key, Object.keys(SETTINGS));
      const { isOpenToProjects } = SETTINGS[key as SettingKey];
      if (this.#options.isFromStranger && !isOpenToProjects) throw this.#refusal(key);
      if (key === 'color') return colorValue(value);
      if (key === 'pager') return pagerValue(value);
      if (key === 'store') return this.#store(value);
      if (key === 'limits') return this.#limits(valueNode);
      if (key === 'diff') return this.#diff(valueNode);
      if (key === 'keys') return this.#keys(valueNode);
      if (key === 'environments') return this.#environments(valueNode);
      return textValue(key, value);
    });
  }

  #limits(node: Node | null): Record<string, number> {
    const known = Object.keys(DEFAULT_LIMITS);
    const limits = emptyRecord<number>();
    for (const { key, value } of this.#entries(node, 'limits')) {
      limits[key] = this.#at(`limits.${key}`, () => limitValue(key, value, known));
    }
    return limits;
  }

  #keys(node: Node | null): Record<string, readonly string[]> {
    const keys = emptyRecord<readonly string[]>();
    for (const { key, value, valueNode } of this.#entries(node, 'keys')) {
      keys[key] = this.#at(`keys.${key}`, () => keysValue(key, listOf(valueNode) ?? value));
    }
    return keys;
  }

  #environments(node: Node | null): Record<string, unknown> {
    const environments = emptyRecord<unknown>();
    for (const { key: name, valueNode } of this.#entries(node, 'environments')) {
      this.#at(`environments.${name}`, () => checkEnvironmentName(name));
      const fields = emptyRecord<unknown>();
      for (const { key, value } of this.#entries(valueNode, `environments.${name}`)) {
        const read = () => (key === 'store' ? this.#store(value) : environmentField(key, value));
        fields[key] = this.#at(`environments.${name}.${key}`, read);
      }
      environments[name] = fields;
    }
    return environments;
  }

  /** `under`: `diff`, or one of its services, which has none of its own. */
  #diff(node: Node | null, under = 'diff'): Record<string, unknown> {
    const fields = emptyRecord<unknown>();
    const others = under === 'diff' ? ['ignore', 'services'] : ['ignore'];
    for (const { key, value, valueNode } of this.#entries(node, under)) {
      const path = `${under}.${key}`;
      this.#at(path, () => checkDiffKey(key, others));
      if (key === 'ignore') Object.assign(fields, this.#ignore(valueNode, path));
      else if (key === 'services') fields[key] = this.#services(valueNode, path);
      else this.#at(path, () => fieldInto(fields, diffField(key, listOf(valueNode) ?? value)));
    }
    return fields;
  }

  #ignore(node: Node | null, under: string): Record<string, unknown> {
    const fields = emptyRecord<unknown>();
    for (const { key, value, valueNode } of this.#entries(node, under)) {
      this.#at(`${under}.${key}`, () => {
        checkKey(key, Object.keys(IGNORE_FIELDS), 'list to ignore');
        fields[IGNORE_FIELDS[key]!] = textsValue(key, listOf(valueNode) ?? value);
      });
    }
    return fields;
  }

  #services(node: Node | null, under: string): Record<string, unknown> {
    const services = emptyRecord<unknown>();
    for (const { key, valueNode } of this.#entries(node, under)) {
      services[key] = this.#diff(valueNode, `${under}.${key}`);
    }
    return services;
  }

  #store(value: unknown): string {
    const { path, paths } = this.#options;
    return normalizeStoreUrl(textValue('store', value), { ...paths, workingFolder: folderOf(path) });
  }

  /** The pairs of a mapping, each with its line noted. */
  #entries(node: Node | null, under: string): Entry[] {
    if (!isMap(node)) {
      const line = under === '' ? 1 : this.#lines[under]!;
      throw invalid(this.#options.path, line, `${under || 'the file'} wants keys and values, one a line`);
    }
    return (node as YAMLMap<Node, Node | null>).items.map((pair) => this.#entry(pair, under));
  }

  #entry({ key: keyNode, value: valueNode }: Pair<Node, Node | null>, under: string): Entry {
    const line = this.#lineCounter.linePos(keyNode.range?.[0] ?? 0).line;
    const { path } = this.#options;
    const key = isScalar(keyNode) ? String(keyNode.value) : '';
    if (key === '') throw invalid(path, line, 'a key is a plain word');
    if (isAlias(valueNode)) throw invalid(path, line, 'aliases are not read here; write the value again');
    this.#lines[under === '' ? key : `${under}.${key}`] = line;
    return { key, valueNode, value: isScalar(valueNode) ? valueNode.value : undefined };
  }

  #at<T>(key: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const isOwn = error instanceof SettingError || (error instanceof ProfError && error.code === 'USAGE');
      throw isOwn ? invalid(this.#options.path, this.#lines[key]!, error.message) : error;
    }
  }

  #refusal(key: string): ProfError {
    const { path } = this.#options;
    return invalid(path, this.#lines[key]!, `a project's file may not set ${key} before it is trusted`, [
      `if you know who wrote it: prof config trust ${shellQuote(folderOf(path))}`,
      `else set it by a flag, by ${SETTINGS[key as SettingKey].variable ?? 'your own configuration'}, or remove the line`,
    ]);
  }
}

/** The scalars of a list; undefined where there is none. Anything else in it is no text. */
function listOf(node: Node | null): unknown[] | undefined {
  return isSeq(node) ? node.items.map((item) => (isScalar(item) ? item.value : undefined)) : undefined;
}

function fieldInto(fields: Record<string, unknown>, [key, value]: readonly [string, unknown]): void {
  fields[key] = value;
}

function invalid(path: string, line: number, message: string, hints: readonly string[] = []): ProfError {
  return new ProfError('CONFIG_INVALID', `${path}:${line}: ${message}`, { hints, details: { path, line } });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
