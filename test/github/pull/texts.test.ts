import { describe, expect, test } from '@jest/globals';
import { bodyOf, MAX_BODY, toldOf, withdrawnBody } from '../../../src/github/pull/body.ts';
import { editCapacity } from '../../../src/github/pull/edit.ts';
import { fallbackOf, openingAddress } from '../../../src/github/pull/fallbackText.ts';
import { toldIn } from '../../../src/github/pull/paper.ts';
import { type Entry, entriesOf, type PullProposal } from '../../../src/github/pull/proposal.ts';
import { titleOf } from '../../../src/github/pull/title.ts';
import { expectFile } from '../../report/golden.ts';
import { FILE, lower, remove, stop, words } from './fixtures.ts';

const entries = (...proposals: PullProposal[]): readonly Entry[] => entriesOf(proposals).entries;
const GOLDEN = '../github/pull/__golden__';

const some = entries(lower('home', 5, 1182.6), lower('search', 1, 640), stop('top-picks'), remove('old'));

describe('what people read', () => {
  test('the pull request', () => {
    expectFile(`${GOLDEN}/pull-request.md`, `${titleOf(some)}\n\n${bodyOf(some, words)}`);
  });

  test('the issue that stands in for it', () => {
    const { title, body } = fallbackOf(some, words);
    expectFile(`${GOLDEN}/fallback-issue.md`, `${title}\n\n${body}`);
  });

  test('the config file', () => {
    const before = [
      '# What should be. Ask #ops before you touch prod.',
      'version: 1',
      'policies:',
      '- match: {name: "*-dev"}   # anything goes',
      '  exempt:   true',
      '',
      'capacity:',
      '    # the home page',
      '    us-east-1/campaign/home:   {min-tps: 20} # since June',
      '    us-east-1/campaign/old:',
      '        min-tps: 5   # was 8',
      '',
      '# later',
      'prices: { }',
      '',
    ].join('\n');
    const edited = editCapacity(
      before,
      some.map(({ edit }) => edit),
    );
    expectFile(`${GOLDEN}/config.yml`, edited.kind === 'edited' ? edited.text : edited.kind);
  });

  test('a title names each kind of change, and what it saves in whole dollars', () => {
    expect(titleOf(some)).toBe(
      'Personalize capacity: lower 2 floors, stop 1 recommender, delete 1 campaign (saves about $3,940 a month)',
    );
    expect(titleOf(entries(lower('home', 30, 0)))).toBe('Personalize capacity: raise 1 floor');
    expect(titleOf(entries(lower('home', 5, 12.4)))).toBe(
      'Personalize capacity: lower 1 floor (saves about $12 a month)',
    );
  });

  test('no account id is in any of it, and no reason means anything in Markdown', () => {
    const all = [titleOf(some), bodyOf(some, words), fallbackOf(some, words).body].join('\n');
    expect(all).not.toContain('123456789012');
    expect(all).not.toContain('<b>');
    expect(all).not.toMatch(/@acme/);
  });

  test('stays within the limit and keeps its hidden line whole, however much is proposed', () => {
    const many = entries(...Array.from({ length: 400 }, (_, index) => lower(`campaign${index}`, 5)));
    for (const [kind, body] of [
      ['pull', bodyOf(many, words)],
      ['pull-issue', fallbackOf(many, words).body],
    ] as const) {
      expect(body.length).toBeLessThanOrEqual(MAX_BODY);
      expect(toldIn(kind, body)).toEqual(toldOf(many, FILE));
      expect(body).toContain('left out here');
    }
    expect(openingAddress(many, words).length).toBeLessThanOrEqual(7000);
    expect(openingAddress(many, words)).not.toContain('personalize-monitor%3Apull');
  });

  test('the address that opens the pull request carries what it is known by', () => {
    const url = new URL(openingAddress(some, words));
    expect(url.pathname).toBe('/acme/shop/compare/main...personalize-monitor/capacity');
    expect(url.searchParams.get('title')).toBe(titleOf(some));
    expect(toldIn('pull', url.searchParams.get('body') ?? '')).toEqual(toldOf(some, FILE));
  });

  test('a body that is withdrawn says why once, keeps what it was, and is known as withdrawn', () => {
    const body = bodyOf(some, words);
    const once = withdrawnBody(body, toldIn('pull', body), 'pull', 'nothing is left to propose');
    const twice = withdrawnBody(once, toldIn('pull', once), 'pull', 'nothing is left to propose');
    expect(twice).toBe(once);
    expect(once.startsWith('**Withdrawn**: nothing is left to propose.\n\n')).toBe(true);
    expect(once).toContain('| Resource |');
    expect(toldIn('pull', once)).toEqual({ ...toldOf(some, FILE), state: 'withdrawn' });
  });
});

describe('entries of proposals', () => {
  test('a floor goes to its target, and accounts in ARNs are not written', () => {
    const [old] = entries(remove('old'));
    expect(old?.edit.set).toEqual({
      state: 'deleted',
      manifest: {
        solutionVersionArn: 'arn:aws:personalize:us-east-1:<account>:solution/shop/0123abcd',
        minProvisionedTPS: 5,
        campaignConfig: { itemExplorationConfig: { explorationWeight: '0.3' } },
        tags: { cost: '12', team: 'shop' },
      },
    });
    const stepped = lower('home', 5);
    const [home] = entries({ ...stepped, change: { ...stepped.change, to: 15 } as PullProposal['change'] });
    expect(home?.edit.set).toEqual({ minTps: 5 });
  });

  test('what is to be deleted needs no floor', () => {
    const { entries: made, withheld } = entriesOf([lower('old', 5), remove('old')]);
    expect(made.map(({ value }) => value)).toEqual(['state: deleted']);
    expect(withheld.get(lower('old', 5).change.key)).toBe('another change of the same resource is proposed');
  });

  test('what could not be recreated is not proposed to be deleted', () => {
    const { manifest: _, ...bare } = remove('old');
    const { entries: made, withheld } = entriesOf([bare]);
    expect(made).toEqual([]);
    expect(withheld.get(bare.change.key)).toBe('what would recreate it is not known');
  });

  test('their order does not hang on that of the proposals', () => {
    const proposals = [stop('top'), lower('home', 5), remove('old')];
    expect(entries(...proposals)).toEqual(entries(...proposals.toReversed()));
  });
});
