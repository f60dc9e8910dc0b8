import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cleanEnvironment, ROOT, RUN_JS, temporaryFolder } from '../support/run-prof.ts';

interface Workflow {
  readonly jobs: {
    readonly profile: { readonly env: Record<string, string>; readonly steps: readonly Step[] };
  };
}

interface Step {
  readonly run?: string;
  readonly if?: string;
}

interface GitlabJob {
  readonly profile: { readonly script: readonly string[] };
}

const [workflow, gitlab] = [
  ...readFileSync(`${ROOT}docs/ci.md`, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
].map(([, block]) => parse(block!) as unknown) as [Workflow, GitlabJob];

/** The package has a test of its own (start.test.ts); here prof is what was built. */
const INSTALL = 'npm install --global "$PROF_PACKAGE"';

const home = temporaryFolder();
afterAll(() => home.remove());

beforeAll(() => {
  mkdirSync(`${home.path}/bin`);
  writeFileSync(`${home.path}/bin/prof`, `#!/bin/sh\nexec '${process.execPath}' '${RUN_JS}' "$@"\n`);
  writeFileSync(`${home.path}/bin/node`, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
  for (const name of ['prof', 'node']) chmodSync(`${home.path}/bin/${name}`, 0o755);
});

/** Too long for V8 to make it part of its caller, which would have its time then. */
const LONG_BODY = 'sum = (sum * 31 + i) | 0;'.repeat(80);

/** A service that renders and parses, `parses` times as often. */
function writeService(folder: string, parses: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/service.js`,
    `let kept = 0;
function parse() { let sum = 0; for (let i = 0; i < 3000; i++) { ${LONG_BODY} } return sum; }
function render() { let sum = 1; for (let i = 0; i < 9000; i++) { ${LONG_BODY} } return sum; }
function serve() { for (let i = 0; i < ${parses}; i++) kept ^= parse(); kept ^= render(); setImmediate(serve); }
serve();
`,
  );
}

/** A pipeline's machine is thrown away; this one is not, also where a line fails. */
const CLEAN_UP = "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT";

/** Runs lines as the pipeline's shell does: bash that ends at the first failure. */
async function runLines(folder: string, lines: string, env: Record<string, string>) {
  const { exitCode, stdout, stderr } = await execa(
    'bash',
    ['-e', '-c', `${CLEAN_UP}\n${lines.replace(/--seconds \d+/g, '--seconds 1')}`],
    {
      cwd: folder,
      reject: false,
      extendEnv: false,
      env: {
        ...cleanEnvironment(home.path),
        PATH: `${home.path}/bin:${process.env.PATH}`,
        // Tests run side by side, and a woken inspector wants a port.
        NODE_OPTIONS: '--inspect-port=0',
        ...env,
      },
    },
  );
  return { exitCode, output: stdout + stderr };
}

/** `${{ github.x }}` replaced by what GitHub would say. */
function expressions(text: string, values: Record<string, string>): string {
  return text.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, name: string) => {
    expect(Object.keys(values)).toContain(name);
    return values[name]!;
  });
}

async function runWorkflow(folder: string, event: 'push' | 'pull_request', summary: string) {
  const { env, steps } = workflow.jobs.profile;
  const values = {
    'github.ref_name': event === 'push' ? 'main' : '17/merge',
    'github.sha': event === 'push' ? '1'.repeat(40) : '2'.repeat(40),
    'vars.PROF_PACKAGE': 'prof.tgz',
  };
  const known = Object.fromEntries(
    Object.entries(env).map(([name, text]) => [name, expressions(text, values)]),
  );
  for (const { run, if: condition } of steps) {
    if (run === undefined || run === INSTALL) continue;
    // Nothing of the event stands in a script: names of branches are from strangers.
    expect(run).not.toContain('${{');
    if (condition !== undefined) {
      expect(condition).toBe("github.event_name == 'pull_request'");
      if (event !== 'pull_request') continue;
    }
    const result = await runLines(folder, run, { ...known, GITHUB_STEP_SUMMARY: summary });
    if (result.exitCode !== 0) return result;
  }
  return { exitCode: 0, output: '' };
}

describe('the GitHub workflow of docs/ci.md', () => {
  it('goes on without a run of main, and fails what is slower than main', async () => {
    const folder = `${home.path}/github`;
    const summary = `${home.path}/summary.md`;
    writeService(folder, 1);
    expect(await runWorkflow(folder, 'pull_request', summary)).toMatchObject({ exitCode: 0 });
    expect(await runWorkflow(folder, 'push', summary)).toMatchObject({ exitCode: 0 });
    writeService(folder, 20);
    const slower = await runWorkflow(folder, 'pull_request', summary);
    expect(slower.exitCode).toBe(1);
    expect(slower.output).toContain('base is git:main: branch main, commit 111111111111');
    expect(slower.output).toMatch(/^::error .*parse/m);
    const shown = readFileSync(summary, 'utf8');
    expect(shown).toContain('| **FAIL** | `any>+5pp` |');
    expect(shown).toMatch(/^\| `parse` \|/m);
  }, 120_000);
});

describe('the GitLab job of docs/ci.md', () => {
  const script = gitlab.profile.script.filter((line) => line !== INSTALL).join('\n');

  it('leaves profiles of main, and fails what is slower by more than chance', async () => {
    expect(gitlab.profile.script[0]).toBe(INSTALL);
    const folder = `${home.path}/gitlab`;
    writeService(folder, 1);
    expect(await runLines(folder, script, { SIDE: 'base' })).toMatchObject({ exitCode: 0 });
    expect(readdirSync(`${folder}/profiles/base`)).toHaveLength(6);
    writeService(folder, 20);
    const slower = await runLines(folder, script, { SIDE: 'new' });
    expect(slower).toMatchObject({ exitCode: 1 });
    const report = readFileSync(`${folder}/diff.xml`, 'utf8');
    expect(report).toContain('<testcase classname="prof diff cpu" name="flat(parse)&gt;+10%"');
    expect(report).toContain('<failure message="parse: ');
  }, 120_000);
});
