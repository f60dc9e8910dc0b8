// Whether node_modules holds what package-lock.json says. No packages here: this runs before they are installed.
import { existsSync, readFileSync } from 'node:fs';

/** Compares the lock file with the record that npm keeps of what it installed, and looks that every folder is there. */
export function installedMatchesLock(root) {
  const wanted = packagesOf(`${root}package-lock.json`);
  const installed = packagesOf(`${root}node_modules/.package-lock.json`);
  if (wanted === undefined || installed === undefined) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined && entry.optional && !isMadeForThisMachine(entry)) continue;
    if (found === undefined || found.version !== entry.version || found.integrity !== entry.integrity)
      return false;
    if (!existsSync(`${root}${path}/package.json`)) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

function packagesOf(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Platform packages of other machines, and what only they need, are in the lock file and never installed;
 * those of this machine must be there.
 */
function isMadeForThisMachine(entry) {
  if (entry.os === undefined && entry.cpu === undefined) return false;
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch) && allows(entry.libc, libc());
}

function allows(listOrWord, value) {
  if (listOrWord === undefined || value === undefined) return true;
  const list = [listOrWord].flat();
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith('!'));
}

function libc() {
  if (process.platform !== 'linux') return undefined;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}
