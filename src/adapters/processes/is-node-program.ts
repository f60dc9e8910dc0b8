import type { FileHandle } from 'node:fs/promises';
import { readElfSymbols } from './elf-symbols.ts';

/** `node::Start(int, char**)`: Node.js exports it for its addons, whatever the file is called. */
export const NODE_START = '_ZN4node5StartEiPPc';

/** Whether a program file is Node.js. */
export async function isNodeProgram(file: FileHandle): Promise<boolean> {
  return (await readElfSymbols(file, [NODE_START]))?.addresses.has(NODE_START) ?? false;
}
