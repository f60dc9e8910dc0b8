import { homedir, userInfo } from 'node:os';
import type { PathEnvironment } from '../config/folders.ts';

/** The places that this process goes by. An empty HOME counts as none: the account's own folder is used. */
export function pathEnvironment(): PathEnvironment {
  return {
    env: process.env,
    homeFolder: process.env.HOME === '' ? userInfo().homedir : homedir(),
    workingFolder: process.cwd(),
  };
}
