import { chmodSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPrograms } from '../../src/adapters/programs.ts';
import { temporaryFolder } from '../support/run-prof.ts';

const home = temporaryFolder();

/** Notes its arguments. */
const NOTING = `#!/usr/bin/env node
require('node:fs').writeFileSync(${JSON.stringify(`${home.path}/noted`)}, JSON.stringify(process.argv.slice(2)));
process.exit(3);
`;

beforeAll(() => {
  writeFileSync(`${home.path}/noting`, NOTING);
  chmodSync(`${home.path}/noting`, 0o755);
  writeFileSync(`${home.path}/no-program`, 'text');
  vi.stubEnv('PATH', `${home.path}:${process.env.PATH}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  home.remove();
});

const noted = (): unknown => JSON.parse(readFileSync(`${home.path}/noted`, 'utf8'));

describe('programs', () => {
  it('run without a shell, with the words as they are, whatever their exit status', async () => {
    const words = ['+3', '$(touch x); `id`', "it's", ''];
    await createPrograms().run(['noting', ...words]);
    expect(noted()).toEqual(words);
  });

  it("have a folder that is nobody else's", async () => {
    const folder = await createPrograms().privateFolder();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    rmdirSync(folder);
  });

  it('that are not there, or are none, say so', async () => {
    const programs = createPrograms();
    await expect(programs.run(['prof-has-no-such-program'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(programs.run([`${home.path}/no-program`, 'x'])).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
  });
});
