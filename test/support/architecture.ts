import { dirname, join } from 'node:path/posix';
import ts from 'typescript';

/** Source files of `src/` by their path in it (`store/keys.ts`), with their text. */
export type SourceTree = ReadonlyMap<string, string>;

export interface ArchitectureTable {
  /** Room → what it may import; `type:` in front: only as `import type`. */
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  /** npm package → the rooms that may name it. Packages not listed belong to one adapter each. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** Room → Node's own modules that it may use; absent: any. */
  readonly builtins: Readonly<Record<string, readonly string[]>>;
  /** Room → globals that it must not touch. */
  readonly forbiddenGlobals: Readonly<Record<string, readonly string[]>>;
}

interface Import {
  readonly target: string;
  readonly isType: boolean;
  readonly isDynamic: boolean;
}

interface Source {
  readonly path: string;
  readonly room: string;
  readonly imports: readonly Import[];
  readonly globals: readonly string[];
  readonly hasDefaultClass: boolean;
}

const MAX_LINES = 400;
const DRAWERS = /(^|[/-])(utils?|helpers?|common|types|misc)(\.ts|\/|$)/;

/** Everything in the tree that breaks the table, one line each, in the order of the files. */
export function findViolations(tree: SourceTree, table: ArchitectureTable): string[] {
  const sources = [...tree].map(([path, text]) => readSource(path, text));
  const violations = sources.flatMap((source) => [
    ...checkPlace(source, tree.get(source.path)!, table),
    ...source.imports.flatMap((item) => checkImport(source, item, table)),
    ...(table.forbiddenGlobals[source.room] ?? [])
      .filter((name) => source.globals.includes(name))
      .map((name) => `${source.path}: ${source.room} must not use ${name}`),
  ]);
  return [...violations, ...checkSdks(sources, table), ...findCycles(sources)];
}

function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

function readSource(path: string, text: string): Source {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  const globals = new Set<string>();
  let hasDefaultClass = false;
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) imports.push({ ...found, target: resolveTarget(path, found.target) });
    const name = globalOf(node);
    if (name !== undefined) globals.add(name);
    if (ts.isClassDeclaration(node) && hasModifier(node, ts.SyntaxKind.DefaultKeyword))
      hasDefaultClass = true;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, room: roomOf(path), imports, globals: [...globals], hasDefaultClass };
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    if (!node.moduleSpecifier || !ts.isStringLiteral(node.moduleSpecifier)) return undefined;
    return { target: node.moduleSpecifier.text, isType: isTypeOnly(node), isDynamic: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { target: (node.argument.literal as ts.StringLiteral).text, isType: true, isDynamic: false };
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (!isCall) return undefined;
  const [argument] = node.arguments;
  const target = argument && ts.isStringLiteral(argument) ? argument.text : '(computed)';
  return { target, isType: false, isDynamic: true };
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((item) => item.isTypeOnly)
  );
}

function hasModifier(node: ts.ClassDeclaration, kind: ts.SyntaxKind): boolean {
  return node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

/** `process`, `console`, `Date.now`, `new Date()`, `Math.random`, …: only where they are used as globals. */
function globalOf(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.getText().replace(/\s/g, '') === 'newDate()') return 'new Date()';
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  const isPart =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isTypeReferenceNode(parent);
  if (isPart) return undefined;
  if (ts.isPropertyAccessExpression(parent) && ['Date', 'Math'].includes(node.text)) {
    return `${node.text}.${parent.name.text}`;
  }
  return node.text;
}

function resolveTarget(from: string, target: string): string {
  return target.startsWith('.') ? join(dirname(from), target) : target;
}

function checkPlace(
  { path, room, hasDefaultClass }: Source,
  text: string,
  table: ArchitectureTable,
): string[] {
  const found: string[] = [];
  if (!(room in table.rooms)) found.push(`${path}: no such room in the table`);
  if (!/^[a-z0-9/-]+\.ts$/.test(path)) found.push(`${path}: names are kebab-case`);
  if (DRAWERS.test(path)) found.push(`${path}: a drawer; name the file for what it does`);
  if (room === 'commands' && !hasDefaultClass) found.push(`${path}: not a command; helpers live elsewhere`);
  const lines = text.split('\n').length;
  if (lines > MAX_LINES) found.push(`${path}: ${lines} lines, the most is ${MAX_LINES}`);
  return found;
}

function checkImport(source: Source, item: Import, table: ArchitectureTable): string[] {
  const { path, room } = source;
  const { target } = item;
  if (target.startsWith('node:')) {
    const allowed = table.builtins[room];
    const isAllowed = item.isType || allowed === undefined || allowed.includes(target.slice('node:'.length));
    return isAllowed ? [] : [`${path}: ${room} must not use ${target}`];
  }
  if (!target.endsWith('.ts')) return checkPackage(source, item, table);
  if (target.startsWith('..')) return [`${path}: ${target} is outside src`];
  const other = roomOf(target);
  if (other === room) return [];
  const allowed = table.rooms[room] ?? [];
  if (allowed.includes(other) || (item.isType && allowed.includes(`type:${other}`))) return [];
  if (item.isDynamic && allowed.includes(`lazy:${other}`)) return [];
  return [`${path}: ${room} must not import ${target}${item.isType ? '' : ' (as a value)'}`];
}

function checkPackage({ path, room }: Source, { target }: Import, table: ArchitectureTable): string[] {
  const name = packageOf(target);
  const rooms = table.packages[name] ?? ['adapters'];
  return rooms.includes(room) ? [] : [`${path}: ${room} must not name the package ${name}`];
}

function packageOf(target: string): string {
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/');
}

/** A package of the outside is named by one adapter: a folder of `adapters/`, or a file there. */
function checkSdks(sources: readonly Source[], table: ArchitectureTable): string[] {
  const adapters = new Map<string, Set<string>>();
  for (const { path, room, imports } of sources) {
    if (room !== 'adapters') continue;
    for (const { target } of imports) {
      if (target.startsWith('node:') || target.endsWith('.ts') || packageOf(target) in table.packages)
        continue;
      const name = packageOf(target);
      adapters.set(name, (adapters.get(name) ?? new Set()).add(path.split('/', 2).join('/')));
    }
  }
  return [...adapters]
    .filter(([, users]) => users.size > 1)
    .map(([name, users]) => `${name}: named in more than one adapter: ${[...users].join(', ')}`);
}

/** Files that need each other to load; types are erased, so they may refer back. */
function findCycles(sources: readonly Source[]): string[] {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports
        .filter(({ isType, isDynamic, target }) => !isType && !isDynamic && target.endsWith('.ts'))
        .map(({ target }) => target),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start !== -1) cycles.push(`cycle: ${[...trail.slice(start), path].join(' → ')}`);
    if (start !== -1 || done.has(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  return cycles;
}
