/** Debian's Chromium, driven through its own protocol on a pipe: https://chromedevtools.github.io/devtools-protocol/ */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

export interface Page {
  /** What an expression comes to in the page; promises are waited for. */
  evaluate<T = unknown>(expression: string): Promise<T>;
  /** Resolves when the expression is true; fails after ten seconds. */
  until(expression: string): Promise<void>;
  /** Presses one key: a character, or a name such as ArrowDown. */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  click(x: number, y: number): Promise<void>;
  open(url: string): Promise<void>;
  emulateColorScheme(scheme: 'light' | 'dark'): Promise<void>;
  screenshot(): Promise<Buffer>;
  /** Errors, warnings, violations of the policy and requests to anywhere but files, so far. */
  readonly complaints: readonly string[];
}

export interface Browser extends AsyncDisposable {
  newPage(size?: { readonly width: number; readonly height: number }): Promise<Page>;
}

/** Starts a browser with a profile of its own. */
export async function launchBrowser(program = 'chromium'): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'prof-browser-'));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${folder}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder },
  });
  await once(child, 'spawn');
  const connection = connect(child);
  return {
    newPage: (size = { width: 1200, height: 800 }) => openPage(connection, size),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      await connection.send('Browser.close').catch(() => child.kill('SIGKILL'));
      if (child.exitCode === null && child.signalCode === null) await ended;
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type EventListener = (method: string, params: Record<string, unknown>) => void;

interface Connection {
  send(
    method: string,
    params?: Record<string, unknown>,
    sessionId?: string,
  ): Promise<Record<string, unknown>>;
  /** @param listener gets the events of one page */
  onEvent(sessionId: string, listener: EventListener): void;
}

/** Messages are JSON, each ending in a zero byte. */
function connect(child: ChildProcess): Connection {
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Readable;
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, EventListener>();
  let nextId = 1;
  let rest = '';
  output.setEncoding('utf8').on('data', (part: string) => {
    const texts = (rest + part).split('\0');
    rest = texts.pop()!;
    for (const text of texts) {
      const message = JSON.parse(text) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      else if (message.method) listeners.get(message.sessionId ?? '')?.(message.method, message.params ?? {});
    }
  });
  input.on('error', () => {});
  child.on('exit', () => {
    for (const answer of waiting.values()) answer({ error: { message: 'the browser ended' } });
  });
  return {
    onEvent: (sessionId, listener) => void listeners.set(sessionId, listener),
    async send(method, params = {}, sessionId) {
      const id = nextId++;
      const answer = await new Promise<Message>((resolve) => {
        waiting.set(id, resolve);
        input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      });
      waiting.delete(id);
      if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
      return answer.result ?? {};
    },
  };
}

async function openPage(
  connection: Connection,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Page> {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method: string, params?: Record<string, unknown>) =>
    connection.send(method, params, sessionId as string);
  const complaints: string[] = [];
  connection.onEvent(sessionId as string, (method, params) =>
    complaints.push(...complaintsOf(method, params)),
  );
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
  await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  return pageOf(send, complaints);
}

function pageOf(
  send: (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>,
  complaints: readonly string[],
): Page {
  const evaluate = async <T>(expression: string): Promise<T> => {
    const answer = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(answer.exceptionDetails)}`);
    return (answer.result as { value: T }).value;
  };
  // Looked at once a frame, in the page itself.
  const until = async (expression: string) => {
    const isTrue = await evaluate<boolean>(`new Promise((resolve) => {
      const end = performance.now() + 10_000;
      const look = () => {
        if (${expression}) resolve(true);
        else if (performance.now() > end) resolve(false);
        else requestAnimationFrame(look);
      };
      look();
    })`);
    if (!isTrue) throw new Error(`did not become true: ${expression}`);
  };
  return {
    evaluate,
    until,
    complaints,
    async press(key) {
      const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
      await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...(text && { text }) });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
    },
    type: async (text) => void (await send('Input.insertText', { text })),
    async click(x, y) {
      const at = { x, y, button: 'left', clickCount: 1 };
      await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
      await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
    },
    async open(url) {
      await send('Page.navigate', { url });
      await until(`location.href === ${JSON.stringify(url)} && document.readyState === 'complete'`);
    },
    emulateColorScheme: async (value) =>
      void (await send('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value }],
      })),
    screenshot: async () =>
      Buffer.from((await send('Page.captureScreenshot', { format: 'png' })).data as string, 'base64'),
  };
}

function complaintsOf(method: string, params: Record<string, unknown>): string[] {
  if (method === 'Runtime.exceptionThrown') return [JSON.stringify(params.exceptionDetails)];
  if (method === 'Log.entryAdded') return [JSON.stringify(params.entry)];
  if (method === 'Runtime.consoleAPICalled') return [JSON.stringify(params.args)];
  if (method !== 'Network.requestWillBeSent') return [];
  const { url } = params.request as { url: string };
  return /^(?:file|about|data):/.test(url) ? [] : [`requested ${url}`];
}
