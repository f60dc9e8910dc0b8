import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { ProfError } from '../../kit/errors.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { Inspector, InspectorConnectOptions, InspectorSession } from '../../ports/inspector.ts';
import { createHttpClient } from '../http/http-client.ts';
import { isLinkLocal, refuseLinkLocal } from '../http/link-local.ts';
import { openSession } from './session.ts';

const MAX_LIST_BYTES = 1024 * 1024;

/**
 * V8 inspectors over the runtime's own WebSocket: unlike the usual client library it can give up a handshake, and
 * a server that sends no JSON ends the session instead of the process.
 */
export function createInspector(): Inspector {
  const http = createHttpClient();
  return { connect: (options) => connect(options, http) };
}

async function connect(options: InspectorConnectOptions, http: HttpClient): Promise<InspectorSession> {
  const endsAtMs = performance.now() + options.timeoutMs;
  const host = await numericHost(options);
  const shown = `node://${options.host}:${options.port}`;
  const target = await firstTarget({ ...options, host }, http, shown);
  // The list says how the server calls itself, which behind a forwarded port is not how we reach it.
  const url = `ws://${host}:${options.port}/${encodeURIComponent(target.id)}`;
  return openSession({
    url,
    shown,
    title: target.title,
    timeoutMs: endsAtMs - performance.now(),
    ...(options.signal ? { signal: options.signal } : {}),
  });
}

/** Node.js answers only to a Host header that is an address or localhost, so names are resolved here. */
async function numericHost(options: InspectorConnectOptions): Promise<string> {
  const bare = options.host.replace(/^\[|\]$/g, '');
  if (!options.allowLinkLocal) refuseLinkLocal(bare);
  if (isIP(bare) === 6) return `[${bare}]`;
  if (isIP(bare) === 4) return bare;
  const found = await lookup(bare, { all: true }).catch((error: unknown) => {
    throw new ProfError('UNREACHABLE', `node://${options.host}:${options.port}: no such host`, {
      hints: ['check the spelling of the host name'],
      cause: error,
    });
  });
  // Node.js opens its inspector on 127.0.0.1, so of localhost's two addresses that one.
  found.sort((a, b) => a.family - b.family);
  const first = found.find(({ address }) => options.allowLinkLocal || !isLinkLocal(address));
  if (!first) refuseLinkLocal(found[0]?.address ?? bare);
  return first?.family === 6 ? `[${first.address}]` : (first?.address ?? bare);
}

async function firstTarget(
  options: InspectorConnectOptions,
  http: HttpClient,
  shown: string,
): Promise<{ id: string; title: string }> {
  const { host, port, timeoutMs, signal, allowLinkLocal } = options;
  const response = await http.get({
    url: `http://${host}:${port}/json/list`,
    timeoutMs,
    maxBodyBytes: MAX_LIST_BYTES,
    ...(signal ? { signal } : {}),
    ...(allowLinkLocal ? { allowLinkLocal } : {}),
  });
  for (const target of parseList(response.body)) {
    const { id, title } = target as { id?: unknown; title?: unknown };
    if (typeof id === 'string' && /^[\w-]+$/.test(id)) {
      return { id, title: typeof title === 'string' ? title : '' };
    }
  }
  throw new ProfError('BAD_DATA', `${shown}: no V8 inspector answers there`, {
    hints: ['start the program with --inspect, or name it by pid:N on its own machine'],
    details: { status: response.status },
  });
}

function parseList(body: Uint8Array): object[] {
  try {
    const list: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
  } catch {
    return [];
  }
}
