import { expect, it } from 'vitest';
import { locateFunctions } from '../../../src/compare/locate-functions.ts';
import { ProfileBuilder } from '../../../src/profile/builder.ts';

const CPU = [{ type: 'cpu', unit: 'nanoseconds' }];

function program() {
  const builder = new ProfileBuilder({ sampleTypes: CPU });
  const parse = builder.addFunction({ name: 'parse', filename: '/srv/app/parse.go', startLine: 3 });
  const main = builder.addFunction({ name: 'main', filename: '/srv/app/main.go', startLine: 1 });
  const helper = builder.addFunction({ name: 'helper', filename: '/srv/app/helper.go', startLine: 5 });
  const bare = builder.addFunction({ name: 'bare' });
  const at = (line: number) => builder.addLocation({ lines: [{ function: parse, line }] });
  const call = builder.addLocation({ lines: [{ function: main, line: 7 }] });
  const other = builder.addLocation({ lines: [{ function: main, line: 9 }] });
  const inlined = builder.addLocation({
    lines: [
      { function: helper, line: 6 },
      { function: parse, line: 12 },
    ],
  });
  const unknown = builder.addLocation({ lines: [{ function: bare }] });
  builder.addSample([at(4), call], [10]);
  builder.addSample([at(5), call], [30]);
  builder.addSample([inlined, other], [50]);
  builder.addSample([unknown, at(0), other], [5]);
  return builder.build();
}

const options = { sampleIndex: 'cpu' };

it('names the line that most of a function falls on: its own before what it calls', async () => {
  const names = new Set(['parse', 'main', 'helper', 'bare', 'gone']);
  expect(Object.fromEntries(await locateFunctions(program(), names, options))).toEqual({
    parse: { file: '/srv/app/parse.go', line: 5 },
    main: { file: '/srv/app/main.go', line: 9 },
    helper: { file: '/srv/app/helper.go', line: 6 },
  });
});

it('counts inlined functions as their callers where it is asked to', async () => {
  const places = await locateFunctions(program(), new Set(['parse']), {
    ...options,
    report: { noInlines: true },
  });
  expect(places.get('parse')).toEqual({ file: '/srv/app/parse.go', line: 12 });
});

it('falls back to where a function begins', async () => {
  const builder = new ProfileBuilder({ sampleTypes: CPU });
  const f = builder.addFunction({ name: 'f', filename: 'f.go', startLine: 3 });
  builder.addSample([builder.addLocation({ lines: [{ function: f }] })], [1]);
  expect((await locateFunctions(builder.build(), new Set(['f']), options)).get('f')).toEqual({
    file: 'f.go',
    line: 3,
  });
});
