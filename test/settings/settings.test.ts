import { describe, expect, test } from '@jest/globals';
import { readInputs } from '../../src/settings/inputs.ts';
import { InvalidInputs } from '../../src/settings/invalid.ts';
import { parseSettings, type Settings } from '../../src/settings/settings.ts';

const CAMPAIGN = 'arn:aws:personalize:eu-west-1:123456789012:campaign/home';
const RECOMMENDER = 'arn:aws-cn:personalize:cn-north-1:123456789012:recommender/top';

function settings(inputs: Record<string, string>, region: string | null = 'us-east-1'): Settings {
  const env = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  return parseSettings(readInputs(env), { region: region ?? undefined, reportDirectory: '/tmp/reports' });
}

function refusal(inputs: Record<string, string>, region?: string | null): string {
  try {
    settings(inputs, region);
  } catch (error) {
    if (error instanceof InvalidInputs) return error.message;
    throw error;
  }
  throw new Error('The inputs were accepted.');
}

describe('settings', () => {
  test('without inputs are the defaults of DESIGN.md, in the Region of the environment', () => {
    expect(settings({})).toEqual({
      command: 'monitor',
      scope: { campaign: { kind: 'all' }, recommender: { kind: 'all' } },
      regions: ['us-east-1'],
      publishMetrics: true,
      utilizationAlarms: true,
      utilizationThreshold: 100,
      idleAlarms: true,
      idleThresholdHours: 24,
      heartbeatHours: 6,
      dashboardName: 'Amazon-Personalize-Monitor',
      backfillHours: 24,
      adjust: 'issue',
      end: 'issue',
      graceHours: 168,
      lookbackDays: 14,
      stepPercent: 25,
      cooldownHours: 24,
      maxChanges: 5,
      endpoints: [],
      eventBusName: undefined,
      configFile: '.github/personalize-monitor.yml',
      stateFile: undefined,
      order: undefined,
      dryRun: false,
      reportDirectory: '/tmp/reports',
      gitHubToken: undefined,
      redactAccountIds: 'auto',
      roleToAssume: undefined,
      allowedAccountIds: [],
      accounts: [],
      isForSomeAccounts: false,
      planMatrix: false,
      reports: '',
    });
  });

  test.each([
    ['auto', 'auto'],
    ['AUTO', 'auto'],
    ['yes', true],
    ['False', false],
  ])('redact-account-ids: %s', (given, meant) => {
    expect(settings({ 'redact-account-ids': given }).redactAccountIds).toBe(meant);
  });

  test('refuse a redaction that is neither auto nor a word for yes or no, rather than show what is to be hidden', () => {
    expect(refusal({ 'redact-account-ids': 'never' })).toContain(
      'must be auto, true, false, yes, no, 1 or 0',
    );
  });

  test.each(['true', 'TRUE', 'yes', 'Yes', '1'])('%s is true', (word) => {
    expect(settings({ 'publish-metrics': word }).publishMetrics).toBe(true);
  });

  test.each(['false', 'False', 'no', 'NO', '0'])('%s is false, and cannot turn anything on', (word) => {
    expect(settings({ 'publish-metrics': word }).publishMetrics).toBe(false);
  });

  test('an empty input counts as not given, but an empty dashboard name means no dashboard', () => {
    const given = settings({ 'idle-threshold-hours': '', regions: ' ', 'dashboard-name': '' });
    expect(given.idleThresholdHours).toBe(24);
    expect(given.regions).toEqual(['us-east-1']);
    expect(given.dashboardName).toBe('');
  });

  test('lists are separated by commas or newlines, and repetitions count once', () => {
    const given = settings({ regions: 'us-east-1, eu-west-1\n\n us-east-1 ,ap-south-1\r\n' });
    expect(given.regions).toEqual(['us-east-1', 'eu-west-1', 'ap-south-1']);
  });

  test('ARNs bring their own Region and partition, and need none from the environment', () => {
    const given = settings({ 'campaign-arns': CAMPAIGN, 'recommender-arns': RECOMMENDER }, null);
    expect(given.regions).toEqual(['eu-west-1', 'cn-north-1']);
    expect(given.scope.recommender).toMatchObject({ arns: [{ partition: 'aws-cn', name: 'top' }] });
  });

  test('ARNs of one kind leave the other kind to be looked for in the regions given', () => {
    const given = settings({ 'campaign-arns': CAMPAIGN, regions: 'us-west-2' });
    expect(given.regions).toEqual(['us-west-2', 'eu-west-1']);
  });

  test('one kind alone can be monitored', () => {
    expect(settings({ 'campaign-arns': 'none' }).scope).toEqual({
      campaign: { kind: 'none' },
      recommender: { kind: 'all' },
    });
  });

  test('endpoints are told apart by their form', () => {
    const queue = 'arn:aws:sqs:us-east-1:123456789012:alarms';
    const given = settings({
      'notification-endpoint': `ops@example.com, https://example.com/hook\n${queue}`,
    });
    expect(given.endpoints).toEqual([
      { protocol: 'email', endpoint: 'ops@example.com' },
      { protocol: 'https', endpoint: 'https://example.com/hook' },
      { protocol: 'sqs', endpoint: queue },
    ]);
  });

  test('are frozen all the way down', () => {
    const given = settings({ 'campaign-arns': CAMPAIGN });
    expect(Object.isFrozen(given)).toBe(true);
    expect(Object.isFrozen(given.scope.campaign)).toBe(true);
    expect(Object.isFrozen(given.regions)).toBe(true);
  });
});

