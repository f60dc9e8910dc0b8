import { type ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProfError } from '../kit/errors.ts';
import type { DrawOptions, Graphviz } from '../ports/graphviz.ts';

const MAX_PICTURE_BYTES = 1 << 29;
const MAX_COMPLAINT_CHARS = 4000;

/** What it needs to find itself, its plugins and fonts; the rest, with the user's secrets in it, stays here. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'],
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
  ...['GVBINDIR', 'DOTFONTPATH', 'GDFONTPATH', 'FONTCONFIG_FILE', 'FONTCONFIG_PATH'],
];

/** The program `dot` of the search path. */
export function createGraphviz(): Graphviz {
  return { draw };
}

async function draw(options: DrawOptions): Promise<Uint8Array> {
  options.signal?.throwIfAborted();
  const child = spawn('dot', [`-T${options.format}`], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: Object.fromEntries(
      PASSED_ON.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
    ),
  });
  const run = new Run(child, options);
  try {
    return await run.result();
  } finally {
    run.end();
  }
}

/** One run of the program. */
class Run {
  readonly #child: ChildProcess;
  readonly #options: DrawOptions;
  readonly #chunks: Buffer[] = [];
  #sizeBytes = 0;
  #complaint = '';
  #timer: NodeJS.Timeout | undefined;
  #onAbort: () => void = () => {};

  constructor(child: ChildProcess, options: DrawOptions) {
    this.#child = child;
    this.#options = options;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      if (this.#complaint.length < MAX_COMPLAINT_CHARS) this.#complaint += text;
    });
  }

  result(): Promise<Uint8Array> {
    const { signal, timeoutMs, drawing } = this.#options;
    return new Promise((resolve, reject) => {
      this.#timer = setTimeout(() => reject(tooSlow(timeoutMs)), timeoutMs);
      this.#onAbort = () => reject(signal?.reason);
      signal?.addEventListener('abort', this.#onAbort);
      this.#child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(error)));
      this.#child.stdout!.on('data', (chunk: Buffer) => {
        this.#chunks.push(chunk);
        this.#sizeBytes += chunk.length;
        if (this.#sizeBytes > MAX_PICTURE_BYTES) reject(tooLarge());
      });
      this.#child.on('close', (status) => {
        const lines = this.#complaint.split('\n').filter((line) => line.trim() !== '');
        if (status !== 0) reject(refused(lines));
        else {
          for (const line of lines) this.#options.warn(`dot: ${line}`);
          resolve(Buffer.concat(this.#chunks, this.#sizeBytes));
        }
      });
      // That it stops reading shows in its end, with the reason.
      pipeline(Readable.from(drawing), this.#child.stdin!).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') reject(error);
      });
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }
}

function notStarted(error: NodeJS.ErrnoException): ProfError {
  if (error.code !== 'ENOENT') {
    return new ProfError('NOT_ALLOWED', `cannot run dot: ${error.message}`, { cause: error });
  }
  const what = 'Graphviz is not installed: there is no program dot';
  const help = 'install the package graphviz, or ask for dot instead of a picture';
  return new ProfError('NOT_FOUND', `${what}; ${help}`, { cause: error });
}

const refused = (lines: readonly string[]) =>
  new ProfError('BAD_DATA', `dot failed: ${lines.join('; ') || 'without a word'}`);

const tooSlow = (timeoutMs: number) =>
  new ProfError('TIMEOUT', `dot did not finish within ${timeoutMs / 1000} s`, {
    hints: ['a smaller graph takes less: fewer nodes, or only some of the stacks'],
  });

const tooLarge = () => new ProfError('LIMIT', `dot's picture is larger than ${MAX_PICTURE_BYTES} bytes`);
