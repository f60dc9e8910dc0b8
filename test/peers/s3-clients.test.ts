import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProf, temporaryFolder } from '../support/run-prof.ts';
import { runBash } from '../support/run-shell.ts';
import { MOTO, type S3Server, startS3Server } from '../support/s3-server.ts';
import { fillSeedStore, goProfile } from '../support/seed-store.ts';

interface Client {
  readonly name: string;
  /** Bash; `$KEY` and `$FILE` are to be brought from one to the other. */
  readonly download: string;
  readonly upload: string;
  /** Prints names and values of the metadata, in the client's own form. */
  readonly metadata: string;
  /** Prints keys. */
  readonly list: string;
}

const CLIENTS: readonly Client[] = [
  {
    name: 'aws',
    download: 'aws s3 cp "s3://bucket/$KEY" "$FILE"',
    upload: 'aws s3 cp "$FILE" "s3://bucket/$KEY" --metadata pod-name=web-0,reason=on-demand',
    metadata: 'aws s3api head-object --bucket bucket --key "$KEY" --query Metadata',
    list: 'aws s3 ls s3://bucket --recursive',
  },
  {
    name: 's3cmd',
    download: 's3 get "s3://bucket/$KEY" "$FILE"',
    upload:
      's3 put "$FILE" "s3://bucket/$KEY" --add-header x-amz-meta-pod-name:web-0 --add-header x-amz-meta-reason:on-demand',
    metadata: 's3 info "s3://bucket/$KEY"',
    list: 's3 ls --recursive s3://bucket',
  },
  {
    name: 'rclone',
    download: 'rclone copyto "x:bucket/$KEY" "$FILE"',
    upload:
      'rclone copyto "$FILE" "x:bucket/$KEY" --header-upload "x-amz-meta-pod-name: web-0" --header-upload "x-amz-meta-reason: on-demand"',
    metadata: 'rclone lsjson --metadata --stat "x:bucket/$KEY"',
    list: 'rclone lsf --recursive --files-only x:bucket',
  },
];

let server: S3Server;
const home = temporaryFolder();
beforeAll(async () => {
  server = await startS3Server(MOTO);
  await server.makeBucket('bucket');
}, 60_000);
afterAll(async () => {
  await server?.stop();
  home.remove();
});

/** Each client takes its server from the environment; s3cmd, which cannot, from flags. */
function runClient(line: string, variables: Record<string, string> = {}) {
  const host = server.url.replace('http://', '');
  const s3 = `s3() { s3cmd --config=/dev/null --no-ssl --host=${host} --host-bucket=${host} "$@"; }\n`;
  const env = {
    ...server.env,
    AWS_DEFAULT_REGION: 'us-east-1',
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_X_TYPE: 's3',
    RCLONE_CONFIG_X_PROVIDER: 'Other',
    RCLONE_CONFIG_X_ENDPOINT: server.url,
    RCLONE_CONFIG_X_ENV_AUTH: 'true',
    ...variables,
  };
  return runBash(s3 + line, { cwd: home.path, env });
}

const prof = (...args: string[]) => runProf(home.path, args, { env: server.env });