describe('how far the action may go', () => {
  test.each([
    ['off', 'off'],
    ['No', 'off'],
    ['report', 'report'],
    ['Issue', 'issue'],
    ['pull-request', 'pull-request'],
    ['APPLY', 'apply'],
    ['yes', 'apply'],
  ])('%s means %s', (given, meant) => {
    expect(settings({ 'auto-adjust-min-tps': given }).adjust).toBe(meant);
    expect(settings({ 'auto-delete-or-stop-idle-resources': given }).end).toBe(meant);
  });

  test.each(['true', 'false', '1', 'on', 'delete'])('%s is refused rather than taken for apply', (word) => {
    expect(refusal({ 'auto-delete-or-stop-idle-resources': word })).toContain(
      'must be off, report, issue, pull-request, apply',
    );
  });
});

describe('an order', () => {
  test('brings its own Region, whatever is monitored', () => {
    const given = settings({ command: 'set-min-tps', arn: CAMPAIGN, 'min-tps': '60', reason: 'sale' }, null);
    expect(given.regions).toEqual(['eu-west-1']);
    expect(given.order).toMatchObject({
      kind: 'set-min-tps',
      minTPS: 60,
      reason: 'sale',
      arn: { name: 'home' },
    });
  });

  test.each([
    [{ command: 'stop' }, '- arn: "" must be given with command: stop'],
    [{ command: 'set-min-tps', arn: CAMPAIGN }, '- min-tps: "" must be given'],
    [{ command: 'set-min-tps', arn: CAMPAIGN, 'min-tps': '0' }, '- min-tps: "0" must be a whole number'],
    [{ command: 'restore' }, '- arn: "" or manifest must be given'],
    [{ command: 'stop', arn: 'home' }, '- arn: "home" must be the ARN'],
  ])('%j is refused', (inputs, message) => {
    expect(refusal(inputs as Record<string, string>, null)).toContain(message);
  });
});

describe('bad input', () => {
  test('is named all at once, with the value it had and what is allowed', () => {
    const message = refusal({
      command: 'watch',
      'campaign-arns': RECOMMENDER,
      regions: 'us-esat-1',
      'publish-metrics': 'maybe',
      'utilization-threshold-alarm-lower-bound': '1001',
      'idle-threshold-hours': '0',
      'heartbeat-alarm-hours': '-1',
      'dashboard-name': 'My dashboard',
      'backfill-hours': '337',
      'notification-endpoint': 'http://example.com',
    });
    expect(message).toMatchInlineSnapshot(`
"10 inputs are not valid. Nothing was read or changed.
- command: "watch" must be one of monitor, plan, set-min-tps, stop, restore, report, doctor, uninstall
- campaign-arns: "arn:aws-cn:personalize:cn-north-1:123456789012:recommender/top" must be all, none, or campaign ARNs (arn:aws:personalize:<region>:<account>:campaign/<name>) separated by commas or newlines
- regions: "us-esat-1" must be Regions that offer Amazon Personalize, separated by commas or newlines: us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, eu-central-1, ap-south-1, ap-northeast-1, ap-northeast-2, ap-southeast-1, ap-southeast-2, cn-north-1
- publish-metrics: "maybe" must be true, false, yes, no, 1 or 0
- utilization-threshold-alarm-lower-bound: "1001" must be a number of percent from 0 to 1000
- idle-threshold-hours: "0" must be a whole number of hours from 1 to 1080
- heartbeat-alarm-hours: "-1" must be a whole number of hours from 0 to 168
- dashboard-name: "My dashboard" must be up to 250 letters, digits, hyphens and underscores; empty: no dashboard
- backfill-hours: "337" must be a whole number of hours from 0 to 336
- notification-endpoint: "http://example.com" must be email addresses, https:// addresses, or ARNs of SQS queues or Lambda functions, separated by commas or newlines"
`);
  });

  test.each([
    ['idle-threshold-hours', '1081'],
    ['idle-threshold-hours', '1.5'],
    ['idle-threshold-hours', '1e2'],
    ['backfill-hours', ' '.concat('0x10')],
    ['utilization-threshold-alarm-lower-bound', 'NaN'],
    ['heartbeat-alarm-hours', '169'],
    ['campaign-arns', 'all, none'],
    ['campaign-arns', `all,${CAMPAIGN}`],
    ['recommender-arns', `${CAMPAIGN}`],
    ['campaign-arns', 'arn:aws:personalize:us-east-1:123456789012:campaign/-bad'],
    ['regions', 'eu-west-3'],
    ['notification-endpoint', 'ops@example'],
  ])('%s: %s is refused', (name, value) => {
    expect(refusal({ [name]: value })).toContain(`- ${name}: ${JSON.stringify(value.trim())}`);
  });

  test('no Region anywhere is refused when one is needed', () => {
    expect(refusal({}, null)).toContain('- regions: "" must be given');
  });

  test('a Region of the environment that has no Personalize is refused', () => {
    expect(refusal({}, 'eu-west-3')).toContain('- regions: "eu-west-3" (from the environment) must be');
  });
});
