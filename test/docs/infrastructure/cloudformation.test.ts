import { describe, expect, test } from '@jest/globals';
import type { ParameterName } from '../../../scripts/infrastructure/parameters.ts';
import type { Policy } from '../../../scripts/infrastructure/roles.ts';
import { GIVEN, policies, rolesOf, stack, subjects, trusting } from './roles.ts';

/** What IAM takes at most, in characters that are no white space (IAM quotas). */
const MOST_MANAGED = 6_144;
const MOST_INLINE_OF_A_ROLE = 10_240;
const MOST_TRUST = 2_048;

const sizeOf = (policy: unknown) => JSON.stringify(policy).length;

const withoutEvents = ({ Statement, ...rest }: Policy) => ({
  ...rest,
  Statement: Statement.filter(({ Sid }) => Sid !== 'SendEvents'),
});

describe('the CloudFormation template', () => {
  test('gives each role what docs/iam says, to the letter, and trusts both forms of sub', () => {
    expect(rolesOf(GIVEN)).toEqual({
      'personalize-monitor-plan': {
        trust: trusting(subjects('pull_request')),
        may: { plan: policies.plan },
      },
      'personalize-monitor': {
        trust: trusting(subjects('ref:refs/heads/main')),
        may: { monitor: policies.monitor },
      },
      'personalize-monitor-apply': {
        trust: trusting(subjects('environment:personalize-apply')),
        may: { monitor: policies.monitor, apply: policies.apply, uninstall: policies.uninstall },
      },
    });
  });

  test('lets no event be sent where there is no bus, and nothing be removed where that is not wanted', () => {
    const roles = rolesOf({ ...GIVEN, EventBusName: '', AllowUninstall: 'false' });
    expect(roles['personalize-monitor-apply']?.may).toEqual({
      monitor: policies.monitor,
      apply: withoutEvents(policies.apply),
    });
  });

  test('trusts the default branch with changes where there is no environment', () => {
    const roles = rolesOf({ ...GIVEN, Environment: '', DefaultBranch: 'trunk' });
    expect(roles['personalize-monitor-apply']?.trust).toEqual(trusting(subjects('ref:refs/heads/trunk')));
    expect(roles['personalize-monitor']?.trust).toEqual(trusting(subjects('ref:refs/heads/trunk')));
  });

  test('makes no apply role and no second OIDC provider when told so', () => {
    const given = { ...GIVEN, CreateApplyRole: 'false', CreateOidcProvider: 'false' };
    expect(Object.keys(stack(given))).toEqual(['PlanRole', 'MonitorRole']);
    expect(rolesOf(given)['personalize-monitor']?.trust).toEqual(trusting(subjects('ref:refs/heads/main')));
    expect(stack(GIVEN)['OidcProvider']).toEqual({
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['sts.amazonaws.com'],
    });
  });

  test('goes by the names that are given, in the partition where it stands', () => {
    const given = { ...GIVEN, RoleName: 'pm', DashboardName: 'capacity', EventBusName: 'ops' };
    const roles = rolesOf(given, 'aws-cn');
    expect(Object.keys(roles)).toEqual(['pm-plan', 'pm', 'pm-apply']);
    const all = JSON.stringify(roles);
    expect(all).toContain('arn:aws-cn:cloudwatch::111122223333:dashboard/capacity*');
    expect(all).toContain('arn:aws-cn:events:*:111122223333:event-bus/ops');
    expect(all).not.toMatch(/arn:aws:|Amazon-Personalize-Monitor/);
  });

  test.each<[ParameterName, string]>([
    ['GitHubOwner', '*'],
    ['GitHubRepository', 'shop:ref:refs/heads/main'],
    ['GitHubRepository', ''],
    ['GitHubOwnerId', '*'],
    ['GitHubRepositoryId', ''],
    ['DefaultBranch', '*'],
    ['Environment', '*'],
    ['Environment', 'a?'],
    ['DashboardName', '*'],
    ['EventBusName', '*'],
    ['CreateApplyRole', 'yes'],
  ])('does not take as %s: %s', (name, value) => {
    expect(() => rolesOf({ ...GIVEN, [name]: value })).toThrow(`${name} may not be`);
  });

  test('stays within what IAM takes, with names as long as they may be', () => {
    const long = {
      ...GIVEN,
      GitHubOwner: 'o'.repeat(39),
      GitHubRepository: 'r'.repeat(100),
      GitHubOwnerId: '9'.repeat(12),
      GitHubRepositoryId: '9'.repeat(12),
      DefaultBranch: 'b'.repeat(200),
      Environment: 'e'.repeat(255),
      RoleName: 'p'.repeat(58),
      DashboardName: 'd'.repeat(200),
      EventBusName: 'b'.repeat(256),
    };
    const roles = rolesOf(long, 'aws-us-gov');
    expect(Object.keys(roles)).toHaveLength(3);
    for (const [name, { trust, may }] of Object.entries(roles)) {
      expect(name.length).toBeLessThanOrEqual(64);
      expect(sizeOf(trust)).toBeLessThanOrEqual(MOST_TRUST);
      const sizes = Object.values(may).map(sizeOf);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_MANAGED);
      expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MOST_INLINE_OF_A_ROLE);
    }
  });
});
