import { makeToken, type Operation, operations, page, present, seconds } from '../service.ts';
import { tagMap } from '../state.ts';
import { list, ServiceError, string, structure, wordProblems } from '../validation.ts';
import { checkDashboard } from './dashboard-body.ts';
import type { Finding } from './dashboard-findings.ts';
import { tagsShape, validated } from './shapes.ts';

const nameShape = string({ min: 1, max: 255, pattern: /[A-Za-z0-9_-]+/ });

const checked = operations((problems) => refused(wordProblems(problems), []));

/** Replaces the whole body. Tags only count when the dashboard is new. */
export const putDashboard: Operation = checked(
  structure({ DashboardName: nameShape, DashboardBody: string() }, { Tags: tagsShape }),
  ({ DashboardName: name, DashboardBody: body, Tags }, { account, now }) => {
    const { errors, warnings } = checkDashboard(body);
    if (errors.length > 0)
      throw refused('The Dashboard body is invalid, there are validation errors', errors);
    const known = account.dashboards.get(name);
    const arn = `arn:${account.partition}:cloudwatch::${account.id}:dashboard/${name}`;
    const tags =
      known?.tags ?? tagMap(Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])));
    account.dashboards.set(name, { name, arn, body, modifiedAt: now, tags });
    return { DashboardValidationMessages: warnings };
  },
);

export const getDashboard: Operation = validated(
  structure({ DashboardName: nameShape }),
  (input, { account }) => {
    const dashboard = account.dashboards.get(input.DashboardName);
    if (dashboard === undefined) throw notFound([input.DashboardName]);
    return { DashboardArn: dashboard.arn, DashboardBody: dashboard.body, DashboardName: dashboard.name };
  },
);

export const listDashboards: Operation = validated(
  structure({}, { DashboardNamePrefix: string({ min: 1, max: 255 }), NextToken: string() }),
  ({ DashboardNamePrefix: prefix = '', NextToken: token }, { account, settings }) => {
    const found = [...account.dashboards.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const listing = makeToken(`ListDashboards ${prefix}`, 0);
    const invalid = () =>
      new ServiceError('InvalidParameterValueException', 'The parameter NextToken is invalid.');
    const { items, next } = page(found, { listing, token, size: Math.min(1000, settings.pageSize) }, invalid);
    const entries = items.map(({ name, arn, body, modifiedAt }) => ({
      DashboardName: name,
      DashboardArn: arn,
      LastModified: seconds(modifiedAt),
      Size: Buffer.byteLength(body),
    }));
    return present({ DashboardEntries: entries, NextToken: next });
  },
);

/** All or none: a name that is not there saves the others. */
export const deleteDashboards: Operation = validated(
  structure({ DashboardNames: list(nameShape, { min: 1, max: 100 }) }),
  ({ DashboardNames: names }, { account }) => {
    const missing = names.filter((name) => !account.dashboards.has(name));
    if (missing.length > 0) throw notFound(missing);
    for (const name of names) account.dashboards.delete(name);
    return {};
  },
);

function refused(message: string, findings: Finding[]): ServiceError {
  return new ServiceError('DashboardInvalidInputError', message, 400, {
    dashboardValidationMessages: findings,
  });
}

function notFound(names: readonly string[]): ServiceError {
  return new ServiceError('DashboardNotFoundError', `Dashboard ${names.join(', ')} does not exist`, 404);
}
