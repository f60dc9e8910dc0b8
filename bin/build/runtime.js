// Which Node.js the repository's own scripts run on.
import { existsSync, readFileSync } from 'node:fs';

/** What is wrong with the Node.js that runs this, in one line; undefined if it is the pinned one. */
export function wrongRuntime(root) {
  const { engines, optionalDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const name = [`node-${platform}`, `node-bin-${platform}`].find((item) =>
    existsSync(`${root}node_modules/${item}`),
  );
  if (name === undefined) {
    // No such package for this platform: any version that prof itself runs on will do.
    const minimum = Number.parseInt(engines.node.replace(/\D+/, ''), 10);
    const isOld = Number.parseInt(process.versions.node, 10) < minimum;
    return isOld ? `needs Node.js ${engines.node}, this is ${process.version}` : undefined;
  }
  const pinned = optionalDependencies[name];
  if (process.versions.node.split('.')[0] === pinned.split('.')[0]) return undefined;
  return `needs the pinned Node.js ${pinned}, this is ${process.version}; start it by npm, or put node_modules/.bin first in PATH`;
}
