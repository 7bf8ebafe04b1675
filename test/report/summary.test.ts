import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotationsOf } from '../../src/report/annotations.ts';
import type { GitHubUse } from '../../src/report/run.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { anyRun } from './arbitrary.ts';
import { expectFile } from './golden.ts';
import { cellsOf, problemsIn } from './grammar.ts';
import { byHand, judged, waiting } from './judged.ts';
import {
  ACCOUNT,
  empty,
  failed,
  firstRun,
  fleetOf,
  partial,
  plan,
  regionOf,
  resource,
  run,
  steady,
} from './runs.ts';

describe('the summary reads as its golden file', () => {
  test.each([
    ['steady', steady],
    ['first-run', firstRun],
    ['plan', plan],
    ['partial', partial],
    ['findings', judged],
    ['by-hand', byHand],
    ['waiting', waiting],
  ])('%s', (name, of) => {
    expectFile(`__golden__/${name}.md`, renderSummary(of));
  });
});

describe('the first line says how it went', () => {
  test.each([
    ['all is well', steady, '## ✅ Amazon Personalize: all went well'],
    [
      'something is to be looked at',
      firstRun,
      '## ✅ Amazon Personalize: all went well, 2 things to look at',
    ],
    ['a plan', plan, '## ✅ Plan for Amazon Personalize: 9 changes, 1 thing to look at'],
    ['a part failed', partial, '## ⚠️ Amazon Personalize: incomplete, 2 failures'],
    ['all failed', failed, '## ❌ Amazon Personalize: the run failed'],
    ['it was cancelled', { ...steady, cancelled: true }, '## ⚠️ Amazon Personalize: cancelled'],
    ['the account is empty', empty, '## ✅ Amazon Personalize: all went well'],
  ])('%s', (_, of, heading) => {
    expect(renderSummary(of).split('\n', 1)[0]).toBe(heading);
  });
});

