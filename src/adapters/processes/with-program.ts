import { type FileHandle, open } from 'node:fs/promises';

/** Reads in the program file of a process, which is there even if its name is gone. */
export async function withProgram<T>(pid: number, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(`/proc/${pid}/exe`);
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}
