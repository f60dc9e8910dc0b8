import { readFileSync } from 'node:fs';
import { ROOT } from './run-prof.ts';

interface DocumentedField {
  readonly types: readonly string[];
  readonly isOptional: boolean;
}

export type DocumentedSchema = ReadonlyMap<string, DocumentedField>;

/** The tables of docs/json.md: schema name to field path to type. */
export function documentedSchemas(): ReadonlyMap<string, DocumentedSchema> {
  const schemas = new Map<string, Map<string, DocumentedField>>();
  let current: Map<string, DocumentedField> | undefined;
  for (const line of readFileSync(`${ROOT}docs/json.md`, 'utf8').split('\n')) {
    const heading = /^## (prof\.\S+)$/.exec(line)?.[1];
    if (heading !== undefined) {
      current = new Map();
      schemas.set(heading, current);
    }
    const row = /^\| ([^|]+) \| ([^|]+) \|/.exec(line);
    if (row === null || current === undefined || row[1] === 'field' || row[1]!.startsWith('-')) continue;
    const path = row[1]!.trim();
    current.set(path.replace('?', ''), {
      types: row[2]!.trim().split(' or '),
      isOptional: path.includes('?'),
    });
  }
  return schemas;
}

/** What a document says that its schema does not, and what it leaves out; empty when they agree. */
export function disagreements(document: unknown, schema: DocumentedSchema): string[] {
  const found: string[] = [];
  compare(document, '', schema, found);
  return [...new Set(found)];
}

function compare(value: unknown, path: string, schema: DocumentedSchema, found: string[]): void {
  const field = schema.get(path);
  if (path !== '' && path !== 'schema') {
    if (field !== undefined && !field.types.some((type) => isOf(type, value))) {
      found.push(`${path}: ${JSON.stringify(value)} is not ${field.types.join(' or ')}`);
    }
    if (field === undefined && !hasBelow(schema, path)) found.push(`${path}: not documented`);
  }
  if (field !== undefined && (field.types.includes('map') || field.types.includes('any'))) return;
  if (field?.types[0] === 'object' && !hasBelow(schema, path)) return;
  if (Array.isArray(value)) {
    for (const each of value) compare(each, `${path}[]`, schema, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      compare(each, path === '' ? key : `${path}.${key}`, schema, found);
    }
    for (const missing of directlyBelow(schema, path)) {
      if (!(missing in value)) found.push(`${path}: has no ${missing}`);
    }
  }
}

function hasBelow(schema: DocumentedSchema, path: string): boolean {
  return [...schema.keys()].some((each) => each.startsWith(`${path}.`) || each.startsWith(`${path}[]`));
}

/** Names of the fields that an object at this path must have. */
function directlyBelow(schema: DocumentedSchema, path: string): string[] {
  const prefix = path === '' ? '' : `${path}.`;
  const names: string[] = [];
  for (const [each, { isOptional }] of schema) {
    if (isOptional || !each.startsWith(prefix)) continue;
    names.push(/^\w+/.exec(each.slice(prefix.length))![0]);
  }
  return names;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'integer':
      return Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{16,}$/.test(value));
    case 'number':
      return typeof value === 'number';
    case 'time':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
    case 'hex':
      return typeof value === 'string' && /^0x[0-9a-f]+$/.test(value);
    case 'map':
      return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
    case 'object':
      return isObject(value);
    case 'any':
      return true;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
