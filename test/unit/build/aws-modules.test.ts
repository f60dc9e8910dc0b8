import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lightened } from '../../../bin/build/aws-modules.js';
import { ROOT } from '../../support/run-prof.ts';

const installed = (path: string) => readFileSync(`${ROOT}node_modules/${path}`, 'utf8');
const SCHEMAS = '@aws-sdk/client-s3/dist-es/schemas/schemas_0.js';

describe('lightened', () => {
  it('makes each schema of the SDK one that can be left out', () => {
    const source = installed(SCHEMAS);
    const light = lightened(SCHEMAS, source);
    const arrays = source.match(/^(?:export )?var \w+\$? = \[/gm)!;
    expect(arrays.length).toBeGreaterThan(100);
    expect(light.match(/^(?:export )?var \w+\$? = \/\* @__PURE__ \*\/ \(\(\) => \[/gm)).toHaveLength(
      arrays.length,
    );
    expect(light).not.toMatch(/^(?:export )?var \w+\$? = \[/m);
  });

  it('changes nothing else of them', () => {
    const source = installed(SCHEMAS);
    const light = lightened(SCHEMAS, source);
    expect(light).not.toBe(source);
    expect(light.replaceAll('/* @__PURE__ */ (() => [', '[').replaceAll(/\]\)\(\);$/gm, '];')).toBe(source);
  });

  it("loads Node's HTTP without its exports, and no streams of the web", () => {
    const handler = installed('@smithy/node-http-handler/dist-es/node-http-handler.js');
    expect(handler).toContain('await import("node:http")');
    const light = lightened('node-http-handler.js', handler);
    expect(light).toContain('require("node:http")');
    expect(light).not.toContain('import("node:');
    // The agent for HTTPS when it is used, also after the settings were changed.
    expect(light).toContain('get httpsAgent() {');
    expect(light).not.toContain('...config,');
    const sums = lightened(
      'Crc32Node.js',
      installed('@smithy/core/dist-es/submodules/checksum/crc32/Crc32Node.js'),
    );
    expect(sums).toContain('(data, value) => crc32(data, value)');
    expect(sums).not.toContain('zlib.');
    const reader = lightened(
      'readFile.js',
      installed('@smithy/core/dist-es/submodules/config/shared-ini-file-loader/readFile.js'),
    );
    expect(reader).toContain('= (async () => readFileSync(path, "utf8"))();');
    expect(reader).not.toContain('fs/promises');
    expect(lightened('a.js', 'if (typeof ReadableStream === "function") a();')).toBe(
      'if ("undefined" === "function") a();',
    );
  });
});
