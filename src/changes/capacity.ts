import type { RegionFleet, Resource } from '../fleet/resource.ts';
import type { Notice } from '../outcomes/notice.ts';
import type { CapacityEntry } from '../settings/config/capacity.ts';
import { type Change, ENDING } from './change.ts';
import { pinnedStateOf } from './live.ts';
import { manifestFor } from './manifestInFile.ts';
import type { Fate, Proposal } from './propose.ts';

export interface CapacityQuestion {
  readonly entries: readonly CapacityEntry[];
  /** Name of the file that they stand in. */
  readonly file: string;
  /** False: not known to be the file of the default branch. Then nothing is more than reported. */
  readonly trusted: boolean;
  readonly account: string;
  readonly partition: string;
  /** The Region's. */
  readonly fleet: RegionFleet;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface CapacityAnswer {
  readonly proposals: readonly Proposal[];
  readonly notices: readonly Notice[];
  /** By ARN: what the file speaks of in this Region and account, whether anything is to be done about it or not. */
  readonly managed: ReadonlyMap<string, CapacityEntry>;
}

/**
 * What makes the resources of one Region and account what the file says they should be. Nothing for what could not
 * be read, or is on its way already: what is under way is told, and looked at again by the next run.
 */
export function capacityChanges(question: CapacityQuestion): CapacityAnswer {
  const { account, partition, fleet } = question;
  const here = question.entries
    .filter((entry) => entry.region === fleet.region && (entry.account ?? account) === account)
    .map((entry): Here => {
      const { region, kind, name } = entry;
      const arn = `arn:${partition}:personalize:${region}:${account}:${kind}/${name}`;
      return { ...question, entry, resource: { arn, partition, region, account, kind, name } };
    });
  const steps = here.map(stepOf);
  return {
    proposals: steps.flatMap((step) => (step && 'change' in step ? [proposal(question, step)] : [])),
    notices: steps.flatMap((step) => (step && 'level' in step ? [step] : [])),
    managed: new Map(here.map(({ entry, resource }) => [resource.arn, entry])),
  };
}

/** An entry, and the resource that it is about. */
interface Here extends CapacityQuestion {
  readonly entry: CapacityEntry;
  readonly resource: Change['resource'];
}

interface Step {
  readonly change: Change;
  readonly line: number;
}

function proposal({ file, trusted }: CapacityQuestion, { change, line }: Step): Proposal {
  const fate: Fate = trusted ? { kind: 'apply', approval: { by: 'file', file, line } } : { kind: 'report' };
  return { change, fate };
}

/** Undefined where all is as it should be, or nobody knows. */
function stepOf(here: Here): Step | Notice | undefined {
  const { fleet, resource } = here;
  const serving = fleet.resources.find(({ arn }) => arn === resource.arn);
  if (serving) return stepFrom(here, serving);
  const listed = fleet.unmonitored.find(({ arn }) => arn === resource.arn);
  if (listed) return stepFromStatus(here, listed.status);
  return fleet.existence(resource.arn) === 'gone' ? stepFromNothing(here) : undefined;
}

function stepFrom(here: Here, serving: Resource): Step | Notice | undefined {
  const { state, minTps } = here.entry;
  const pinned = pinnedStateOf(serving);
  const isRight = state === 'active' && (minTps === undefined || minTps === serving.floor);
  if (isRight) return undefined;
  if (serving.updateInProgress) return notYet(here, 'an update of it is under way');
  if (state === 'active' && minTps !== undefined) {
    return step(here, {
      kind: 'set-floor',
      ...described(here, serving, `min-tps is ${minTps}`, `its floor is ${serving.floor}`),
      pinned,
      from: serving.floor,
      to: minTps,
      target: minTps,
      key: `${serving.arn} set-floor ${minTps}`,
    });
  }
  const kind = ENDING[serving.kind];
  return step(here, {
    kind,
    ...described(here, serving, `state is ${state}`, 'it is active'),
    pinned,
    key: `${serving.arn} ${kind}`,
  });
}

/** What does not serve. Of its state no more than the status is known. */
function stepFromStatus(here: Here, status: string): Step | Notice | undefined {
  const { entry, resource } = here;
  const isStopped = status === 'INACTIVE' && resource.kind === 'recommender';
  if (!isStopped) return notYet(here, `its status is ${status}`);
  if (entry.state === 'stopped') return undefined;
  return step(here, {
    kind: 'start',
    ...described(here, resource, 'it should be active', 'it is stopped'),
    pinned: { status },
    key: `${resource.arn} start`,
  });
}

function stepFromNothing(here: Here): Step | Notice | undefined {
  const { entry, resource } = here;
  if (entry.state === 'deleted') return undefined;
  if (!entry.manifest) return warning(here, NOTHING_TO_MAKE_IT_FROM[resource.kind]);
  const made = manifestFor(entry.manifest, entry, here);
  if (made.kind === 'unusable') return warning(here, made.why);
  return step(here, {
    kind: 'create',
    ...described(here, resource, 'it should be active', 'it does not exist'),
    pinned: { status: 'gone', floor: made.manifest.campaign.minProvisionedTPS },
    manifest: made.manifest,
    key: `${resource.arn} create`,
  });
}

const NOTHING_TO_MAKE_IT_FROM = {
  recommender:
    'there is no such recommender. If its name is right, create it, or take the entry out of the file.',
  campaign:
    'there is no such campaign. If its name is right and it was deleted, put its manifest under the key manifest of the entry: it is in the folder manifests of the report of the run that deleted it, in its notification, and in the pull request or issue that proposed it. Otherwise take the entry out of the file.',
};

const step = ({ entry }: Here, change: Change): Step => ({ change, line: entry.line });

function described<R extends Change['resource']>(here: Here, resource: R, wanted: string, found: string) {
  return {
    resource,
    reason: `config file: ${wanted} (${placeOf(here)}), and ${found}`,
    savingUsd: undefined,
  };
}

function notYet(here: Here, why: string): Notice {
  const text = `${placeOf(here)}: nothing is done about ${nameOf(here)} now: ${why}. The next run looks again.`;
  return { level: 'info', text, region: here.entry.region, resource: here.resource.arn };
}

function warning(here: Here, why: string): Notice {
  const text = `${placeOf(here)}: ${nameOf(here)} cannot be made active: ${why}`;
  return { level: 'warning', text, region: here.entry.region, resource: here.resource.arn };
}

const placeOf = ({ file, entry }: Here) => `${file}:${entry.line}`;
const nameOf = ({ resource }: Here) => `${resource.kind} ${resource.name}`;
