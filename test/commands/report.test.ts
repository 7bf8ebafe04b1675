import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MOST_JOBS, matrixOf } from '../../src/commands/planMatrix.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Run } from '../../src/report/run.ts';
import { judged } from '../report/judged.ts';
import { steady } from '../report/runs.ts';
import { frozenClock } from '../sandbox/clock.ts';
import { runAction } from '../support/action.ts';

const FILE = '.github/personalize-monitor.yml';
const role = (id: number) => `arn:aws:iam::${String(id).padStart(12, '0')}:role/personalize-monitor`;
const account = (name: string, id: number) =>
  `  - { name: ${name}, role: "${role(id)}", regions: [us-east-1] }\n`;
const config = (...names: string[]) =>
  `version: 1\naccounts:\n${names.map((name, index) => account(name, index + 1)).join('')}`;

let reports: string;

beforeEach(async () => {
  reports = await mkdtemp(join(tmpdir(), 'reports-'));
});

afterEach(() => rm(reports, { recursive: true }));

async function put(path: string, content: Run | string): Promise<void> {
  await mkdir(dirname(join(reports, path)), { recursive: true });
  await writeFile(join(reports, path), typeof content === 'string' ? content : renderJson(content));
}

/** The report of a job for one account of the config file. */
const of = (name: string, run: Run, over: Partial<Run> = {}): Run => ({
  ...run,
  accounts: [{ name, result: run.result }],
  regions: run.regions.map((region) => ({ account: name, ...region })),
  findings: run.findings.map((finding) => ({ account: name, ...finding })),
  failures: run.failures.map((failure) => ({ account: name, ...failure })),
  ...over,
});

// Nobody answers at that address: a run that asked anything would fail.
const nobody = { url: 'http://127.0.0.1:9', clock: frozenClock(Date.UTC(2026, 0, 5, 12)) };

const merge = (files: Record<string, string> = {}) =>
  runAction(nobody, { command: 'report', reports }, { files, env: { AWS_REGION: '' } });