describe('what a reader can rely on', () => {
  test('a plan says that nothing was written, and claims nothing as done', () => {
    const markdown = renderSummary(plan);
    expect(markdown).toContain('**nothing was written**');
    expect(markdown).not.toMatch(/\b(?:created|Published|subscribed \d)\b/);
  });

  test('an account without resources says so, and shows no chart and no number', () => {
    const markdown = renderSummary(empty);
    expect(markdown).toContain('**Nothing to monitor**: no campaign or recommender is active in 2 Regions.');
    expect(markdown).not.toContain('mermaid');
    expect(markdown).not.toContain('NaN');
  });

  test('a Region that could not be listed is told as unknown, not as empty', () => {
    expect(renderSummary(partial)).toMatch(/\| eu-west-1 \| not listed \| unknown \| unknown \| unknown \|/);
  });

  test('unknown demand is never shown as a number', () => {
    const row = renderSummary(firstRun)
      .split('\n')
      .find((each) => each.startsWith('| next-action'));
    expect(cellsOf(row ?? '').slice(2, 6)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  });

  test('the resource that leaves most of its floor unused comes first, whatever its utilization', () => {
    const known = (floor: number, averageTPS: number) => ({
      floor,
      demand: {
        kind: 'known' as const,
        averageTPS,
        peakTPS: averageTPS,
        utilization: (averageTPS / floor) * 100,
      },
    });
    const resources = [
      resource({ name: 'small-and-idle', ...known(1, 0) }),
      resource({ name: 'large-and-half-used', ...known(100, 50) }),
      resource({ name: 'over-its-floor', ...known(5, 30) }),
    ];
    const markdown = renderSummary(run({ regions: [regionOf('us-east-1', resources)] }));
    const order = [...markdown.matchAll(/^\| (\S+)<br>/gm)].map(([, name]) => name);
    expect(order).toEqual(['large-and-half-used', 'small-and-idle', 'over-its-floor']);
    expect(markdown).toContain('leaves **51 TPS (48%) unused**');
  });

  test('failures of one kind share a row that says how many there are', () => {
    const failures = Array.from({ length: 300 }, (_, index) => ({
      what: 'describe campaign',
      region: 'us-east-1',
      resource: `arn:aws:personalize:us-east-1:${ACCOUNT}:campaign/c${index}`,
      operation: 'personalize:DescribeCampaign',
      cause: `AccessDeniedException: not authorized on campaign/c${index}`,
      remedy: 'Allow personalize:DescribeCampaign.',
    }));
    const rows = renderSummary(run({ result: 'partial', failures })).match(/^\| ❌.*$/gm) ?? [];
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('c0, c1, c2 and 297 more<br><sub>us-east-1</sub>');
    expect(rows[0]).toContain('(and 299 more like it)');
  });

  test('a failed read of metrics names the resources whose demand it leaves unknown, and they have no other row', () => {
    const why = 'GetMetricData answered PartialData';
    const unknown = ['home', 'search'].map((name) => resource({ name, demand: { kind: 'unknown', why } }));
    const failure = {
      what: 'read 2 of 7 metrics',
      region: 'us-east-1',
      operation: 'cloudwatch:GetMetricData',
      cause: why,
      remedy: 'The next run reads them again.',
    };
    const markdown = renderSummary(
      run({ result: 'partial', regions: [regionOf('us-east-1', unknown)], failures: [failure] }),
    );
    expect(markdown).toContain(
      '| ❌ read 2 of 7 metrics | Demand unknown: home, search<br><sub>us-east-1</sub> |',
    );
    expect(markdown).not.toContain('⚠️ Demand unknown');
  });

  test('calls that found nothing are no failures; beside a failure, errors are counted, each once', () => {
    expect(renderSummary(steady)).toContain('<summary>7 calls to AWS, 1 throttled</summary>');
    expect(renderSummary(partial)).toContain(
      '<summary>11 calls to AWS, 9 throttled, 1 other error</summary>',
    );
  });

  test('thousands are grouped in every number', () => {
    const many = resource({ name: 'new', windowsPublished: 4032, windowsBackfilled: 4031 });
    const markdown = renderSummary(run({ regions: [regionOf('us-east-1', [many])] }));
    expect(markdown.match(/4,032/g)).toHaveLength(3);
    expect(markdown).not.toContain('4032');
  });

  test('with publish-metrics off it says that only the count was published', () => {
    expect(renderSummary({ ...steady, publishMetrics: false })).toContain(
      'Only the count of resources was published in each Region',
    );
  });

  test('the account id is nowhere in it', () => {
    for (const each of [steady, firstRun, plan, partial, failed, judged, waiting, fleetOf(50)]) {
      expect(renderSummary(each)).not.toContain(ACCOUNT);
    }
  });

  test('the account id is in it, where it may be seen', () => {
    expect(renderSummary({ ...partial, accountIdsHidden: false })).toContain(`arn:aws:sts::${ACCOUNT}:`);
  });

  test('it says what GitHub was asked, and what it allows yet, as far as that is known', () => {
    const said = (gitHub: GitHubUse) => /^GitHub: \d.*$/m.exec(renderSummary({ ...steady, gitHub }))?.[0];
    const known = { limit: 1000, remaining: 988, resetsAt: '2026-11-23T14:05:09Z' };
    expect(said({ requests: 12, notModified: 0, ...known })).toBe(
      'GitHub: 12 requests; 988 of 1,000 left until 14:05 UTC.',
    );
    expect(said({ requests: 1, notModified: 1 })).toBe('GitHub: 1 request, 1 of them found nothing new.');
    expect(renderSummary(steady)).not.toMatch(/^GitHub: \d/m);
  });

  test('issues and pull requests are told apart from what is in AWS, as links', () => {
    const markdown = renderSummary(waiting);
    expect(markdown).toContain('**Alarms, dashboards and notifications**: changed nothing');
    expect(markdown).toContain(
      '**Issues and pull requests**: created 1 issue; closed 1 issue; **1 failed**.',
    );
    expect(markdown).toContain('](https://github.com/acme/shop/issues/12)<br><sub>#&#8203;12</sub>');
  });
});

describe('any run at all', () => {
  test('gives a well-formed summary: cells, folds, fences and no HTML of its texts', () => {
    fc.assert(
      fc.property(anyRun, (of) => expect(problemsIn(renderSummary(of))).toEqual([])),
      { numRuns: 300 },
    );
  });

  test('stays within any budget, and well-formed', () => {
    fc.assert(
      fc.property(anyRun, fc.nat({ max: 60_000 }), (of, maxBytes) => {
        const markdown = renderSummary(of, { maxBytes });
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(maxBytes);
        expect(problemsIn(markdown)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('never shows an account id that the run knows', () => {
    fc.assert(
      fc.property(anyRun, fc.stringMatching(/^\d{12}$/), (of, account) => {
        const dashed = account.replace(/\d{4}(?=\d)/g, '$&-');
        const cause = `x${account}y ${account} ${dashed} ${[...account].join('\u200b')}`;
        const failure = { what: account, cause, remedy: account };
        const told = {
          ...of,
          account,
          accountIdsHidden: true,
          failures: [failure],
          notices: [{ level: 'info' as const, text: account }],
        };
        const markdown = renderSummary({ ...told, workflow: { run: '', page: '' }, version: '1' });
        expect(markdown).not.toContain(account);
        expect(JSON.stringify(annotationsOf(told))).not.toContain(account);
      }),
      { numRuns: 100 },
    );
  });

  test('never shows NaN, undefined or Infinity as a number', () => {
    const broken = resource({
      name: 'broken',
      floor: 0,
      demand: {
        kind: 'known',
        averageTPS: Number.NaN,
        peakTPS: Number.POSITIVE_INFINITY,
        utilization: Number.NaN,
      },
    });
    const markdown = renderSummary(run({ regions: [regionOf('us-east-1', [broken])], startedAt: 'never' }));
    expect(markdown).not.toMatch(/NaN|undefined|Infinity|∞/);
  });
});

describe('a fleet too large for GitHub', () => {
  const huge = fleetOf(9000);
  const markdown = renderSummary(huge);

  test('is cut to less than 1,000,000 bytes, using most of them', () => {
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(1_000_000);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(990_000);
  });

  test('says how many rows are left out, and shows all the others', () => {
    const [, cut, all] = /_([\d,]+) of ([\d,]+) resources left out/.exec(markdown) ?? [];
    const shown = markdown.match(/ · shop-\d · /g)?.length;
    expect(all).toBe('8,980');
    expect(shown).toBe(9000 - Number(cut?.replace(',', '')));
  });

  test('keeps what comes after the fleet', () => {
    expect(markdown).toContain('### What was written');
    expect(markdown.trimEnd().endsWith('personalize-monitor 0.1.0.')).toBe(true);
  });

  test('takes seconds at most', () => {
    const started = performance.now();
    renderSummary(huge);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
