import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SelfProfiler } from './self-profiler.ts';

const FOLDER = '/debug/pprof';
const MAX_SECONDS = 300;

/** Serves this program's profiles as Go's net/http/pprof does, on a free port of this machine only. @returns the address. */
export async function servePprof(profiler: SelfProfiler): Promise<string> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    answer(url, profiler, response).catch((error: unknown) => send(response, 500, `${error}\n`));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(url: URL, profiler: SelfProfiler, response: ServerResponse): Promise<void> {
  switch (url.pathname) {
    case FOLDER:
    case `${FOLDER}/`:
      response.setHeader('content-type', 'text/html; charset=utf-8');
      return send(response, 200, INDEX);
    case `${FOLDER}/profile`: {
      const seconds = Number(url.searchParams.get('seconds') ?? 30);
      if (!(seconds > 0 && seconds <= MAX_SECONDS)) return send(response, 400, 'seconds: from 1 to 300\n');
      const profile = await profiler.cpu(seconds);
      return profile ? send(response, 200, profile) : send(response, 500, 'cpu profiling already in use\n');
    }
    case `${FOLDER}/heap`:
      return send(response, 200, await profiler.heap());
    default:
      return send(response, 404, '404 page not found\n');
  }
}

const INDEX = `<html><head><title>/debug/pprof/</title></head><body>
<a href='heap'>heap</a> <a href='profile'>profile</a>
</body></html>
`;

function send(response: ServerResponse, status: number, body: string | Uint8Array): void {
  response.statusCode = status;
  if (typeof body !== 'string') response.setHeader('content-type', 'application/octet-stream');
  response.end(body);
}
