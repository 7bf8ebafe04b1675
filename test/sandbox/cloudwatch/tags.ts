import type { Context, Operation } from '../service.ts';
import type { Tags } from '../state.ts';
import { list, ServiceError, string, structure } from '../validation.ts';
import { tagsShape, validated, validationError } from './shapes.ts';

const arnShape = string({ min: 1, max: 1024 });

function tagsOf(arn: string, { account, region }: Context): Tags {
  const tagged = [...region.alarms.values(), ...account.dashboards.values()].find((one) => one.arn === arn);
  if (tagged) return tagged.tags;
  throw new ServiceError('ResourceNotFoundException', `The resource ${arn} does not exist`, 404);
}

export const listTagsForResource: Operation = validated(
  structure({ ResourceARN: arnShape }),
  (input, context) => ({
    Tags: [...tagsOf(input.ResourceARN, context)].map(([Key, Value]) => ({ Key, Value })),
  }),
);

export const tagResource: Operation = validated(
  structure({ ResourceARN: arnShape, Tags: tagsShape }),
  (input, context) => {
    const tags = tagsOf(input.ResourceARN, context);
    const merged = new Map([...tags, ...input.Tags.map(({ Key, Value }) => [Key, Value] as const)]);
    if (merged.size > 50) throw validationError('A resource can have 50 tags at most.');
    for (const [key, value] of merged) tags.set(key, value);
    return {};
  },
);

export const untagResource: Operation = validated(
  structure({ ResourceARN: arnShape, TagKeys: list(string({ min: 1, max: 128 })) }),
  (input, context) => {
    const tags = tagsOf(input.ResourceARN, context);
    for (const key of input.TagKeys) tags.delete(key);
    return {};
  },
);
