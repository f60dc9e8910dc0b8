import { describe, expect, it } from 'vitest';
import { ProfError } from '../../../src/kit/errors.ts';
import { fromProcess, type ProcessFacts } from '../../../src/naming/from-process.ts';
import { fromUrl } from '../../../src/naming/from-url.ts';
import { inspectorPortOf, scriptOf } from '../../../src/naming/node-arguments.ts';
import { chooseServiceName, fromFlag } from '../../../src/naming/service-name.ts';

const NOTHING: ProcessFacts = { script: undefined, packageName: undefined, title: undefined };

describe('the name of a service', () => {
  it('is what --service says, and the other rules are kept', () => {
    const name = chooseServiceName([fromFlag('mine'), fromUrl(new URL('http://checkout:6060'))]);
    expect(name).toMatchObject({ name: 'mine', rule: 'flag' });
    expect(name.candidates.map(({ rule, name: said }) => [rule, said])).toEqual([
      ['flag', 'mine'],
      ['host', 'checkout'],
    ]);
  });

  it('is an error where no rule knows one', () => {
    expect(() => chooseServiceName([fromFlag(undefined), ...fromProcess(NOTHING)])).toThrow(ProfError);
  });

  it.each([
    ['http://checkout:6060/debug/pprof', 'checkout'],
    ['https://checkout.prod.svc.cluster.local/', 'checkout.prod.svc.cluster.local'],
    ['http://Checkout.:80', 'checkout'],
    ['http://127.0.0.1:6060', '127.0.0.1'],
    ['http://[::1]:6060', '::1'],
    ['node://app.internal:9229', 'app.internal'],
  ])('of %s is its host name', (url, host) => {
    expect(fromUrl(new URL(url)).name).toBe(host);
  });
});

describe('the name of a Node.js process', () => {
  const winner = (facts: Partial<ProcessFacts>) =>
    chooseServiceName(fromProcess({ ...NOTHING, ...facts })).name;

  it.each([
    [{ packageName: 'checkout', script: '/srv/app/pay.js' }, 'checkout'],
    [{ packageName: '@acme/checkout' }, 'acme-checkout'],
    [{ script: '/srv/app/pay.mjs', title: 'paying' }, 'pay'],
    [{ script: '/srv/checkout/dist/index.js' }, 'checkout'],
    [{ script: 'server.ts' }, 'server'],
    [{ title: 'my service: worker' }, 'my-service-worker'],
    [{ packageName: '@', script: 'a.cjs' }, 'a'],
  ])('%j', (facts, name) => {
    expect(winner(facts)).toBe(name);
  });
});

describe('a Node.js command line', () => {
  it.each([
    [['node', 'a.js', '-r', 'b'], 'a.js'],
    [['node', '--inspect', '-r', './hook.js', '--import', 'x', '--max-old-space-size=1', 'a.js'], 'a.js'],
    [['node', '--', '-odd.js'], '-odd.js'],
    [['node', '-e', 'code'], undefined],
    [['node', '--eval=code'], undefined],
    [['node', '-'], undefined],
    [['node'], undefined],
  ])('%j runs %j', (args, script) => {
    expect(scriptOf(args)).toBe(script);
  });

  it.each([
    [['node', 'a.js'], undefined, 9229],
    [['node', '--inspect=9300', 'a.js'], undefined, 9300],
    [['node', '--inspect=127.0.0.1:9301', 'a.js'], undefined, 9301],
    [['node', '--inspect-port=0', 'a.js'], undefined, 0],
    [['node', '--inspect-port', '9302', 'a.js'], undefined, 9302],
    [['node', '--inspect-brk=[::1]:9303', 'a.js'], undefined, 9303],
    [['node', 'a.js'], '--max-old-space-size=1 --inspect-port=9304', 9304],
    [['node', '--inspect-port=9305', 'a.js'], '--inspect-port=9304', 9305],
    [['node', '--inspect', 'a.js'], undefined, 9229],
  ])('%j with NODE_OPTIONS %j opens port %d', (args, options, port) => {
    expect(inspectorPortOf(args, options)).toBe(port);
  });
});
