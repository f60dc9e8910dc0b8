/** What a program that is profiled tells about its version, so that runs can be told apart by it later. */
import { ProfError } from '../kit/errors.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { InspectorSession } from '../ports/inspector.ts';
import type { ProcessTable } from '../ports/process-table.ts';
import { askNodeProgram } from './ask-node-program.ts';
import type { Deadline } from './deadline.ts';
import { goBuildFacts } from './go-build-facts.ts';
import type { HttpAccess } from './http-target.ts';
import type { HttpTarget } from './target.ts';

const NOTHING: ReadonlyMap<string, string> = new Map();

/** `service-version` from a Node.js program's package.json. Never fails: profiles matter more. */
export async function nodeProgramFacts(
  session: InspectorSession,
  deadline: Deadline,
): Promise<ReadonlyMap<string, string>> {
  const { packageVersion } = await askNodeProgram(session, deadline).catch(unlessBug);
  // npm's placeholder for packages that are not released.
  if (packageVersion === undefined || packageVersion === '' || packageVersion === '0.0.0') return NOTHING;
  return new Map([['service-version', packageVersion]]);
}

function unlessBug(error: unknown): { readonly packageVersion: undefined } {
  if (error instanceof ProfError) return { packageVersion: undefined };
  throw error;
}

interface GoFactsDeps {
  readonly http: HttpClient;
  readonly processes: () => Promise<ProcessTable>;
  readonly deadline: Deadline;
}

const CMDLINE_BYTES = 1024 * 1024;
const CMDLINE_MS = 2_000;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What Go noted in the program behind an HTTP target about its build. Only programs on this machine show it, and what
 * listens may only pass connections on (`kubectl port-forward`, a proxy: Go programs, too): so the listening process
 * counts as the program only if the target, asked for its command line, answers with that of the process. Never fails.
 */
export async function goProgramFacts(
  target: HttpTarget,
  access: HttpAccess,
  deps: GoFactsDeps,
): Promise<ReadonlyMap<string, string>> {
  const folder = target.base ?? pprofFolder(target.profile!.url);
  if (!folder || !LOOPBACK.test(folder.hostname)) return NOTHING;
  try {
    const processes = await deps.processes();
    const pid = await processes.listenerOf(Number(folder.port || (folder.protocol === 'https:' ? 443 : 80)));
    const build = pid === undefined ? undefined : await processes.goBuildInfo(pid);
    if (pid === undefined || build === undefined) return NOTHING;
    const args = (await processes.get(pid))?.args.join('\0');
    return args !== undefined && args === (await commandLine(folder, access, deps))
      ? goBuildFacts(build)
      : NOTHING;
  } catch (error) {
    if (error instanceof ProfError) return NOTHING;
    throw error;
  }
}

function pprofFolder(profile: URL): URL | undefined {
  if (!/\/debug\/pprof\/[^/]+$/.test(profile.pathname)) return undefined;
  const folder = new URL('.', profile);
  folder.search = '';
  return folder;
}

/** Go's `/debug/pprof/cmdline`: the arguments, a zero byte between them. */
async function commandLine(
  folder: URL,
  { headers, tls, allowLinkLocal }: HttpAccess,
  { http, deadline }: GoFactsDeps,
): Promise<string | undefined> {
  const url = new URL('cmdline', folder);
  url.search = folder.search;
  const { status, body } = await http.get({
    url: url.href,
    headers,
    timeoutMs: Math.min(CMDLINE_MS, deadline.remainingMs()),
    maxBodyBytes: CMDLINE_BYTES,
    signal: deadline.signal,
    ...(tls ? { tls } : {}),
    ...(allowLinkLocal ? { allowLinkLocal } : {}),
  });
  return status === 200 ? new TextDecoder().decode(body) : undefined;
}
