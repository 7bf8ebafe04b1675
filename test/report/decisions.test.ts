import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chosenFloors } from '../../src/report/curves.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { cellsOf } from './grammar.ts';
import { byHand, judged, over, proposed, waiting } from './judged.ts';
import { regionOf, resource, run } from './runs.ts';

const markdown = renderSummary(judged);
const section = (title: string, of = markdown) =>
  of.split(/^(?=### )/m).find((part) => part.startsWith(`### ${title}\n`)) ?? '';
const rowsOf = (title: string, of = markdown) =>
  section(title, of)
    .split('\n')
    .filter((row) => row.startsWith('| '))
    .map(cellsOf);

describe('the summary leads with what to do', () => {
  test('its first words are the money, called an estimate', () => {
    expect(markdown.split('\n')[2]).toMatch(
      /^\*\*About &#36;24,361 a month is wasted\*\* on 5 of 15 resources \(estimate\)\./,
    );
    expect(markdown).toMatch(/### What to do[\s\S]*### Needs attention[\s\S]*### Fleet/);
  });

  test('the largest saving comes first, and advice without one last', () => {
    const names = rowsOf('What to do')
      .slice(2, 8)
      .map(([name]) => name?.replace(/<br>.*/, ''));
    expect(names).toEqual(['home', 'cart', 'spring-sale-2025', 'similar-items-trial', 'search-v1', 'mail']);
  });

  test('each finding says what becomes of it', () => {
    const happens = rowsOf('What to do')
      .slice(2, 8)
      .map((cells) => cells[4]);
    expect(happens).toEqual([
      'done: lowered to 30 TPS, a step to 6',
      expect.stringMatching(/^refused \(held\): someone else updated it/),
      'done: deleted',
      expect.stringMatching(/^refused \(marked\): /),
      'done: marked as idle',
      'advice only: raising a floor is left to you',
    ]);
  });

  test('where nothing is carried out it says what is proposed, and what is only reported', () => {
    const happens = rowsOf('What to do', renderSummary(proposed))
      .slice(2, 6)
      .map((cells) => cells[4]);
    expect(happens).toEqual([
      'proposed: lower to 6 TPS',
      'proposed: lower to 2 TPS',
      'proposed: delete',
      'nothing: it is only reported',
    ]);
  });

  test('what waits for a person says where it does, and what agrees to it', () => {
    const happens = rowsOf('What to do', renderSummary(waiting))
      .slice(2, 8)
      .map((cells) => cells[4]);
    expect(happens).toEqual([
      'proposed: lower to 6 TPS<br>in pull request [#&#8203;7](https://github.com/acme/shop/pull/7): merge it',
      'proposed: lower to 2 TPS<br>in issue [#&#8203;12](https://github.com/acme/shop/issues/12): tick its box',
      expect.stringMatching(
        /^proposed: delete<br>not proposed again in issue \[#&#8203;9\]\(.*\): jo closed it/,
      ),
      'proposed: stop<br>not put in an issue: a run opens 20 new issues at most',
      expect.stringMatching(/^proposed: delete<br>in pull request .*: merge it$/),
      expect.stringMatching(/^proposed: raise to 6 TPS<br>in issue .*: tick its box$/),
    ]);
    expect(section('What to do', renderSummary(waiting))).toContain(
      '**4 changes wait for you**: tick the box in issue [#&#8203;12](https://github.com/acme/shop/issues/12), [#&#8203;14](https://github.com/acme/shop/issues/14); merge pull request [#&#8203;7](https://github.com/acme/shop/pull/7).',
    );
  });

  test('a plan says where a change would be put, and a run that it is not there yet', () => {
    const [change] = waiting.changes;
    const changes = change
      ? [{ ...change, outcome: { kind: 'planned' as const, delivery: { by: 'issue' as const } } }]
      : [];
    expect(renderSummary({ ...waiting, command: 'plan', changes })).toContain(
      '<br>would be put in an issue |',
    );
    expect(renderSummary({ ...waiting, changes })).toContain('<br>not in an issue yet |');
  });

  test('a change that waits without a finding says where too', () => {
    const told = section(
      'Changes to campaigns and recommenders',
      renderSummary({ ...waiting, findings: [] }),
    );
    expect(told).toContain('| Proposed | Resource | Why | Saves a month | Where it waits |');
    expect(told).toMatch(/^\| lower to 2 TPS \|.*in issue .*: tick its box \|$/m);
  });

  test('every price is told once', () => {
    expect(markdown.match(/the v2 price as of/g)).toHaveLength(1);
    expect(markdown.match(/is an estimate for a month/g)).toHaveLength(1);
  });

  test('a run that judged nothing says nothing of waste', () => {
    expect(
      renderSummary(run({ regions: [regionOf('us-east-1', [resource({ name: 'home' })])] })),
    ).not.toMatch(/waste/i);
  });

  test('a run that judged and found nothing says so', () => {
    const busy = resource({ name: 'home', verdict: { kind: 'busy', reason: 'in use' } });
    expect(renderSummary(run({ regions: [regionOf('us-east-1', [busy])] }))).toContain(
      'No waste is known of.',
    );
  });
});

describe('changes', () => {
  test('that were done say what undoes them, and a deletion where its manifest is', () => {
    const undone = rowsOf('Changes to campaigns and recommenders').map((cells) => cells.at(-1));
    expect(undone).toEqual(
      expect.arrayContaining([
        '`set-min-tps` to 40',
        expect.stringContaining('manifests/us-east-1-campaign-spring-sale-2025.json'),
        'a request to it',
      ]),
    );
  });

  test('that were refused name their guard', () => {
    expect(section('Changes to campaigns and recommenders')).toMatch(/\| held \| someone else updated it/);
  });

  test('that failed have one row, with the failure', () => {
    expect(markdown.match(/Rate exceeded/g)).toHaveLength(1);
    expect(section('Changes to campaigns and recommenders')).not.toContain('Rate exceeded');
    const alone = renderSummary({ ...judged, failures: [] });
    expect(section('Changes to campaigns and recommenders', alone)).toContain('Rate exceeded');
  });

  test('by hand are told in the first line, and nothing of a fleet that was not looked at', () => {
    const told = renderSummary(byHand);
    expect(told.split('\n', 1)[0]).toBe('## ✅ Amazon Personalize: home was raised to 40 TPS');
    expect(told).not.toMatch(/monitored|Nothing to|### Fleet|### What was written|undefined/);
  });
});

describe('what is not known', () => {
  test('stands with what would make it known, once, and alike in one row', () => {
    expect(rowsOf('Not known').slice(2)).toEqual([
      [
        'new-home, new-search<br><sub>us-east-1</sub>',
        'What floor it needs: its history covers 2.5 days of the 7 that are needed',
        'Wait until 2026-11-28 00:00 UTC.',
      ],
      [
        'next-action<br><sub>us-east-1</sub>',
        expect.stringContaining('CloudWatch has no request metric'),
        'Ask those who call it whether it is in use.',
      ],
    ]);
    expect(section('Needs attention')).not.toContain('next-action');
  });
});

describe('the floors of a curve', () => {
  const anyFinding = fc.integer({ min: 1, max: 500 }).chain((floor) =>
    fc.record({
      floor: fc.constant(floor),
      freeFloor: fc.integer({ min: 1, max: floor }),
      rampFloor: fc.integer({ min: 1, max: floor }),
      target: fc.integer({ min: 1, max: floor }),
    }),
  );

  test('are at most twelve, in order, and hold all that mean something', () => {
    fc.assert(
      fc.property(anyFinding, (of) => {
        const floors = chosenFloors(of);
        expect(floors.length).toBe(Math.min(12, of.floor));
        expect(floors).toEqual([...new Set(floors)].sort((a, b) => a - b));
        expect(floors).toEqual(expect.arrayContaining([1, of.freeFloor, of.rampFloor, of.target, of.floor]));
      }),
    );
  });

  test('are billed at the price of the finding', () => {
    const home = over(
      { arn: 'arn:home', resourceKind: 'campaign', name: 'home', region: 'us-east-1' },
      { floor: 10, freeFloor: 2, rampFloor: 3 },
    );
    const told = renderSummary(run({ findings: [home] }));
    expect(told).toMatch(/^\| 2 \| costs no more than 1 \| 1,460 \| &#36;788 \| 0.08% \|$/m);
    expect(told).toMatch(
      /^\| 3 \| \*\*follows traffic as today, proposed\*\* \| 2,190 \| &#36;1,183 \| 0% \|$/m,
    );
  });
});
