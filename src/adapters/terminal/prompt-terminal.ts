import { createInterface, type Interface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { ProfError } from '../../kit/errors.ts';
import type { Completion, PromptTerminal } from '../../ports/prompt-terminal.ts';
import { HeldInput } from './held-input.ts';
import { HISTORY_LINES, HistoryFile } from './history-file.ts';

export interface PromptTerminalOptions {
  readonly input: ReadStream;
  /** The terminal to draw on. */
  readonly output: WriteStream;
  readonly complete: (line: string) => Completion;
  readonly historyPath: string;
}

/** A line editor on a terminal, which is in its ordinary mode while no line is being read: Ctrl-C is a signal then. */
export async function openPromptTerminal(options: PromptTerminalOptions): Promise<PromptTerminal> {
  const history = new HistoryFile(options.historyPath);
  const earlier = await history.load();
  const held = new HeldInput(options.input);
  const editor = createInterface({
    input: held,
    output: options.output,
    terminal: true,
    history: earlier.toReversed(),
    historySize: HISTORY_LINES,
    removeHistoryDuplicates: true,
    completer: (line: string) => completerAnswer(options.complete(line)),
  });
  held.setRawMode(false);
  let interruption = new AbortController();
  const interrupt = () => interruption.abort(new ProfError('INTERRUPTED', 'stopped by Ctrl-C'));
  process.on('SIGINT', interrupt);
  let isClosed = false;
  editor.once('close', () => {
    isClosed = true;
  });
  return {
    async readLine(prompt) {
      if (isClosed) return undefined;
      held.setRawMode(true);
      const line = await readOne(editor, held, prompt);
      // A signal that came while a line was typed has nothing to stop.
      interruption = new AbortController();
      if (line === undefined) options.output.write('\n');
      else await history.add(line);
      return line;
    },
    async wasInterrupted() {
      // A signal is noticed when the event loop comes to it: in the second turn at the latest.
      await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
      return interruption.signal.aborted;
    },
    get interruption() {
      return interruption.signal;
    },
    close() {
      process.off('SIGINT', interrupt);
      editor.close();
      held.detach();
    },
  };
}

function readOne(editor: Interface, held: HeldInput, prompt: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const done = (line: string | undefined) => {
      held.hold();
      // A closed editor has given the terminal back itself.
      if (line !== undefined) held.setRawMode(false);
      for (const [event, listener] of listeners) editor.off(event, listener);
      resolve(line);
    };
    const listeners: [event: string, listener: (line: string) => void][] = [
      ['line', done],
      ['close', () => done(undefined)],
      ['SIGINT', () => (editor.line === '' ? editor.close() : dropLine(editor))],
    ];
    if (process.platform !== 'win32') listeners.push(['SIGTSTP', () => suspend(editor, held)]);
    for (const [event, listener] of listeners) editor.on(event, listener);
    editor.setPrompt(prompt);
    editor.prompt();
    held.release();
  });
}

/** Stops the whole job, as the terminal itself would: the editor alone stops this process, not one that started it. */
function suspend(editor: Interface, held: HeldInput): void {
  held.setRawMode(false);
  process.once('SIGCONT', () => {
    held.setRawMode(true);
    editor.prompt(true);
  });
  process.kill(0, 'SIGTSTP');
}

/** As if it had been deleted by hand, from its end to its beginning. A terminal that cannot do that is left. */
function dropLine(editor: Interface): void {
  editor.write(null, { ctrl: true, name: 'e' });
  editor.write(null, { ctrl: true, name: 'u' });
  if (editor.line !== '') editor.close();
}

/**
 * The editor puts in what all candidates begin with, in place of what was typed. Where they only have that somewhere,
 * an empty-looking candidate keeps it from doing so, and they are listed.
 */
function completerAnswer({ candidates, replaces }: Completion): [string[], string] {
  const isAmbiguous =
    candidates.length > 1 && !candidates.every((candidate) => candidate.startsWith(replaces));
  return [isAmbiguous ? [...candidates, ' '] : [...candidates], replaces];
}
