import type { Sandbox } from '../sandbox/server.ts';
import { DAY, HOUR, MINUTE } from '../sandbox/traffic.ts';

/** What the runs that are watched were told. */
export interface Rules {
  readonly idleHours: number;
  readonly graceHours: number;
  readonly cooldownHours: number;
  readonly stepPercent: number;
  readonly maxChanges: number;
}

type View = ReturnType<Sandbox['region']>;
type Served = View['campaigns'][number] | View['recommenders'][number];

const EXEMPT = 'personalize-monitor:exempt';
const IDLE_SINCE = 'personalize-monitor:idle-since';

/** Operations that change a resource. */
const WATCHED = [
  'UpdateCampaign',
  'UpdateRecommender',
  'DeleteCampaign',
  'StopRecommender',
  'StartRecommender',
  'CreateCampaign',
];

/**
 * Looks at every change that is asked of the sandbox at the moment that it arrives, knowing all that there is to
 * know of the resource, and notes what must not be. It shares no code and no reading with the action.
 */
export class Oracle {
  readonly violations: string[] = [];
  /** Set by the test: in this run not one metric can be read. */
  blind = false;
  /** ARNs that stand in the repository. */
  readonly referenced = new Set<string>();
  readonly #sandbox: Sandbox;
  readonly #rules: Rules;
  #changed = new Set<string>();
  #callsBefore = 0;
  /** When somebody else changed a resource last, by its name. */
  readonly #touched = new Map<string, number>();

  constructor(sandbox: Sandbox, rules: Rules) {
    this.#sandbox = sandbox;
    this.#rules = rules;
    for (const { name, updatedAt } of this.#all()) this.#touched.set(name, updatedAt);
  }

  /** To be called before each run; arms nothing but onlookers, which must see every call first. */
  watch(): void {
    this.#changed = new Set();
    this.#callsBefore = this.#sandbox.calls.all.length;
    for (const operation of WATCHED) {
      const when = (input: Record<string, unknown>) => {
        this.#look(operation, input);
        return false;
      };
      this.#sandbox.faults.add({ operation, kind: 'delay', ms: 0, when });
    }
  }

  touched(name: string): void {
    this.#touched.set(name, this.#sandbox.clock.now());
  }

  #all(): Served[] {
    const { campaigns, recommenders } = this.#sandbox.region('us-east-1');
    return [...campaigns, ...recommenders];
  }

