import { isIP } from 'node:net';

/**
 * The proxy that the environment asks for, by the rules that kubectl and curl share: HTTPS_PROXY or HTTP_PROXY by
 * the scheme, lower case too; NO_PROXY lists hosts, `.suffixes`, addresses, `host:port`, or `*`. Never for this machine.
 */
export function proxyFor(server: URL, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const value = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const proxy = value(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '') return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')))
    return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const excluded = value('NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => matches(entry, host, port));
  if (excluded) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const [, name = entry, ofPort] = /^(\[[^\]]*\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (ofPort !== undefined && ofPort !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*?\./, '.');
  if (bare.includes('/')) return isIP(host) === 4 && inRange(host, bare);
  return bare.startsWith('.') ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}

/** Of IPv4 ranges: `10.0.0.0/8`. */
function inRange(address: string, range: string): boolean {
  const [base = '', bits = ''] = range.split('/');
  const length = Number(bits);
  if (isIP(base) !== 4 || !/^\d+$/.test(bits) || length > 32) return false;
  const mask = length === 0 ? 0 : (-1 << (32 - length)) >>> 0;
  return (numberOf(address) & mask) >>> 0 === (numberOf(base) & mask) >>> 0;
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
