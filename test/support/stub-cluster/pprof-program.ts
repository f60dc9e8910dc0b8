import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ROOT } from '../run-prof.ts';

const FIXTURES = `${ROOT}fixtures/profiles/go/1.26/`;
const PROFILES: Readonly<Record<string, string>> = {
  profile: 'cpu.pb.gz',
  heap: 'heap.pb.gz',
  allocs: 'allocs.pb.gz',
  goroutine: 'goroutine.pb.gz',
  mutex: 'mutex.pb.gz',
  block: 'block.pb.gz',
  trace: 'trace.trace',
};

const BUSY = 'Could not enable CPU profiling: cpu profiling already in use\n';

export interface PprofProgram {
  readonly localPort: number;
  /** What was asked, in order: `/debug/pprof/heap`. */
  readonly asked: string[];
  /** And with what: `?seconds=1`, or nothing. */
  readonly queries: string[];
  /** Resolves when a CPU profile is half taken for the first time. */
  readonly halfTaken: Promise<void>;
  close(): void;
}

export interface PprofProgramOptions {
  /** How long a CPU profile takes; `asked`: as long as it is asked to. */
  readonly cpuMs?: number | 'asked';
  readonly folder?: string;
  /** Recorded profiles in the place of the usual ones, seen from their folder: `{ profile: 'cpu-later.pb.gz' }`. */
  readonly profiles?: Readonly<Record<string, string>>;
}

/**
 * A program that answers as net/http/pprof does, with recorded profiles; a CPU profile is the only one while it is
 * taken.
 */
export async function startPprofProgram(options: PprofProgramOptions = {}): Promise<PprofProgram> {
  const { cpuMs = 50, folder = '/debug/pprof/' } = options;
  const profiles: Readonly<Record<string, string>> = { ...PROFILES, ...options.profiles };
  let isBusy = false;
  let onHalf = () => {};
  const halfTaken = new Promise<void>((resolve) => {
    onHalf = resolve;
  });
  const index = readFileSync(`${FIXTURES}index.html`);
  const asked: string[] = [];
  const queries: string[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://pod');
    url.pathname = decodeURIComponent(url.pathname);
    asked.push(url.pathname);
    queries.push(url.search);
    if (url.pathname === folder) return void response.setHeader('content-type', 'text/html').end(index);
    if (url.pathname === `${folder}cmdline`) return void response.end('/bin/checkout\0--serve');
    const file = url.pathname.startsWith(folder) ? profiles[url.pathname.slice(folder.length)] : undefined;
    if (file === undefined) return void response.writeHead(404).end('Unknown profile\n');
    if (url.searchParams.get('debug') === '1') {
      return void response.end(readFileSync(FIXTURES + file.replace('.pb.gz', '.debug1.txt')));
    }
    const body = readFileSync(FIXTURES + file);
    const answer = () => response.setHeader('content-type', 'application/octet-stream').end(body);
    const seconds = url.searchParams.get('seconds');
    if (seconds === null) return void answer();
    const isCpu = url.pathname === `${folder}profile`;
    if (isCpu && isBusy) return void response.writeHead(500).end(BUSY);
    isBusy ||= isCpu;
    const takesMs = cpuMs === 'asked' ? Number(seconds) * 1000 : cpuMs;
    const timer = setTimeout(answer, takesMs);
    setTimeout(onHalf, takesMs / 2).unref();
    response.on('close', () => {
      clearTimeout(timer);
      if (isCpu) isBusy = false;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    localPort: (server.address() as AddressInfo).port,
    asked,
    queries,
    halfTaken,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
