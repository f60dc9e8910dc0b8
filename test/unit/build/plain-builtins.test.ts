import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { plainBuiltins } from '../../../bin/build/plain-builtins.js';

const folder = mkdtempSync(join(tmpdir(), 'prof-builtins-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Bundles a module as the build does, runs it, and returns what it prints. */
async function run(source: string): Promise<string> {
  const outfile = join(folder, 'out.mjs');
  writeFileSync(join(folder, 'in.js'), source);
  await build({
    entryPoints: [join(folder, 'in.js')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    plugins: [plainBuiltins],
  });
  return (await execa(process.execPath, [outfile])).stdout;
}

/** Node lists the modules of its own that it has loaded. */
const LOADED = `process.moduleLoadList.filter((name) => /^NativeModule (http|https|tls|internal\\/deps\\/undici\\/undici)$/.test(name))`;

describe('plainBuiltins', () => {
  it('loads a module when something of it is used, and not what Node makes of it for others', async () => {
    const printed = await run(`
      import { Agent as Plain } from 'node:http';
      import https, { Agent } from 'node:https';
      import * as tls from 'node:tls';
      const before = ${LOADED}.length;
      new Plain();
      const after = ${LOADED};
      const same = [new Agent() instanceof https.Agent, typeof tls.connect, typeof tls.rootCertificates[0]];
      console.log(JSON.stringify([before, after, same]));
    `);
    expect(JSON.parse(printed)).toEqual([0, ['NativeModule http'], [true, 'function', 'string']]);
  });

  it('finds names on several lines and under others, and what is passed on', async () => {
    const printed = await run(`
      import {
        createHash as hash,
        randomBytes,
      } from 'node:crypto';
      export { createHmac } from 'node:crypto';
      console.log(JSON.stringify([typeof hash, typeof randomBytes]));
    `);
    expect(JSON.parse(printed)).toEqual(['function', 'function']);
  });

  it('leaves the modules as they are', async () => {
    const printed = await run(`
      import fs, { readFileSync } from 'node:fs';
      import { inspect } from 'util';
      import { createHash } from 'node:crypto';
      const same = [fs.readFileSync === readFileSync, inspect === (await import('node:util')).inspect];
      console.log(JSON.stringify([same, createHash('sha256').update('a').digest('hex')]));
    `);
    // echo -n a | sha256sum
    const sha256 = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
    expect(JSON.parse(printed)).toEqual([[true, true], sha256]);
  });
});
