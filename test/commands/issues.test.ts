import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, none, steady } from '../sandbox/traffic.ts';
import { type Box, CONFIG, it, shop, told } from './repository.ts';

let box: Box;
beforeEach(async () => {
  box = await shop();
});
afterEach(() => box.close());

const people = (login = 'maintainer') => box.github.octokitOf(login).rest.issues;
const all = async () => (await people().listForRepo({ ...it, state: 'all' })).data;
const about = async (name: string) => {
  const found = (await all()).find(({ title }) => title.includes(` ${name} `) || title.includes(` ${name}:`));
  if (!found) throw new Error(`No issue is about ${name}.`);
  return found;
};
const saidIn = async (issue_number: number) =>
  (await people().listComments({ ...it, issue_number })).data.map(({ body }) => body ?? '').join('\n');
const writes = () => box.github.calls.filter(({ method }) => method !== 'GET').map(({ path }) => path);
const region = () => box.sandbox.region('us-east-1');

/** The n-th box of the issue about a resource. */
async function tick(name: string, box = 0, login = 'maintainer'): Promise<number> {
  const { number: issue_number, body } = await about(name);
  let seen = -1;
  const ticked = (body ?? '').replace(/- \[ \]/g, (empty) => (++seen === box ? '- [x]' : empty));
  await people(login).update({ ...it, issue_number, body: ticked });
  return issue_number;
}

async function later(hours = 1, inputs: Record<string, string> = {}) {
  box.sandbox.clock.advance(hours * HOUR);
  box.github.forgetCalls();
  return box.run(inputs);
}

