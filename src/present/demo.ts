import type { DemoResult } from '../demo/demo.ts';
import type { DemoEvent, DemoService } from '../demo/events.ts';
import { shellQuote } from '../kit/shell-quote.ts';
import { type CaptureDocument, captureDocument, captureText } from './capture.ts';
import { diffText } from './diff.ts';
import { type DiffDocument, diffDocument } from './diff-document.ts';
import { type LsDocument, lsDocument, lsText } from './ls.ts';

/** What `prof demo --json` prints. */
export interface DemoDocument {
  readonly schema: 'prof.demo.v1';
  readonly seconds: number;
  readonly services: readonly (DemoService & { readonly running: boolean })[];
  /** Both rounds, one a service. */
  readonly captures: readonly CaptureDocument[];
  /** The store after the first round. */
  readonly list: LsDocument;
  /** The service that was made slower. */
  readonly regressed: string;
  readonly diff: DiffDocument;
  /** Commands to try next, for a shell. */
  readonly next: readonly string[];
}

export interface DemoView {
  /** How this prof is called here: `prof`, `npx prof`, `node /srv/prof/bin/run.js`. */
  readonly command: string;
  /** Width of the terminal. */
  readonly columns: number | undefined;
}

const DIFF_ROWS = 8;

export function demoDocument(result: DemoResult, { command }: Pick<DemoView, 'command'>): DemoDocument {
  return {
    schema: 'prof.demo.v1',
    seconds: result.tookMs / 1000,
    services: result.services.map((service) => ({ ...service, running: result.kept })),
    captures: result.captures.map(captureDocument),
    list: lsDocument(result.list),
    regressed: result.regressed,
    diff: diffDocument(result.diff, {}),
    next: result.next.map((words) => commandLine(command, words)),
  };
}

/** What the demo shows at this point of its story; undefined: nothing. */
export async function demoText(event: DemoEvent, view: DemoView): Promise<string | undefined> {
  switch (event.kind) {
    case 'services-started':
      return `Two sample services run on this machine:\n\n${event.services.map(serviceLine).join('')}`;
    case 'capturing': {
      const title = event.round === 1 ? 'Take CPU and heap profiles of both' : 'Take profiles of both again';
      const commands = event.services.map(({ name, target }) =>
        typed(['capture', target, '--service', name, '--seconds', String(event.seconds), '--store', 'demo']),
      );
      return heading(title) + commands.join('');
    }
    case 'captured':
      return `\n${event.results.map(captureText).join('')}`;
    case 'listed': {
      const command = typed(['ls', '--store', 'demo']);
      return `${heading('What the store has')}${command}\n${await lsText(event.list)}`;
    }
    case 'regressed':
      return heading(`Now ${event.service} becomes slower: a new version lost an index, say`);
    case 'compared': {
      const command = typed(['diff', ...event.references, '--store', 'demo', '-n', String(DIFF_ROWS)]);
      const text = await diffText(event.diff, { top: DIFF_ROWS, columns: view.columns });
      return `${heading('What changed?')}${command}\n${text}`;
    }
    case 'capture':
      return undefined;
  }
}

/** How the demo ends: what is left, and what to try on it. */
export function demoEndText(result: DemoResult, { command }: Pick<DemoView, 'command'>): string {
  const pids = result.services.map(({ pid }) => pid).join(' ');
  const services = result.kept
    ? `The services run on, for an hour; kill ${pids} ends them.`
    : 'The services are stopped.';
  const lines = result.next.map((words) => `  ${commandLine(command, words)}\n`);
  return `${heading('That was all of it')}${services} The profiles stay until the next demo. Try:\n\n${lines.join('')}`;
}

const WHAT: Readonly<Record<DemoService['name'], string>> = {
  checkout: 'serves /debug/pprof over HTTP',
  storefront: 'a Node.js program, by its V8 inspector',
};

function serviceLine({ name, target }: DemoService): string {
  return `  ${name.padEnd(10)}  ${target.padEnd(24)}  ${WHAT[name]}\n`;
}

const heading = (text: string): string => `\n== ${text}\n\n`;

/** A command as the reader would type it, above its output. */
const typed = (words: readonly string[]): string => `$ ${commandLine('prof', words)}\n`;

function commandLine(command: string, words: readonly string[]): string {
  return [command, ...words.map(shellQuote)].join(' ');
}
