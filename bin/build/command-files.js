import { readdir } from 'node:fs/promises';

/** The commands of src/commands/, by id: `config:trust` is `config/trust.ts`. */
export async function commandFiles(root) {
  const files = await readdir(`${root}src/commands`, { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => file.replaceAll('\\', '/'));
  return Object.fromEntries(
    sources.sort().map((file) => [file.slice(0, -'.ts'.length).replaceAll('/', ':'), file]),
  );
}
