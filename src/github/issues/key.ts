import { createHash } from 'node:crypto';
import type { ResourceArn } from '../../aws/arn.ts';
import type { Finding } from '../../findings/finding.ts';

const ACCOUNT_DIGITS = 5;
const NAME_DIGITS = 8;

/**
 * What one issue is about, the same in every run: `3fa9c us-east-1/campaign/home over-provisioned`. Issues may be
 * public: an account shows as a short digest that tells it from the others, and so does any number in a name that
 * is as long as an account id, or what no name of AWS has in it.
 */
export function issueKey(
  { partition, account, region, kind, name }: ResourceArn,
  finding: Finding['kind'],
): string {
  const owner = digest(`${partition}:${account}`, ACCOUNT_DIGITS);
  const safeName = name.replace(/\d{12,}|[^\w-]+/g, (part) => digest(part, NAME_DIGITS));
  return `${owner} ${region}/${kind}/${safeName} ${finding}`;
}

/** The resource that a key is of, as the config file writes it: `us-east-1/campaign/home`. */
export function resourceInKey(key: string): string {
  return key.split(' ')[1] ?? key;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
