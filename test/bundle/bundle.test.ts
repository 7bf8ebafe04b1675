import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import { steady } from '../sandbox/traffic.ts';
import { world } from '../sandbox/world.ts';
import { runStep, startStep } from '../support/process.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  const campaigns = [{ name: 'home', datasetGroup: 'movies', minProvisionedTPS: 5, traffic: steady(2) }];
  sandbox = await startSandbox(
    world({ regions: { 'us-east-1': { datasetGroups: { movies: {} }, campaigns } } }),
  );
});
afterEach(() => sandbox.close());

/** What a runner's OIDC token looks like; the sandbox does not verify signatures. */
async function tokenFile(): Promise<string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const file = join(await mkdtemp(join(tmpdir(), 'token-')), 'token');
  await writeFile(file, [part({ alg: 'RS256' }), part({ aud: 'sts.amazonaws.com' }), 'signature'].join('.'));
  return file;
}

describe('the bundle', () => {
  test('is one module of less than 2 MB, with the licences of what is in it', async () => {
    expect((await readdir('dist')).sort()).toEqual(['index.js', 'licenses.txt', 'package.json']);
    expect((await stat('dist/index.js')).size).toBeLessThan(2_000_000);
    expect(await readFile('dist/licenses.txt', 'utf8')).toContain('@aws-sdk/client-personalize');
  });

  test('runs as the runner would run it: outputs, step summary, log groups and exit code', async () => {
    const step = await runStep({ url: sandbox.url });
    expect(step).toMatchObject({ exitCode: 0, stderr: '' });
    expect(step.outputs).toMatchObject({ result: 'success', 'monitored-resources': '1' });
    expect(step.stepSummary).toContain('home');
    expect(step.stdout).toContain('::group::[us-east-1] 1 resource, ');
  });

  test('publishes nothing the second time, and writes nothing else', async () => {
    const inputs = { 'backfill-hours': '1' };
    const first = await runStep({ url: sandbox.url, inputs });
    sandbox.calls.clear();
    const newest = sandbox.region('us-east-1').points('monitoredResourceCount').length;
    await runStep({ url: sandbox.url, inputs });
    const again = sandbox.region('us-east-1').points('monitoredResourceCount').length - newest;
    expect(first.outputs['result']).toBe('success');
    // A window may have settled between the two runs, by the clock on the wall.
    expect(sandbox.calls.writes().length).toBe(again);
  });

  test('says what is wrong with the inputs without a stack trace, and calls nothing', async () => {
    const step = await runStep({
      url: sandbox.url,
      inputs: { command: 'stop-everything', regions: 'moon-1' },
    });
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toEqual({ result: 'failed' });
    expect(step.stdout).toContain('::error title=personalize-monitor did not start::');
    expect(step.stdout).toContain('stop-everything');
    expect(step.stdout).toContain('moon-1');
    expect(step.stdout + step.stderr).not.toMatch(/\n\s+at /);
    expect(sandbox.calls.all).toEqual([]);
  });

  test('without credentials says to sign in, and ends red', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    const step = await runStep({ url: sandbox.url, env });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['result']).toBe('failed');
    expect(step.stdout).toContain('configure-aws-credentials');
    expect(sandbox.calls.all).toEqual([]);
  });

  test('takes credentials from a web identity, which the SDK loads only when it is needed', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/personalize-monitor',
      AWS_WEB_IDENTITY_TOKEN_FILE: await tokenFile(),
    };
    const step = await runStep({ url: sandbox.url, env });
    expect(step.outputs['result']).toBe('success');
    expect(sandbox.calls.count('sts:AssumeRoleWithWebIdentity')).toBe(1);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'stops cleanly when the job is cancelled by %s',
    async (signal) => {
      const reached = new Promise<void>((resolve) => {
        const when = () => {
          resolve();
          return true;
        };
        sandbox.faults.add({ operation: 'GetMetricData', kind: 'hang', when });
      });
      const step = await startStep({ url: sandbox.url });
      await reached;
      step.kill(signal);
      const result = await step.result;
      expect(result).toMatchObject({ exitCode: 1, signal: null });
      expect(result.outputs['result']).toBe('partial');
      expect(result.stepSummary).toMatch(/cancelled/i);
    },
  );
});
