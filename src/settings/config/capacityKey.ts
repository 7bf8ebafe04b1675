import { KINDS, type Kind, parseResourceArn } from '../../aws/arn.ts';
import { PERSONALIZE_REGIONS } from '../regions.ts';
import { unknownKey } from './keys.ts';

/** Pattern `Name` of the Personalize service model. */
const NAME = '[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}';

/** Names of the section `accounts`; twelve digits would be taken for an account id, and hidden. */
export const ACCOUNT_NAME = /^(?!\d{12}$)[a-z0-9][a-z0-9-]{0,39}$/;

/** Of the keys that `resourceIn` understands, for the published schema. */
export const KEY_PATTERN = new RegExp(
  `^(?:(?:(?![0-9]{12}\\/)[a-z0-9][a-z0-9-]{0,39}\\/)?(?:${PERSONALIZE_REGIONS.join('|')})\\/|arn:[a-z0-9-]+:personalize:[a-z]{2,4}(?:-[a-z]+)+-[0-9]+:[0-9]{12}:)(?:${KINDS.join('|')})\\/${NAME}$`,
);

/** A resource as a key of the section `capacity` names it. */
export interface NamedResource {
  readonly region: string;
  readonly kind: Kind;
  readonly name: string;
  /** Id of the only one that it is of; undefined: of any. */
  readonly account?: string;
  /** Of the account in the section `accounts`, where the key begins with it. */
  readonly accountName?: string;
}

/** Undefined where the text is neither `region/kind/name`, with or without an account's name before it, nor an ARN. A Region in an ARN may be newer than our list of them. */
export function resourceIn(key: string): NamedResource | undefined {
  if (!KEY_PATTERN.test(key)) return undefined;
  const arn = parseResourceArn(key);
  if (arn) return { region: arn.region, kind: arn.kind, name: arn.name, account: arn.account };
  const parts = key.split('/');
  const [region = '', kind, name = ''] = parts.slice(-3);
  const [accountName] = parts.slice(0, -3);
  return { region, kind: kind as Kind, name, ...(accountName === undefined ? {} : { accountName }) };
}

const FORM =
  'must be region/kind/name, such as us-east-1/campaign/home, or the ARN of a campaign or recommender; with several accounts account/region/kind/name';

/** What is wrong with a key that `resourceIn` does not understand, as the rest of a sentence. */
export function wrongWithKey(key: string): string {
  const parts = key.split('/');
  if (key.startsWith('arn:') || (parts.length !== 3 && parts.length !== 4)) return FORM;
  const [region = '', kind = ''] = parts.slice(-3);
  const [account] = parts.slice(0, -3);
  if (account !== undefined && !ACCOUNT_NAME.test(account)) {
    return `${FORM}, where ${JSON.stringify(account)} can be no name of an account`;
  }
  if (!PERSONALIZE_REGIONS.includes(region)) {
    return `names ${JSON.stringify(region)}, which ${unknownRegion(region)}`;
  }
  if (!KINDS.some((each) => each === kind)) {
    return `names the kind ${JSON.stringify(kind)}, which must be ${KINDS.join(' or ')}`;
  }
  return 'must end in a name of 1 to 63 letters, digits, hyphens and underscores, the first a letter or a digit';
}

function unknownRegion(region: string): string {
  const meant = / did you mean .*/.exec(unknownKey(region, PERSONALIZE_REGIONS))?.[0];
  return `is no Region that offers Amazon Personalize;${meant ?? ` those are ${PERSONALIZE_REGIONS.join(', ')}`}`;
}
