import { stripVTControlCharacters } from 'node:util';
import type { Pager, PagerSession } from '../ports/pager.ts';

/** When to use a pager: only for what does not fit the screen, for everything, or not at all. */
export type PagingMode = 'auto' | 'always' | 'never';

export interface PageDeps {
  readonly mode: PagingMode;
  /** For the user's shell. */
  readonly command: string;
  readonly pager: () => Promise<Pager>;
  /** Of the terminal. */
  readonly rows: number;
  readonly columns: number;
  /** Writes past the pager; resolves to false when nobody reads any more. */
  readonly write: (text: string) => Promise<boolean>;
  readonly note: (text: string) => void;
  /** The pager has the terminal from now on; the returned function gives it back. */
  readonly handOver: (onStop: () => void) => () => void;
}

/** More than fits between two processes: a pager that took so much is running. */
const MAX_GIVEN_CHARS = 1 << 20;

type Chunks = Iterable<string> | AsyncIterable<string>;

/**
 * Shows text on a terminal, by the pager where it does not fit. No more of the text is made than is shown: who leaves
 * the pager early ends it quietly.
 */
export async function pageText(chunks: Chunks, deps: PageDeps): Promise<void> {
  const screen = new Screen(deps);
  try {
    for await (const chunk of chunks) if (!(await screen.show(chunk))) return;
  } finally {
    await screen.end();
  }
}

/** The text until it is known whether it fits, then its way out. */
class Screen {
  readonly #deps: PageDeps;
  /** undefined: what comes is passed on at once. */
  #held: string[] | undefined = [];
  #heldRows = 0;
  #session: PagerSession | undefined;
  /** What the pager was given, as long as it may turn out that there is none. */
  #given: string[] | undefined = [];
  #givenChars = 0;
  #takeBack: () => void = () => {};

  constructor(deps: PageDeps) {
    this.#deps = deps;
    if (deps.mode === 'never') this.#held = undefined;
  }

  /** False: nobody reads any more. */
  async show(chunk: string): Promise<boolean> {
    if (this.#held === undefined) return this.#pass(chunk);
    this.#held.push(chunk);
    this.#heldRows += rowsOf(chunk, this.#deps.columns);
    // The last row is the shell's next prompt.
    if (this.#deps.mode !== 'always' && this.#heldRows < this.#deps.rows) return true;
    await this.#start();
    return this.#release();
  }

  async end(): Promise<void> {
    await this.#release();
    if (this.#session !== undefined) await this.#leave(this.#session);
  }

  async #pass(text: string): Promise<boolean> {
    const session = this.#session;
    if (session === undefined) return this.#deps.write(text);
    this.#givenChars += text.length;
    if (this.#givenChars > MAX_GIVEN_CHARS) this.#given = undefined;
    this.#given?.push(text);
    return (await session.write(text)) || this.#leave(session);
  }

  /** True: there was no such pager; what it was given is shown without it, and so is what follows. */
  async #leave(session: PagerSession): Promise<boolean> {
    session.close();
    const { couldRun } = await session.ended;
    this.#session = undefined;
    this.#takeBack();
    if (couldRun || this.#given === undefined) return false;
    this.#deps.note(`cannot run the pager: ${this.#deps.command}`);
    return this.#deps.write(this.#given.join(''));
  }

  async #release(): Promise<boolean> {
    const held = this.#held?.join('') ?? '';
    this.#held = undefined;
    return held === '' ? true : this.#pass(held);
  }

  async #start(): Promise<void> {
    const { command, pager, note, handOver } = this.#deps;
    this.#session = await (await pager()).start(command);
    if (this.#session === undefined) note(`cannot run the pager: ${command}`);
    else this.#takeBack = handOver(() => this.#session?.close());
  }
}

/** Rows of a terminal that whole lines take, the long ones several. */
function rowsOf(text: string, columns: number): number {
  let rows = 0;
  for (const line of stripVTControlCharacters(text).split('\n').slice(0, -1)) {
    rows += Math.max(1, Math.ceil(line.length / columns));
  }
  return rows;
}
