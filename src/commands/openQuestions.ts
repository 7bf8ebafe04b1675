import type { Resource } from '../fleet/resource.ts';
import { resourceIn } from '../settings/config/capacityKey.ts';
import type { Surveyed } from './region.ts';

/**
 * Whether a run cannot tell if anything is to be proposed for a resource, written as in the config file: it was not
 * looked at, something of it is not known, or a guard stands in the way for now.
 */
export function openQuestionsOf(surveyed: readonly Surveyed[]): (key: string) => boolean {
  return (key) => {
    const named = resourceIn(key);
    const here = surveyed.find(
      ({ fleet, accountName }) => fleet.region === named?.region && isOf(named?.accountName, accountName),
    );
    if (!named || !here?.account) return true;
    const { account, partition } = here.account;
    const arn = `arn:${partition}:personalize:${named.region}:${account}:${named.kind}/${named.name}`;
    const resource = here.fleet.resources.find((one) => one.arn === arn);
    if (resource) return isOpen(resource, here);
    const existence = here.fleet.existence(arn);
    return existence !== 'gone' && existence !== 'stopped';
  };
}

/** A key without an account's name is of the only one there is. */
const isOf = (named: string | undefined, account: string | undefined): boolean =>
  named === undefined || named === account;

function isOpen({ arn }: Resource, { decision, proposals, policies }: Surveyed): boolean {
  const { adjust, end } = policies.of({ arn });
  if (adjust !== 'pull-request' && end !== 'pull-request') return false;
  const assessment = decision.assessments.find(({ resource }) => resource.arn === arn);
  if (!assessment || assessment.verdict.kind === 'unknown') return true;
  const isUnsized = assessment.verdict.kind === 'busy' && assessment.sizing.kind === 'unknown';
  if (adjust === 'pull-request' && isUnsized) return true;
  const refused = proposals.some(
    ({ change, fate }) => change.resource.arn === arn && fate.kind === 'refused',
  );
  return refused && !decision.exempt.has(arn);
}
