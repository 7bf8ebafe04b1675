import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ROOT, read } from './readme.ts';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const workflow = parse(read('.github/workflows/release.yml')) as {
  readonly on: unknown;
  readonly concurrency: unknown;
  readonly jobs: { readonly check: Job; readonly release: Job };
};
const { check, release } = workflow.jobs;
const scriptOf = (name: string) => release.steps.find((step) => step.name === name)?.run ?? '';

describe('the release workflow', () => {
  test('starts with version tags and with nothing else, one at a time', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*.*.*'] } });
    expect(workflow.concurrency).toEqual({ group: 'release', 'cancel-in-progress': false });
  });

  test('checks everything before a job that may write begins', () => {
    expect(check.permissions).toEqual({ contents: 'read' });
    expect(check.steps.map(({ run }) => run)).toContain('.ci/run');
    expect(release.needs).toBe('check');
    expect(release.environment).toBe('release');
  });

  test('installs no package, and uses no cache, where it may write', () => {
    expect(release.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
    const text = JSON.stringify(release.steps);
    expect(text).not.toMatch(/\bnpm\b|\bnpx\b|\bcache\b/);
    expect(
      release.steps.flatMap(({ uses = [] }) => uses).filter((uses) => !uses.startsWith('actions/')),
    ).toEqual([]);
  });

  test('hands its token only to steps that speak to GitHub', () => {
    const holders = release.steps.filter(({ env }) => env?.['GH_TOKEN']).map(({ name }) => name);
    expect(holders).toEqual(['Publish', 'It is immutable', 'Move the major tag']);
  });
});

describe('in a repository of its own', () => {
  let folder: string;
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args],
      { cwd: folder, encoding: 'utf8' },
    ).trim();
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'release-'));
    git('init', '--quiet', '--initial-branch=main');
    const version = JSON.stringify({ version: '1.3.0' });
    write('package.json', version);
    write('package-lock.json', version);
    write('CHANGELOG.md', '## [1.3.0] - 2026-12-24\n\n- Something.\n');
    mkdirSync(join(folder, 'dist'));
    write('dist/index.js', 'built');
    write('dist/licenses.txt', 'MIT');
    git('add', '.');
    git('commit', '--quiet', '--message=Release');
    git('tag', 'v1.3.0');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const merge = () => git('update-ref', 'refs/remotes/origin/main', 'HEAD');

  const script = (command: string) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts/release.ts'), command, 'v1.3.0', 'main'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GITHUB_REPOSITORY: 'acme/monitor', GITHUB_SHA: git('rev-parse', 'HEAD') },
    });

  test('a merged tag gives the outputs that the workflow reads, and its notes', () => {
    merge();
    expect(script('check')).toMatchObject({
      status: 0,
      stdout: 'prerelease=false\nlatest=true\nmajor=v1\n',
    });
    expect(script('notes').stdout).toContain('- Something.');
  });

  test('a tag that is not merged is not released, and neither outputs nor notes come of it', () => {
    git('update-ref', 'refs/remotes/origin/other', 'HEAD');
    for (const command of ['check', 'notes']) {
      const { status, stdout, stderr } = script(command);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toContain('Its commit is not on the default branch.');
    }
  });

  /** Runs a step as the runner does, with a `gh` that notes how it was called and answers as `answers` says. */
  function step(name: string, answers: string, env: Readonly<Record<string, string>> = {}) {
    const bin = join(folder, 'bin');
    mkdirSync(bin, { recursive: true });
    const log = join(folder, 'calls');
    writeFileSync(log, '');
    writeFileSync(join(bin, 'gh'), `#!/bin/bash\necho "$*" >> '${log}'\ncase "$*" in\n${answers}\nesac\n`);
    chmodSync(join(bin, 'gh'), 0o755);
    const { status, stdout } = spawnSync('bash', ['-e', '-c', scriptOf(name)], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...{
          PATH: `${bin}:${process.env['PATH']}`,
          RUNNER_TEMP: folder,
          TAG: 'v1.3.0',
          GH_REPO: 'acme/monitor',
        },
        ...{ GITHUB_SHA: 'abc', PRERELEASE: 'false', LATEST: 'true', MAJOR: 'v1', ...env },
      },
    });
    const calls = readFileSync(log, 'utf8').trim().split('\n');
    return { status, stdout, calls: calls.map((call) => call.split(' ').slice(0, 3).join(' ')) };
  }

  const HERE = '*commits/tags/v1.3.0*) echo abc ;;';
  const NO_RELEASE = '"release view"*) exit 1 ;;';

  test('publishes from a draft that has all its assets', () => {
    const { status, calls } = step('Publish', `${NO_RELEASE}\n${HERE}`);
    expect(status).toBe(0);
    expect(calls).toEqual([
      'release view v1.3.0',
      'release create v1.3.0',
      'api repos/acme/monitor/commits/tags/v1.3.0 --jq',
      'release edit v1.3.0',
    ]);
  });

  test('run again, makes a draft that was left anew, and leaves what is published', () => {
    const again = step('Publish', `"release view"*) echo true ;;\n${HERE}`);
    expect(again.calls.slice(1, 3)).toEqual(['release delete v1.3.0', 'release create v1.3.0']);
    const published = step('Publish', '"release view"*) echo false ;;');
    expect(published).toMatchObject({ status: 0, calls: ['release view v1.3.0'] });
  });

  test('publishes nothing when the tag was moved meanwhile, or an asset could not be uploaded', () => {
    const moved = step('Publish', `${NO_RELEASE}\n*commits/tags*) echo other ;;`);
    expect(moved.status).toBe(1);
    expect(moved.calls).not.toContain('release edit v1.3.0');
    const failed = step('Publish', `${NO_RELEASE}\n"release create"*) exit 1 ;;`);
    expect(failed.status).toBe(1);
    expect(failed.calls).not.toContain('release edit v1.3.0');
  });

  test.each([
    ['true', 0],
    ['false', 1],
    ['null', 1],
  ])('with immutable: %s ends with %i', (answer, status) => {
    expect(step('It is immutable', `*) echo ${answer} ;;`).status).toBe(status);
  });

  test('moves the major tag, makes it where it is missing, and says what to do where it may not', () => {
    expect(step('Move the major tag', '').calls).toEqual(['api --silent --method']);
    const made = step('Move the major tag', '*PATCH*) exit 1 ;;');
    expect(made).toMatchObject({ status: 0, calls: ['api --silent --method', 'api --silent --method'] });
    const refused = step('Move the major tag', '*) exit 1 ;;');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('git push --force origin abc:refs/tags/v1');
  });

  test('releases only a dist whose files are those that were built', () => {
    const built = execFileSync('sha256sum dist/*', { cwd: folder, encoding: 'utf8', shell: 'bash' }).trim();
    const held = () => step('The committed dist is the one that was built', '', { BUILT: built }).status;
    expect(held()).toBe(0);
    write('dist/more.js', 'x');
    expect(held()).toBe(1);
    rmSync(join(folder, 'dist/more.js'));
    write('dist/index.js', 'other');
    expect(held()).toBe(1);
    expect(step('The committed dist is the one that was built', '', { BUILT: '' }).status).toBe(1);
  });
});
