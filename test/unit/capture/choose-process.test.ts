import { describe, expect, it } from 'vitest';
import { chooseProcess } from '../../../src/capture/choose-process.ts';
import type { NodeProcess } from '../../../src/ports/node-processes.ts';

type Line = readonly [pid: number, parentPid: number, script: string];

const processesOf = (lines: readonly Line[]): NodeProcess[] =>
  lines.map(([pid, parentPid, script]) => ({
    pid,
    parentPid,
    script,
    startedAt: '1',
    ports: [],
    inspectorPort: 9229,
  }));
const choose = (lines: readonly Line[], pid?: number) =>
  chooseProcess({ processes: processesOf(lines), hidden: [] }, pid, 'container main of pod shop/web');
const pidsOf = ({ program, workers }: ReturnType<typeof chooseProcess>) => [
  program.pid,
  workers.map(({ pid }) => pid),
];

describe('the Node.js process of a container', () => {
  it.each<[what: string, lines: Line[], chosen: [number, number[]]]>([
    ['is the only one', [[1, 0, 'server.js']], [1, []]],
    ['is the one under an init program', [[7, 1, 'server.js']], [7, []]],
    [
      'is not npm, which started it through a shell',
      [
        [1, 0, 'npm start'],
        [20, 19, 'server.js'],
      ],
      [20, []],
    ],
    [
      'is not npm by its file',
      [
        [1, 0, '/usr/lib/node_modules/npm/bin/npm-cli.js'],
        [9, 1, 'a.js'],
      ],
      [9, []],
    ],
    [
      'is not what watches it',
      [
        [1, 0, '/app/node_modules/.bin/nodemon'],
        [30, 1, 'a.js'],
      ],
      [30, []],
    ],
    ['is npm where there is nothing else', [[1, 0, 'npm start']], [1, []]],
    [
      'is the one that started the others',
      [
        [1, 0, 'a.js'],
        [12, 1, 'a.js'],
        [13, 1, 'a.js'],
      ],
      [1, [12, 13]],
    ],
    ['is one whose name only looks like npm', [[1, 0, 'npmirror.js']], [1, []]],
  ])('%s', (_what, lines, chosen) => {
    expect(pidsOf(choose(lines))).toEqual(chosen);
  });

  it('is the one that was named', () => {
    expect(
      pidsOf(
        choose(
          [
            [1, 0, 'a.js'],
            [12, 1, 'worker.js'],
          ],
          12,
        ),
      ),
    ).toEqual([12, []]);
    expect(
      pidsOf(
        choose(
          [
            [1, 0, 'npm start'],
            [12, 1, 'a.js'],
          ],
          1,
        ),
      ),
    ).toEqual([1, [12]]);
  });

  it.each<[lines: Line[], pid: number | undefined, code: string, message: string]>([
    [[], undefined, 'NOT_FOUND', 'has no Node.js process'],
    [
      [
        [5, 1, 'a.js'],
        [6, 1, 'b.js'],
      ],
      undefined,
      'USAGE',
      'has several Node.js processes: 5 (a.js), 6 (b.js)',
    ],
    [[[5, 1, 'a.js']], 9, 'NOT_FOUND', 'process 9 of container main of pod shop/web is no Node.js process'],
  ])('%j, %s: %s', (lines, pid, code, message) => {
    expect(() => choose(lines, pid)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('that may not be looked into is an error that names it', () => {
    expect(() =>
      chooseProcess({ processes: [], hidden: [{ pid: 1, name: 'node' }] }, undefined, 'x'),
    ).toThrow(expect.objectContaining({ code: 'NOT_ALLOWED', message: expect.stringContaining('1 (node)') }));
  });
});
