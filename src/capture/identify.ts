import { fromPod } from '../naming/from-pod.ts';
import { fromProcess, type ProcessFacts } from '../naming/from-process.ts';
import { fromUrl } from '../naming/from-url.ts';
import { scriptOf } from '../naming/node-arguments.ts';
import { chooseServiceName, fromFlag, type NameCandidate, type ServiceName } from '../naming/service-name.ts';
import type { Inspector } from '../ports/inspector.ts';
import type { ProcessInfo, ProcessTable } from '../ports/process-table.ts';
import { askNodeProgram } from './ask-node-program.ts';
import type { Deadline } from './deadline.ts';
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
    case 'pod':
      return fromPod(target.found.pod);
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
    return await askNodeProgram(session, deadline);
  } finally {
    await session.close();
  }
}
