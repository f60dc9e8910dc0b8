import type { NameCandidate } from './service-name.ts';

/** What is known of a Node.js process, from outside or from itself. */
export interface ProcessFacts {
  /** The script that it runs; undefined for `node -e` and the like. */
  readonly script: string | undefined;
  /** `name` of the package.json nearest to the script. */
  readonly packageName: string | undefined;
  /** What the program calls itself, where it set `process.title`. */
  readonly title: string | undefined;
}

/** Package, then script, then title: the rules for a Node.js process, the strongest first. */
export function fromProcess(facts: ProcessFacts): NameCandidate[] {
  return [packageCandidate(facts), scriptCandidate(facts.script), titleCandidate(facts.title)];
}

function packageCandidate(facts: ProcessFacts): NameCandidate {
  const name = facts.packageName === undefined ? undefined : plainName(facts.packageName);
  const why =
    name === undefined ? 'no package.json with a name beside the script' : 'name in its package.json';
  return { rule: 'package', name, why };
}

/** File names that say nothing: the folder around them does. */
const NAMELESS = new Set([
  'index',
  'main',
  'server',
  'app',
  'start',
  'cli',
  'bin',
  'src',
  'dist',
  'lib',
  'build',
]);

function scriptCandidate(script: string | undefined): NameCandidate {
  if (script === undefined) return { rule: 'script', name: undefined, why: 'it runs no script file' };
  const segments = script.split(/[/\\]/).filter((segment) => segment !== '');
  const stems = segments.map((segment) => segment.replace(/\.[cm]?[jt]sx?$/, ''));
  const told = stems.findLast((stem) => !NAMELESS.has(stem)) ?? stems.at(-1);
  const name = told === undefined ? undefined : plainName(told);
  return { rule: 'script', name, why: 'file name of its script' };
}

function titleCandidate(title: string | undefined): NameCandidate {
  const name = title === undefined ? undefined : plainName(title);
  return { rule: 'title', name, why: name === undefined ? 'it set no process.title' : 'its process.title' };
}

/**
 * A name that can be typed in a reference: `@acme/checkout` becomes `acme-checkout`, since `/`, `@`, `,` and `~`
 * have a meaning there.
 */
function plainName(text: string): string | undefined {
  const name = text
    .replace(/^@/, '')
    .replace(/[\s/@,~:]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? undefined : name;
}
