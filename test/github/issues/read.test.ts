import { describe, expect, test } from '@jest/globals';
import { renderBody } from '../../../src/github/issues/body.ts';
import { boxesIn, ticksIn, withTicks } from '../../../src/github/issues/boxes.ts';
import { describe as dataOf } from '../../../src/github/issues/describe.ts';
import { issueKey, resourceInKey } from '../../../src/github/issues/key.ts';
import { keptIssue } from '../../../src/github/issues/read.ts';
import { ACCOUNT, keyOf, listed, over, resource } from './subjects.ts';

const subject = over('home');
const data = dataOf(keyOf(subject), subject, 0, (text) => text);
const body = renderBody({ subject, data, ticks: new Set(), hide: (text) => text });

describe('a key', () => {
  test('names the resource as the config file does, and the kind of finding', () => {
    const key = issueKey(resource('home'), 'over-provisioned');
    expect(key).toMatch(/^[0-9a-f]{5} us-east-1\/campaign\/home over-provisioned$/);
    expect(resourceInKey(key)).toBe('us-east-1/campaign/home');
  });

  test('tells accounts, partitions, Regions, kinds and names apart, and names no account', () => {
    const keys = [
      resource('home'),
      resource('home', { account: '210987654321' }),
      { ...resource('home'), partition: 'aws-cn' },
      resource('home', { region: 'eu-west-1' }),
      resource('home', { kind: 'recommender' }),
      resource('home-2'),
      resource(`home-${ACCOUNT}`),
      resource('home-210987654321'),
      resource(ACCOUNT),
    ].map((each) => issueKey(each, 'idle'));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.join()).not.toMatch(/\d{12}/);
  });
});

describe('an issue is ours', () => {
  test('by its hidden data, whatever its title and author', () => {
    expect(
      keptIssue(listed(7, body, { title: 'Renamed', author: { login: 'ada', isBot: false } })),
    ).toMatchObject({
      ...{ number: 7, open: true, title: 'Renamed', author: { login: 'ada', isBot: false }, data },
    });
  });

  test.each([
    ['has our title and no data', 'Lower campaign home'],
    ['is empty', ''],
    ['quotes one of ours', body.replaceAll(/^/gm, '> ')],
    ['shows one of ours in a fence', `See:\n\`\`\`\`\n${body}\n\`\`\`\``],
    ['shows one of ours in a fence of tildes', `~~~md\n${body}`],
    ['has it within a line', `See ${body}`],
    ['has damaged data', body.replace('"v":1', '"v":1,,')],
    ['has data of another version', body.replace('"v":1', '"v":2')],
    ['has data that lacks something', body.replace('"state":"open"', '"state":"opened"')],
  ])('not when it %s', (_, text) => {
    expect(keptIssue(listed(7, text))).toBeUndefined();
  });

  test('not when it is a pull request', () => {
    expect(keptIssue(listed(7, body, { pull: true }))).toBeUndefined();
  });

  test('though a browser ended its lines with CRLF, and people wrote around it', () => {
    const edited = `Please look.\r\n\r\n${body.replaceAll('\n', '\r\n')}\r\nThanks!\r\n`;
    expect(keptIssue(listed(7, edited))?.data).toEqual(data);
  });
});

describe('boxes', () => {
  const tick =
    (box: string, mark = 'x') =>
    (text: string) =>
      text.replace(new RegExp(`- \\[ \\](.*box:${box})`), `- [${mark}]$1`);

  test.each([
    ['as GitHub ticks', tick('snooze')(body), ['snooze']],
    ['with a capital', tick('never', 'X')(body), ['never']],
    ['with CRLF', tick('carry-out')(body).replaceAll('\n', '\r\n'), ['carry-out']],
    ['with other bullets', tick('snooze')(body).replaceAll('- [', '  * ['), ['snooze']],
    ['two at once', tick('never')(tick('carry-out')(body)), ['carry-out', 'never']],
    ['in a quote', `${body}\n> - [x] no <!-- box:never -->`, []],
    ['in a fence', `${body}\n\`\`\`\n- [x] no <!-- box:never -->\n\`\`\``, []],
    ['none when they are gone', body.replaceAll(/^- \[ \].*$/gm, ''), []],
    ['that stand twice, and are ticked once', `${body}\n- [x] so <!-- box:never -->`, []],
    ['of a name that is not ours', `${body}\n- [x] so <!-- box:always -->`, []],
  ])('are read %s', (_, text, ticks) => {
    expect([...ticksIn(text)]).toEqual(ticks);
  });

  test('are ticked and unticked without another change', () => {
    const ticked = withTicks(body, new Set(['never']));
    expect(ticksIn(ticked)).toEqual(new Set(['never']));
    expect(withTicks(ticked, new Set())).toBe(body);
  });

  test('say exactly what is carried out', () => {
    expect(boxesIn(body).get('carry-out')?.words).toBe(
      '**Carry out exactly this:** lower us-east-1/campaign/home from 10 to 3 TPS',
    );
  });
});
