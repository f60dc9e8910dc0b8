import { spawn } from 'node:child_process';
import { ProfError } from '../../kit/errors.ts';
import { safeText } from '../../kit/safe-text.ts';
import type { Section } from './read-kubeconfig.ts';

/** What a request is made with. */
export interface Credential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  readonly key?: string;
}

export interface PluginOptions {
  /** `exec` of the kubeconfig's user. */
  readonly exec: Section;
  /** The cluster of the kubeconfig, for plugins that want to know it. */
  readonly cluster: Section;
  /** Without a person at a terminal a plugin may take so long. */
  readonly timeoutMs: number;
}

const MAX_OUTPUT = 1024 * 1024;
const MAX_SAID = 300;

/**
 * Runs the credential plugin that a kubeconfig names, as kubectl does, and keeps what it gave until that expires.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 * @throws ProfError NOT_ALLOWED; never with anything that it printed on standard output, which may be a secret
 */
export function credentialPlugin(options: PluginOptions): () => Promise<Credential> {
  let known: { readonly credential: Credential; readonly expiresAtMs: number } | undefined;
  return async () => {
    if (known === undefined || known.expiresAtMs <= Date.now()) {
      known = credentialIn(await run(options), nameOf(options.exec));
    }
    return known.credential;
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const nameOf = (exec: Section): string => `the credential plugin ${textOf(exec.command)} of the kubeconfig`;

function failed(exec: Section, why: string, cause?: unknown): ProfError {
  const hints = installHints(exec, 'kubectl get pods shows whether kubectl can log in');
  return new ProfError('NOT_ALLOWED', `${nameOf(exec)} ${why}`, { hints, cause });
}

/** What the kubeconfig's author says about it, else our own word. */
function installHints({ installHint }: Section, own: string): string[] {
  const lines = textOf(installHint)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines.slice(0, 5) : [own];
}

/** @returns its standard output */
function run({ exec, cluster, timeoutMs }: PluginOptions): Promise<string> {
  const mode = textOf(exec.interactiveMode);
  const isInteractive = mode !== 'Never' && process.stdin.isTTY === true;
  if (mode === 'Always' && !isInteractive)
    throw failed(exec, 'wants to ask a person, and there is no terminal');
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: {
      interactive: isInteractive,
      ...(exec.provideClusterInfo === true ? { cluster: infoOf(cluster) } : {}),
    },
  };
  const own = (exec.env ?? []) as readonly { readonly name: string; readonly value: string }[];
  const env = {
    ...process.env,
    ...Object.fromEntries(own.map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
  const args = (exec.args ?? []) as readonly string[];
  return new Promise((resolve, reject) => {
    const child = spawn(textOf(exec.command), args, {
      env,
      stdio: [isInteractive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let said = '';
    let length = 0;
    const end = (error: ProfError) => {
      clearTimeout(deadline);
      child.kill('SIGKILL');
      // What it started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    };
    const seconds = Math.round(timeoutMs / 1000);
    const late = () => end(failed(exec, `did not answer within ${seconds} s${clauseOf(said)}`));
    const deadline = isInteractive ? undefined : setTimeout(late, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_OUTPUT) end(failed(exec, 'printed more than 1 MB, which is no credential'));
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (isInteractive) process.stderr.write(shown(chunk));
      if (said.length < MAX_SAID) said += chunk.toString('utf8');
    });
    child.on('error', (error) => end(notStarted(exec, error)));
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      if (code === 0) return resolve(Buffer.concat(output).toString('utf8'));
      const how = code === null ? `was ended by ${signal}` : `ended with exit status ${code}`;
      reject(failed(exec, `${how}${clauseOf(said)}`));
    });
  });
}

/** What it says to the person, line by line and without control of the terminal. */
const shown = (chunk: Buffer): string => chunk.toString('utf8').split('\n').map(safeText).join('\n');

function clauseOf(said: string): string {
  const line = said.split('\n').find((each) => each.trim() !== '');
  return line === undefined ? '' : `: ${line.trim().slice(0, MAX_SAID)}`;
}

/** https://kubernetes.io/docs/reference/config-api/client-authentication.v1/#client-authentication-k8s-io-v1-Cluster */
function infoOf(cluster: Section): object {
  return {
    server: cluster.server,
    'tls-server-name': cluster['tls-server-name'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'certificate-authority-data': cluster['certificate-authority-data'],
    'proxy-url': cluster['proxy-url'],
  };
}

function notStarted(exec: Section, error: NodeJS.ErrnoException): ProfError {
  if (error.code !== 'ENOENT') return failed(exec, `cannot be run: ${error.message}`, error);
  return new ProfError('NOT_ALLOWED', `${nameOf(exec)} is not installed`, {
    hints: installHints(exec, 'it has to be in PATH, as for kubectl'),
    cause: error,
  });
}

function credentialIn(output: string, name: string): { credential: Credential; expiresAtMs: number } {
  const status = statusIn(output);
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const token = text(status?.token);
  const certificate = text(status?.clientCertificateData);
  const key = text(status?.clientKeyData);
  if (token === undefined && (certificate === undefined || key === undefined)) {
    throw new ProfError('NOT_ALLOWED', `${name} printed no credential`, {
      hints: [
        'it has to print an ExecCredential with a status, as JSON; kubectl get pods shows whether it does',
      ],
    });
  }
  const expires = Date.parse(text(status?.expirationTimestamp) ?? '');
  return {
    credential: {
      ...(token === undefined ? {} : { token }),
      ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    },
    expiresAtMs: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires,
  };
}

function statusIn(output: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const { kind, status } = Object(JSON.parse(output)) as { kind?: unknown; status?: unknown };
    return kind === 'ExecCredential' && typeof status === 'object' && status !== null
      ? (status as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