describe('command: report', () => {
  test('adds up the reports of many jobs in one, without AWS', async () => {
    await put('report-prod/report.json', of('prod', judged));
    await put('report-trial/report.json', of('trial', steady));
    const { exitCode, report, outputs, summary } = await merge({ [FILE]: config('prod', 'trial') });
    const both = [judged, steady];
    const sum = (part: (run: Run) => number) => both.reduce((total, run) => total + part(run), 0);
    expect(report?.mergedReports).toBe(2);
    expect(report?.accounts?.map(({ name }) => name)).toEqual(['prod', 'trial']);
    expect(report?.findings).toHaveLength(sum(({ findings }) => findings.length));
    expect(report?.savings.monthlyWasteUsd).toBeCloseTo(
      sum(({ savings }) => savings.monthlyWasteUsd),
      1,
    );
    expect(outputs['findings']).toBe(String(sum(({ findings }) => findings.length)));
    expect(report?.calls.reduce((total, { sent }) => total + sent, 0)).toBe(
      sum(({ calls }) => calls.reduce((total, { sent }) => total + sent, 0)),
    );
    expect(summary).toContain('Merged from 2 reports');
    expect(exitCode).toBe(both.every(({ result }) => result === 'success') ? 0 : 1);
  });

  test('is a success only when every job was', async () => {
    await put('a.json', of('prod', steady));
    await put('b.json', of('trial', { ...steady, result: 'failed' }));
    const { exitCode, report } = await merge();
    expect([exitCode, report?.result]).toEqual([1, 'partial']);
  });

  test('says which account of the config file no report is of: unknown is not fine', async () => {
    await put('a.json', of('prod', steady));
    const { exitCode, report, summary } = await merge({ [FILE]: config('prod', 'trial') });
    expect(exitCode).toBe(1);
    expect(report?.failures).toMatchObject([{ account: 'trial', what: 'find the report of an account' }]);
    expect(report?.accounts).toEqual([
      { name: 'prod', result: 'success' },
      { name: 'trial', result: 'failed' },
    ]);
    expect(summary).toMatch(/### Accounts[\s\S]*❌&nbsp;trial \| unknown/);
  });

  test('lists the account whose report is damaged as failed', async () => {
    await put('prod/report.json', of('prod', steady));
    await put('trial/report.json', renderJson(of('trial', steady)).slice(0, 1000));
    const { report, summary } = await merge({ [FILE]: config('prod', 'trial') });
    expect(report?.accounts?.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'prod success',
      'trial failed',
    ]);
    expect(summary).toMatch(/❌&nbsp;trial \| unknown/);
  });

  test.each([
    ['half of a report', renderJson(steady).slice(0, 1000), /^It cannot be read as JSON/],
    ['another file', '{ "hello": "world" }', /^It is not a report of this version/],
    [
      'a report with a part missing',
      JSON.stringify({ ...JSON.parse(renderJson(steady)), regions: 'none' }),
      /regions/,
    ],
  ])('names %s, and merges the others', async (_, text, cause) => {
    await put('good/report.json', of('prod', steady));
    await put('bad/report.json', text);
    const { exitCode, report } = await merge();
    expect(exitCode).toBe(1);
    expect(report?.accounts?.map(({ name }) => name)).toEqual(['prod']);
    expect(report?.failures).toMatchObject([
      { what: 'read a report', resource: join('bad', 'report.json'), cause: expect.stringMatching(cause) },
    ]);
  });

  test('passes over the manifests of deleted campaigns, which lie beside reports', async () => {
    await put('prod/report.json', of('prod', steady));
    await put('prod/manifests/us-east-1/home.json', '{}');
    expect((await merge()).exitCode).toBe(0);
  });

  test('counts the newest of several reports of the same account', async () => {
    await put('first.json', of('prod', { ...steady, result: 'failed' }));
    await put('second.json', of('prod', steady, { finishedAt: '2030-01-01T00:00:00.000Z' }));
    const { exitCode, report } = await merge();
    expect(exitCode).toBe(0);
    expect(report?.mergedReports).toBe(1);
    expect(report?.notices.some(({ text }) => text.includes('second.json is the newest'))).toBe(true);
  });

  test('tells accounts without names apart by their ids, which it hides where they are hidden', async () => {
    const ids = ['111111111111', '222222222222'] as const;
    for (const id of ids) await put(`${id}.json`, { ...steady, account: id, accountIdsHidden: true });
    const { report, summary } = await merge();
    expect(report?.accounts?.map(({ id }) => id)).toEqual([...ids]);
    for (const id of ids) expect(summary).not.toContain(id);
    expect(summary).toContain('| XXXXXXXXXXXA | 3 |');
    expect(summary).toContain('| XXXXXXXXXXXB | 3 |');
  });

  test('fails where there is no report at all, and where no directory is named', async () => {
    const { exitCode, report } = await merge();
    expect([exitCode, report?.result]).toEqual([1, 'failed']);
    const without = await runAction(nobody, { command: 'report' });
    expect(without.annotations[0]?.message).toContain('reports');
  });

  test('merges the reports of a hundred accounts', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `account-${index}`);
    for (const name of names) await put(`${name}/report.json`, of(name, steady));
    const { exitCode, report } = await merge({ [FILE]: config(...names) });
    expect(exitCode).toBe(0);
    expect(report?.accounts).toHaveLength(100);
  });
});

describe('the job matrix', () => {
  test('has a job for each account, up to as many as GitHub makes', () => {
    const names = Array.from({ length: MOST_JOBS }, (_, index) => `a${index}`);
    expect(matrixOf(names).include.map(({ account: name }) => name)).toEqual(names);
  });

  test('puts several accounts into a job beyond that, each into one', () => {
    const names = Array.from({ length: 600 }, (_, index) => `a${index}`);
    const { include } = matrixOf(names);
    expect(include.length).toBeLessThanOrEqual(MOST_JOBS);
    expect(include.flatMap(({ account: those }) => those.split(','))).toEqual(names);
  });
});
