import type { Kind } from '../../aws/arn.ts';
import type { Config } from '../../settings/config/config.ts';
import type { Mode } from '../../settings/config/mode.ts';
import type { Settings } from '../../settings/settings.ts';

/** What of the inputs and the config file decides which permissions a run needs. */
export interface Configuration {
  readonly kinds: ReadonlySet<Kind>;
  readonly dashboard: boolean;
  readonly endpoints: boolean;
  /** Undefined: no events. */
  readonly eventBus: string | undefined;
  /** Policies of the config file go by tags. */
  readonly matchesTags: boolean;
  /** Why floors may be changed, such as `auto-adjust-min-tps: apply`; undefined where they never are. */
  readonly adjusts: string | undefined;
  /** Why resources may be stopped or deleted. */
  readonly ends: string | undefined;
  /** Why resources may be started or created again. */
  readonly starts: string | undefined;
  /** Tags of this action are taken off again: that of an idle resource, that of a pre-warmed one. */
  readonly marks: boolean;
  /** Findings are put before people in issues, in pull requests. */
  readonly issues: boolean;
  readonly pullRequests: boolean;
}

type Used = Pick<
  Settings,
  'scope' | 'dashboardName' | 'endpoints' | 'eventBusName' | 'adjust' | 'end' | 'graceHours'
>;

/** `asksPeople`: there is a token, so that issues and pull requests can be written, and what they ask be carried out. */
export function configurationOf(
  settings: Used,
  file: Config | undefined,
  asksPeople: boolean,
): Configuration {
  const policies = file?.policies ?? [];
  const adjusting = [settings.adjust, ...policies.flatMap(({ settings: { adjust } }) => adjust ?? [])];
  const ending = [settings.end, ...policies.flatMap(({ settings: { end } }) => end ?? [])];
  const modes = new Set([...adjusting, ...ending]);
  const capacity = file?.capacity ?? [];
  const inFile = (wanted: (entry: (typeof capacity)[number]) => boolean) =>
    capacity.some(wanted) ? `the section capacity of ${file?.file}` : undefined;
  const acting = (input: string, all: readonly Mode[]) => {
    const mode = [...MODES_THAT_ACT].find((one) => all.includes(one) && (asksPeople || one === 'apply'));
    return mode && `${input}: ${mode}`;
  };
  const scheduled = file && file.schedules.length > 0 ? `the section schedules of ${file.file}` : undefined;
  const adjusts = acting('auto-adjust-min-tps', adjusting);
  const ends = acting('auto-delete-or-stop-idle-resources', ending);
  return {
    kinds: new Set(
      (['campaign', 'recommender'] as const).filter((kind) => settings.scope[kind].kind !== 'none'),
    ),
    dashboard: settings.dashboardName !== '',
    endpoints: settings.endpoints.length > 0,
    eventBus: settings.eventBusName,
    matchesTags: policies.some(({ match }) => match.tags !== undefined),
    adjusts: adjusts ?? inFile(({ minTps }) => minTps !== undefined) ?? scheduled,
    ends: ends ?? inFile(({ state }) => state === 'stopped' || state === 'deleted'),
    starts: (ends && `undoing what ${ends} did`) ?? inFile(({ state }) => state === 'active'),
    marks: ending.includes('apply') || scheduled !== undefined,
    issues: asksPeople && (modes.has('issue') || modes.has('pull-request')),
    pullRequests: asksPeople && modes.has('pull-request'),
  };
}

/** The one that asks least of people first. */
const MODES_THAT_ACT: readonly Mode[] = ['apply', 'pull-request', 'issue'];