  #look(operation: string, input: Record<string, unknown>): void {
    const arn = String(input['campaignArn'] ?? input['recommenderArn']);
    const resource = this.#all().find((one) => one.arn === arn);
    const key = `${operation} ${arn}`;
    // The SDK asks again when it gets no answer; the service refuses what is under way.
    if (this.#changed.has(key)) return;
    this.#changed.add(key);
    const wrong = (what: string) => this.violations.push(`${operation} of ${arn.split('/').at(-1)}: ${what}`);
    if (operation === 'StartRecommender' || operation === 'CreateCampaign')
      return void wrong('nobody asked for it');
    if (!resource) return void wrong('it does not exist');
    if (this.#changed.size > this.#rules.maxChanges) wrong('more changes than allowed');
    if (resource.status !== 'ACTIVE' || resource.change) wrong(`it is ${resource.status}, or changing`);
    if (this.blind) wrong('no metric could be read');
    this.#lookAtTags(arn, resource.tags, wrong);
    if (
      resource.source.requestMetric !== 'GetRecommendations' &&
      resource.source.requestMetric !== 'GetPersonalizedRanking'
    ) {
      if (this.#calls(resource, 0) === 0) wrong('nothing counts its requests');
    }
    if (operation.startsWith('Update')) this.#lookAtFloor(resource, input, wrong);
    else this.#lookAtEnd(resource, arn, wrong);
  }

  #lookAtTags(arn: string, tags: ReadonlyMap<string, string>, wrong: (what: string) => void): void {
    const read = this.#sandbox.calls.all
      .slice(this.#callsBefore)
      .some(
        ({ operation, outcome, input }) =>
          operation === 'ListTagsForResource' && outcome === 'ok' && input['resourceArn'] === arn,
      );
    if (!read) wrong('its tags were never read');
    const exempt = tags.get(EXEMPT);
    if (exempt === undefined || exempt === 'false') return;
    const over = /^\d{4}-\d{2}-\d{2}$/.test(exempt) && Date.parse(exempt) + DAY <= this.#sandbox.clock.now();
    if (!over) wrong(`it is exempt: ${exempt}`);
  }

  /** All calls since a moment that AWS can have told of by now, those that failed too. */
  #calls({ source }: Served, since: number): number {
    const now = this.#sandbox.clock.now();
    let total = 0;
    for (
      let minute = Math.max(Math.ceil(since / MINUTE) * MINUTE, now - 60 * DAY);
      minute + MINUTE <= now - 3 * MINUTE;
      minute += MINUTE
    ) {
      if (!source.serving.some(({ from, until }) => minute >= from && minute < until)) continue;
      total += source.traffic(minute) + source.errors4xx(minute) + source.errors5xx(minute);
    }
    return total;
  }

  #lookAtEnd(resource: Served, arn: string, wrong: (what: string) => void): void {
    const now = this.#sandbox.clock.now();
    const { idleHours, graceHours } = this.#rules;
    const changedAt = Math.max(resource.createdAt, resource.updatedAt);
    if (now - changedAt < idleHours * HOUR) wrong('it is young, or was just updated or restarted');
    if (this.referenced.has(arn) && arn.includes(':campaign/')) wrong('the repository names it');
    let since = now - idleHours * HOUR;
    if (graceHours > 0) {
      const mark = Date.parse(resource.tags.get(IDLE_SINCE) ?? '');
      if (!(now - mark >= graceHours * HOUR)) wrong(`its mark is ${resource.tags.get(IDLE_SINCE)}`);
      if (changedAt > mark + HOUR) wrong('it was updated or restarted after it was marked');
      since = Math.min(since, mark);
    }
    if (this.#calls(resource, since) > 0) wrong('it is in use');
  }

  #lookAtFloor(resource: Served, input: Record<string, unknown>, wrong: (what: string) => void): void {
    const now = this.#sandbox.clock.now();
    const { stepPercent, cooldownHours } = this.#rules;
    const { floor: _, ...kept } = configOf(resource);
    const { floor: to = 1, ...sent } = requestOf(input);
    const from = configOf(resource).floor;
    if (JSON.stringify(sent.config) !== JSON.stringify(kept.config)) wrong('its configuration would change');
    if (!(to < from && to >= 1)) wrong(`${from} to ${to} is not lower`);
    if (to < Math.min(from - 1, Math.floor((from * (100 - stepPercent)) / 100)))
      wrong(`${from} to ${to} is more than a step`);
    if (now - resource.createdAt < 7 * DAY) wrong('it is too young to be sized');
    if (now - (this.#touched.get(resource.name) ?? 0) < 72 * HOUR)
      wrong('someone else changed it in the last 72 h');
    if (now - (resource.latestUpdate?.createdAt ?? 0) < cooldownHours * HOUR)
      wrong('its last step has not cooled');
    if (to < this.#watermark(resource)) wrong(`${to} is under what its traffic costs anyway`);
  }

  /** Requests per second of the quietest five minutes of more than a week, rounded down: less saves nothing. */
  #watermark(resource: Served): number {
    const view = this.#sandbox.region('us-east-1');
    const end = Math.floor(this.#sandbox.clock.now() / HOUR) * HOUR;
    let least = Number.POSITIVE_INFINITY;
    for (let start = end - 7 * DAY - 2 * HOUR; start < end; start += 5 * MINUTE) {
      least = Math.min(least, view.requests(resource.name, start, start + 5 * MINUTE) / 300);
    }
    return Math.floor(least);
  }
}

function configOf(resource: Served): { floor: number; config: unknown } {
  if ('minProvisionedTPS' in resource)
    return { floor: resource.minProvisionedTPS, config: resource.campaignConfig };
  const { minRecommendationRequestsPerSecond: floor = 1, ...config } = resource.recommenderConfig ?? {};
  return { floor: Number(floor), config };
}

function requestOf(input: Record<string, unknown>): { floor: number; config: unknown } {
  if ('campaignArn' in input)
    return { floor: Number(input['minProvisionedTPS']), config: input['campaignConfig'] };
  const { minRecommendationRequestsPerSecond: floor, ...config } = input['recommenderConfig'] as Record<
    string,
    unknown
  >;
  return { floor: Number(floor), config };
}