describe.each(CLIENTS)('$name', ({ name, download, upload, metadata, list }) => {
  const store = `s3://bucket/of/${name}`;

  it('reads what prof wrote: keys, bytes, metadata', async () => {
    const file = goProfile('heap');
    const written = { file, service: 'shop web+1', time: '2024-01-15T12:00:00Z', type: 'heap' };
    await fillSeedStore(home.path, store, { env: server.env, profiles: [written] });
    const listed = JSON.parse((await prof('ls', '--store', store, '--json')).stdout);
    const key = `of/${name}/${listed.profiles[0].key}`;
    const got = `${home.path}/${name}-got`;
    const [brought, facts, keys] = await Promise.all([
      runClient(download, { KEY: key, FILE: got }),
      runClient(metadata, { KEY: key }),
      runClient(list),
    ]);
    expect(brought).toMatchObject({ exitCode: 0 });
    expect(readFileSync(got).equals(readFileSync(file))).toBe(true);
    expect(facts).toMatchObject({ exitCode: 0 });
    expect(facts.stdout).toMatch(/pod-name"?:\s*"?shop web\+1-7d8f9c5b6d-xyz456/i);
    expect(facts.stdout).toMatch(/profile-type"?:\s*"?heap/i);
    expect(facts.stdout).toMatch(/timestamp"?:\s*"?2024-01-15T12:00:00Z/i);
    expect(keys.stdout.split('\n').filter((line) => line.endsWith(key))).toHaveLength(1);
  });

  it('writes what prof lists, shows, reads and compares', async () => {
    const service = `written-by-${name}`;
    const keys = ['2024-01-15', '2024-01-16'].map(
      (day) => `of/${name}/${day}/${service}/${day.replaceAll('-', '')}-120000-cpu.pprof`,
    );
    const files = [goProfile('cpu'), goProfile('cpu-later')];
    const uploads = await Promise.all(keys.map((key, i) => runClient(upload, { KEY: key, FILE: files[i]! })));
    expect(uploads).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
    const [ls, show, top, ofFile, diff, got] = await Promise.all([
      prof('ls', '--store', store, '--service', service, '--json'),
      prof('show', `${service}/cpu@2024-01-16`, '--store', store, '--json'),
      prof('top', `${service}/cpu@2024-01-16`, '--store', store),
      prof('top', files[1]!),
      prof('diff', `${service}/cpu@2024-01-15`, `${service}/cpu@2024-01-16`, '--store', store, '--json'),
      prof('get', `${service}/cpu@2024-01-15`, '--store', store, '-o', `${name}.pb.gz`),
    ]);
    const rows = JSON.parse(ls.stdout).profiles;
    expect(rows.map((row: { key: string }) => `of/${name}/${row.key}`).toSorted()).toEqual(keys);
    expect(JSON.parse(show.stdout).profiles).toMatchObject([
      { metadata: { 'pod-name': 'web-0', reason: 'on-demand' }, sizeBytes: readFileSync(files[1]!).length },
    ]);
    expect(top).toMatchObject({ exitCode: 0, stdout: ofFile.stdout });
    expect(diff).toMatchObject({ exitCode: 0 });
    expect(got).toMatchObject({ exitCode: 0 });
    expect(readFileSync(`${home.path}/${name}.pb.gz`).equals(readFileSync(files[0]!))).toBe(true);
  });

  it("copies a day of prof's whole, metadata included, to a store that prof reads", async () => {
    const to = `s3://bucket/copies/${name}`;
    const folder = `${home.path}/${name}-day`;
    mkdirSync(folder);
    const day = `of/${name}/2024-01-15/`;
    const copy: Record<string, string> = {
      aws: `aws s3 sync s3://bucket/${day} ${to}/2024-01-15/`,
      s3cmd: `s3 cp --recursive s3://bucket/${day} ${to}/2024-01-15/`,
      rclone: `rclone copy --metadata x:bucket/${day} x:bucket/copies/${name}/2024-01-15/`,
    };
    expect(await runClient(copy[name]!)).toMatchObject({ exitCode: 0 });
    const checked = await prof('sync', `s3://bucket/of/${name}`, to, '--checksum', '--dry-run', '--json');
    // The one to be copied still is that of the other day.
    expect(JSON.parse(checked.stdout)).toMatchObject({ unchanged: 2, copied: [{}], replaced: [] });
    const shown = await prof('show', 'shop web+1/heap@2024-01-15', '--store', to, '--json');
    expect(JSON.parse(shown.stdout).profiles).toMatchObject([
      { metadata: { 'pod-name': 'shop web+1-7d8f9c5b6d-xyz456', sha256: expect.any(String) } },
    ]);
  });
});
