import { describe, expect, test } from '@jest/globals';
import { defaultInputs } from './inputs.ts';
import { shownLog } from './log.ts';
import { forTerminal } from './terminal.ts';

describe('a job summary in the terminal', () => {
  test('has its tables in columns, numbers to the right, small print below', () => {
    const markdown = [
      '| Resource | Floor | Why |',
      '| --- | --: | --- |',
      '| home<br><sub>campaign · us-east-1</sub> | 12 | `██░░`&nbsp;20% |',
      '| a&#124;b | 4 | ⚠️ late |',
    ].join('\n');
    expect(forTerminal(markdown).split('\n')).toEqual([
      'Resource              Floor  Why',
      '────────────────────  ─────  ────────',
      'home                     12  ██░░ 20%',
      'campaign · us-east-1',
      'a|b                       4  ⚠️ late',
    ]);
  });

  test('fits the terminal, whatever has to be broken', () => {
    const long = 'arn:aws:personalize:us-east-1:************:campaign/home '.repeat(4);
    const lines = forTerminal(`| One | Two |\n| --- | --- |\n| ${long} | ${long} |`, 60).split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.join('').replaceAll(/[^c]/g, '')).toHaveLength(8);
  });

  test('shows what is folded away as its heading, and a chart as a note', () => {
    const markdown =
      '## It\n\n<details>\n<summary>All 9 changes</summary>\n\n| A |\n| --- |\n| secret |\n\n</details>\n\n```mermaid\npie\n```\n';
    const shown = forTerminal(markdown);
    expect(shown).toBe('It\n\n▸ All 9 changes (folded)\n\n(A chart: see the page.)');
  });

  test('shows other code as it is', () => {
    expect(forTerminal('```json\n{\n  "Effect": "Allow"\n}\n```')).toBe('  {\n    "Effect": "Allow"\n  }');
  });
});

describe('an issue in the terminal', () => {
  test('has its boxes and lists as plain text, without the data that nobody sees', () => {
    const markdown = [
      '<!-- ours {"a":1} -->',
      '',
      '1. **Read** it again',
      '1. Say so',
      '',
      '- [ ] **Do** `it` <!-- box:do -->',
      '- [x] Leave it',
    ].join('\n');
    expect(forTerminal(markdown).split('\n')).toEqual([
      '1. Read it again',
      '2. Say so',
      '',
      '[ ] Do it',
      '[x] Leave it',
    ]);
  });
});

describe("a step's log in the terminal", () => {
  test('keeps the first lines of a group, and says how many more there are', () => {
    const log = ['::group::[us-east-1] done', 'a', 'b', 'c', 'd', 'e', '::endgroup::', 'end'].join('\n');
    expect(shownLog(log)).toEqual([
      '▾ [us-east-1] done',
      '    a',
      '    b',
      '    c',
      '    … and 2 more',
      'end',
    ]);
  });

  test('keeps secrets to itself', () => {
    expect(shownLog('::add-mask::ghs_secret\nMonitoring')).toEqual(['Monitoring']);
  });

  test('reads annotations', () => {
    expect(shownLog('::error title=Could not list%2C really::No%0Away, 100%25')).toEqual([
      'Error: Could not list, really: No way, 100%',
    ]);
  });
});

test('the inputs are those of action.yml', () => {
  expect(defaultInputs()).toMatchObject({ command: 'monitor', regions: '', 'publish-metrics': 'true' });
});
