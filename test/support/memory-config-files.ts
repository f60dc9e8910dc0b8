import type { ConfigFiles } from '../../src/ports/config-files.ts';

/** Configuration files that exist only here, by absolute path. */
export function memoryConfigFiles(
  texts: Record<string, string>,
  /** Symbolic links to folders: where each leads. */
  links: Record<string, string> = {},
): ConfigFiles & { readonly texts: Record<string, string> } {
  return {
    texts,
    read: async (path) => texts[path],
    write: async (path, text) => {
      texts[path] = text;
    },
    findUpwards: async (folder, fileName) => {
      const parts = folder.split('/');
      for (let count = parts.length; count > 0; count--) {
        const candidate = `${parts.slice(0, count).join('/')}/${fileName}`;
        if (texts[candidate] !== undefined) return candidate;
      }
      return undefined;
    },
    realPath: async (path) => links[path] ?? path,
  };
}
