/** What Personalize bills by its floor. */
export type Kind = 'campaign' | 'recommender';

export const KINDS: readonly Kind[] = ['campaign', 'recommender'];

/** The parts of `arn:<partition>:personalize:<region>:<account>:<kind>/<name>`. */
export interface ResourceArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly kind: Kind;
  readonly name: string;
}

/** Names are 1 to 63 of these characters: pattern `Name` of the Personalize service model. */
const RESOURCE_ARN =
  /^arn:([a-z\d-]+):personalize:([a-z]{2,4}(?:-[a-z]+)+-\d+):(\d{12}):(campaign|recommender)\/([a-zA-Z0-9][a-zA-Z0-9\-_]{0,62})$/;

/** The parts of a campaign's or recommender's ARN in any partition; undefined when the text is not one. */
export function parseResourceArn(text: string): ResourceArn | undefined {
  const match = RESOURCE_ARN.exec(text);
  if (!match) return undefined;
  const [arn, partition, region, account, kind, name] = match as unknown as [
    string,
    string,
    string,
    string,
    Kind,
    string,
  ];
  return { arn, partition, region, account, kind, name };
}

/** The name in an ARN such as `…:dataset-group/retail`: what follows its last slash, or the text itself. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
