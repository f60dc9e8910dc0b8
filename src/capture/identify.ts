import { fromProcess, type ProcessFacts } from '../naming/from-process.ts';
import { fromUrl } from '../naming/from-url.ts';
import { scriptOf } from '../naming/node-arguments.ts';
import { chooseServiceName, fromFlag, type NameCandidate, type ServiceName } from '../naming/service-name.ts';
import type { Inspector } from '../ports/inspector.ts';
import type { ProcessInfo, ProcessTable } from '../ports/process-table.ts';
import { type Deadline, orAbort } from './deadline.ts';
import type { InspectorTarget, Target } from './target.ts';
import { requireNodeProcess } from './wake-inspector.ts';

export interface IdentifyOptions {
  readonly service: string | undefined;
  /** Also asks the rules that `--service` beats, where that takes a connection. */
  readonly askAllRules: boolean;
  readonly allowLinkLocal: boolean;
}

export interface IdentifyDeps {
  readonly deadline: Deadline;
  readonly inspector: () => Promise<Inspector>;
  readonly processes: () => Promise<ProcessTable>;
}

/**
 * The name of the service behind a target. Nothing is sent to an HTTP target or a process; an inspector is asked.
 * @throws ProfError of the process table or the inspector.
 */
export async function identify(
  target: Target,
  options: IdentifyOptions,
  deps: IdentifyDeps,
): Promise<ServiceName> {
  return chooseServiceName([fromFlag(options.service), ...(await candidates(target, options, deps))]);
}

async function candidates(
  target: Target,
  options: IdentifyOptions,
  deps: IdentifyDeps,
): Promise<NameCandidate[]> {
  switch (target.kind) {
    case 'http':
      return [fromUrl(target.base ?? target.profile!.url)];
    case 'pid': {
      const processes = await deps.processes();
      return fromProcess(await factsOf(await requireNodeProcess(target.pid, processes), processes));
    }
    case 'node': {
      const host = fromUrl(target.url);
      if (options.service !== undefined && !options.askAllRules) return [host];
      return [...fromProcess(await askProgram(target, options, deps)), host];
    }
  }
}

async function factsOf(info: ProcessInfo, processes: ProcessTable): Promise<ProcessFacts> {
  // A program that sets process.title overwrites its command line, which then is one word and no path.
  const [first = ''] = info.args;
  const title = info.args.length === 1 && !/(?:^|\/)node(?:js)?$/.test(first) ? first : undefined;
  const relative = scriptOf(info.args);
  const folder = info.workingFolder;
  if (relative === undefined || (folder === undefined && !relative.startsWith('/'))) {
    return { script: relative, packageName: undefined, title };
  }
  const script = relative.startsWith('/') ? relative : `${folder}/${relative}`;
  const packageName = await processes.packageName(script.slice(0, script.lastIndexOf('/')) || '/');
  return { script, packageName, title };
}

/** Reads, and changes nothing. A version without `getBuiltinModule` tells no package name. */
const ASK_PROGRAM = `(() => {
  const script = process.argv[1];
  let packageName;
  try {
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const { dirname, join } = process.getBuiltinModule('node:path');
    for (let at = dirname(script); ; at = dirname(at)) {
      let text;
      try { text = readFileSync(join(at, 'package.json'), 'utf8'); } catch {}
      if (text !== undefined) { packageName = JSON.parse(text).name; break; }
      if (dirname(at) === at) break;
    }
  } catch {}
  const title = process.title === process.execPath || /(^|\\/)node( |$)/.test(process.title) ? undefined : process.title;
  return JSON.stringify({ script, packageName, title });
})()`;

async function askProgram(
  target: InspectorTarget,
  options: IdentifyOptions,
  { deadline, inspector }: IdentifyDeps,
): Promise<ProcessFacts> {
  const { host, port } = target;
  const session = await (await inspector()).connect({
    host,
    port,
    timeoutMs: deadline.remainingMs(),
    signal: deadline.signal,
    allowLinkLocal: options.allowLinkLocal,
  });
  try {
    const params = { expression: ASK_PROGRAM, returnByValue: true, silent: true };
    const answer = await orAbort(session.send('Runtime.evaluate', params), deadline.signal);
    return parseFacts((answer.result as { value?: unknown } | undefined)?.value);
  } finally {
    await session.close();
  }
}

function parseFacts(value: unknown): ProcessFacts {
  let facts: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(String(value));
    if (typeof parsed === 'object' && parsed !== null) facts = parsed as Record<string, unknown>;
  } catch {
    // Not a Node.js program: the host's name has to do.
  }
  const text = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : undefined);
  return { script: text('script'), packageName: text('packageName'), title: text('title') };
}
