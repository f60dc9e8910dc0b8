import { ProfError } from '../kit/errors.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { HttpTls } from '../ports/http-client.ts';

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Headers for HTTP targets from `Name: value` texts and a bearer token.
 * @throws ProfError USAGE; the message never holds a value, which may be a secret.
 */
export function accessHeaders(headers: readonly string[], token: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  if (token !== undefined && token !== '')
    found.authorization = `Bearer ${requireValue('--token', token.trim())}`;
  for (const text of headers) {
    const at = text.indexOf(':');
    const name = text.slice(0, Math.max(0, at)).trim();
    if (!HEADER_NAME.test(name)) {
      throw new ProfError('USAGE', '--header wants NAME: VALUE', {
        hints: ["for example --header 'X-Key: abc'"],
      });
    }
    found[name.toLowerCase()] = requireValue(`--header ${name}`, text.slice(at + 1).trim());
  }
  return found;
}

function requireValue(flag: string, value: string): string {
  if (!/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)) return value;
  throw new ProfError('USAGE', `${flag} holds a character that HTTP does not allow in a header`);
}

const MAX_PEM_BYTES = 1024 * 1024;

/** The PEM files that the flags name. @throws ProfError of the file system. */
export async function readTls(
  paths: Partial<Record<'ca' | 'cert' | 'key', string | undefined>>,
  deps: { readonly files: () => Promise<FileSystem> },
): Promise<HttpTls> {
  const tls: Record<string, string> = {};
  for (const name of ['ca', 'cert', 'key'] as const) {
    const path = paths[name];
    if (path === undefined) continue;
    const bytes = await (await deps.files()).read(path, MAX_PEM_BYTES);
    tls[name] = new TextDecoder().decode(bytes);
  }
  return tls;
}

/** `key=value` texts, several in one separated by commas, as facts to keep with a profile. @throws ProfError USAGE */
export function parseLabels(texts: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>();
  for (const text of texts.flatMap((list) => list.split(',')).filter((part) => part.trim() !== '')) {
    const at = text.indexOf('=');
    const key = text.slice(0, Math.max(0, at)).trim();
    if (!/^[A-Za-z][A-Za-z0-9._-]*$/.test(key)) {
      throw new ProfError('USAGE', `--label wants KEY=VALUE, not ${text}`, {
        hints: ['for example --label git-commit=4f2a91c'],
      });
    }
    labels.set(key.toLowerCase(), text.slice(at + 1).trim());
  }
  return labels;
}