describe('findings as issues', () => {
  test('open one issue each, and run after run writes nothing more', async () => {
    const first = await box.run();
    expect([first.exitCode, first.annotations]).toEqual([0, []]);
    expect((await all()).map(({ title, state }) => `${state} ${title}`)).toEqual([
      'open Delete idle campaign old: saves about $788 a month (us-east-1)',
      'open Lower campaign home from 10 to 1 TPS: saves about $3,548 a month (us-east-1)',
    ]);
    for (let run = 0; run < 5; run++) {
      expect((await later()).exitCode).toBe(0);
      expect(writes()).toEqual([]);
    }
  });

  test('are told in the summary with what waits, and how much GitHub allows yet', async () => {
    const { summary, report } = await box.run();
    expect(summary).toContain('**2 changes wait for you**');
    expect(summary).toMatch(/GitHub: \d+ requests; \d+ of 1,000 left until/);
    expect(report?.changes.map(({ outcome }) => outcome)).toEqual(
      [1, 2].map((number) => ({
        kind: 'planned',
        delivery: { by: 'issue', number, url: expect.stringContaining(`/issues/${number}`) },
      })),
    );
  });

  test('close with a comment once they are over, and open again when they are back', async () => {
    await box.run();
    region().setTraffic('old', steady(1));
    await later();
    const { number, state } = await about('idle campaign old');
    expect(state).toBe('closed');
    expect(await saidIn(number)).toContain('It is in use');
    region().setTraffic('old', none);
    await later(26);
    expect((await about('idle campaign old')).state).toBe('open');
    expect((await all()).filter(({ title }) => title.includes('idle'))).toHaveLength(1);
  });

  test('close when the resource is gone, exempt, or no longer to be put into issues', async () => {
    await box.run();
    region().deleteCampaign('old');
    region().setTags('home', { 'personalize-monitor:exempt': 'true' });
    for (let hour = 0; hour < 23; hour++) await later();
    expect((await all()).map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect(await saidIn((await about('home')).number)).toContain('exempt');
    expect(await saidIn((await about('idle campaign old')).number)).toContain('no longer exists');
  });

  test('stay as they are while nothing is known', async () => {
    await box.run();
    box.sandbox.faults.add({ operation: 'GetMetricData', kind: 'accessDenied' });
    const blind = await later();
    expect(blind.exitCode).toBe(1);
    expect(writes()).toEqual([]);
    expect((await all()).map(({ state }) => state)).toEqual(['open', 'open']);
  });

  test('that a person closes are declined until they change materially; reopening undoes that', async () => {
    await box.run();
    const { number: issue_number } = await about('home');
    await people().update({ ...it, issue_number, state: 'closed' });
    const declined = await later();
    expect(declined.summary).toContain('a person closed issue #&#8203;1 about it');
    expect((await about('home')).state).toBe('closed');
    await people().update({ ...it, issue_number, state: 'open' });
    await later();
    expect((await about('home')).state).toBe('open');
    await people().update({ ...it, issue_number, state: 'closed' });
    region().updateCampaign('home', { minProvisionedTPS: 40 });
    await later(4 * 24);
    expect((await about('home')).state).toBe('open');
    expect(await saidIn(issue_number)).toContain('changed materially');
    expect(await all()).toHaveLength(2);
  });

  test('are left alone for 30 days, or for good, when someone ticks that', async () => {
    await box.run();
    await tick('home', 1);
    await tick('idle campaign old', 2);
    await later();
    expect((await all()).map(({ state }) => state)).toEqual(['closed', 'closed']);
    await later(29 * 24);
    expect((await all()).map(({ state }) => state)).toEqual(['closed', 'closed']);
    await later(2 * 24);
    expect([(await about('home')).state, (await about('idle campaign old')).state]).toEqual([
      'open',
      'closed',
    ]);
  });

  test('never touch an issue of a person, though it has our label, our title and our words', async () => {
    await box.run();
    const { title, body } = await about('home');
    const own = await people('owner').create({
      ...it,
      title,
      body: body ?? '',
      labels: ['personalize-monitor'],
    });
    await people('owner').create({ ...it, title, body: 'Mine.', labels: ['personalize-monitor'] });
    await later();
    region().setTraffic('home', steady(9));
    await later();
    expect(writes().filter((path) => path.includes(`/issues/${own.data.number}`))).toEqual([]);
    const { state, body: kept } = (await people().get({ ...it, issue_number: own.data.number })).data;
    expect([state, kept]).toEqual(['open', body]);
  });

  test('are not opened where they could not all be listed: the run turns red', async () => {
    box.github.fault({ method: 'GET', path: /\/issues\?/, status: 502 });
    const result = await box.run();
    expect([result.exitCode, result.outputs['result']]).toEqual([1, 'partial']);
    expect(writes()).toEqual([]);
    expect(result.summary).toContain('could not be listed');
  });

  test('are only reported without a token, which is said', async () => {
    const result = await box.run({ 'github-token': '' });
    expect(result.report?.notices.map(({ text }) => text).join()).toContain('Findings are only reported');
    expect(box.github.calls.filter(({ login }) => login !== 'maintainer')).toEqual([]);
  });

  test('show no account id in a public repository, wherever one looks', async () => {
    const open = await shop({}, false);
    const { summary, annotations } = await open.run();
    await open.run(
      {},
      { files: { [CONFIG]: 'version: 1\ncapacity: { us-east-1/campaign/old: { state: deleted } }\n' } },
    );
    const api = open.github.octokitOf('maintainer').rest.issues;
    const issues = (await api.listForRepo({ ...it, state: 'all' })).data;
    const comments = await Promise.all(
      issues.map(({ number }) => api.listComments({ ...it, issue_number: number })),
    );
    const said = comments.flatMap(({ data }) => data.map(({ body }) => body));
    const seen = JSON.stringify([summary, annotations, issues, said]);
    expect(issues.length).toBeGreaterThan(0);
    expect(seen).not.toContain('123456789012');
    await open.close();
  });
});

describe('a ticked box', () => {
  test('is carried out exactly, said in the issue, which is closed', async () => {
    await box.run();
    const number = await tick('home');
    const result = await later();
    expect(told(result)).toEqual(['set-floor home done', 'delete old planned']);
    expect(result.report?.changes[0]?.approval).toMatchObject({ by: 'issue', number, login: 'maintainer' });
    expect(result.summary).toContain('ticked by maintainer in ');
    expect((await about('home')).state).toBe('closed');
    expect(await saidIn(number)).toContain(
      'as ticked by maintainer:** the floor of campaign home in us-east-1 was set from 10 to 1 TPS',
    );
  });

  test('deletes a campaign once its manifest is saved, in the issue too', async () => {
    await box.run();
    const number = await tick('idle campaign old');
    expect(told(await later())).toContain('delete old done');
    expect(await saidIn(number)).toContain('"minProvisionedTPS": 2');
    expect(region().campaign('old')?.status).toMatch(/^DELETE/);
  });

  test('is refused, unticked and proposed anew where the resource changed since', async () => {
    await box.run();
    const number = await tick('home');
    region().updateCampaign('home', { minProvisionedTPS: 12 });
    const result = await later(4 * 24);
    expect(told(result)).not.toContain('set-floor home done');
    expect(region().campaign('home')?.minProvisionedTPS).toBe(12);
    const { body, state, title } = await about('home');
    expect([state, body?.includes('[x]')]).toEqual(['open', false]);
    expect(title).toContain('from 12 to 1 TPS');
    expect(await saidIn(number)).toContain('Not carried out');
  });

  test('does not delete what was used again', async () => {
    await box.run();
    await tick('idle campaign old');
    region().setTraffic('old', steady(1));
    await later();
    expect(region().campaign('old')?.status).toBe('ACTIVE');
  });

  test('does not delete what the repository refers to', async () => {
    await box.run();
    const number = await tick('idle campaign old');
    box.sandbox.clock.advance(HOUR);
    const arn = 'arn:aws:personalize:us-east-1:123456789012:campaign/old';
    const result = await box.run({}, { files: { 'src/app.ts': `const campaign = '${arn}';\n` } });
    expect(told(result)).toContain('delete old refused: referenced');
    expect(await saidIn(number)).toContain('src/app.ts:1');
    expect(region().campaign('old')?.status).toBe('ACTIVE');
  });

  test('by someone who may not write does not count', async () => {
    await box.run();
    const { title, body } = await about('home');
    const forged = (body ?? '').replace('- [ ]', '- [x]');
    const own = await people('reader').create({ ...it, title, body: forged });
    await people().addLabels({ ...it, issue_number: own.data.number, labels: ['personalize-monitor'] });
    const result = await later();
    expect(told(result)).not.toContain('set-floor home done');
  });

  test('waits, and stays ticked, where it cannot be told who ticked it', async () => {
    await box.run();
    await tick('home');
    box.github.fault({ method: 'POST', path: /graphql/, status: 500 });
    const result = await later();
    expect(result.exitCode).toBe(1);
    expect(told(result)).not.toContain('set-floor home done');
    expect((await about('home')).body).toContain('[x]');
  });

  test('is refused with the others when a run would change more than it may, which is said in each issue', async () => {
    await box.run();
    const number = await tick('home');
    await tick('idle campaign old');
    const held = await later(1, { 'max-changes': '1' });
    expect(told(held)).toEqual(['set-floor home refused: capped', 'delete old refused: capped']);
    expect((await about('home')).body).not.toContain('[x]');
    expect(await saidIn(number)).toContain('max-changes is 1: it changes none');
    await tick('home');
    expect(told(await later(1, { 'max-changes': '1' }))).toContain('set-floor home done');
  });

  test('is only planned by plan, which writes nothing to GitHub either', async () => {
    await box.run();
    await tick('home');
    const planned = await later(1, { command: 'plan' });
    expect(told(planned)).toContain('set-floor home planned');
    expect(writes().filter((path) => path !== '/graphql')).toEqual([]);
  });
});

test('a run of many findings opens ten issues and says of the rest that they come later', async () => {
  for (let one = 0; one < 12; one++) {
    const spec = { datasetGroup: 'movies', recipe: 'aws-user-personalization-v2', ageDays: 90 };
    region().createCampaign({ ...spec, name: `spare-${one}`, minProvisionedTPS: 3, traffic: none });
  }
  const first = await box.run();
  expect((await all()).length).toBe(10);
  expect(first.summary).toContain('a run opens 10 new issues at most');
  await later();
  expect((await people().listForRepo({ ...it, state: 'all', per_page: 100 })).data.length).toBe(14);
});

test('what stands in an issue unchanged is not asked for its tags in every run, and is within a day', async () => {
  await box.run();
  box.sandbox.calls.clear();
  for (let hour = 0; hour < 23; hour++) await later();
  expect(box.sandbox.calls.of('personalize:ListTagsForResource')).toHaveLength(2);
});
