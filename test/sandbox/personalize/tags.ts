import type { Context, Operations } from '../service.ts';
import type { Tags } from '../state.ts';
import { list, ServiceError, string, structure } from '../validation.ts';
import { arnShape, tagsShape, validated } from './shapes.ts';

function tagsOf(arn: string, { region }: Context): Tags {
  const found = region.campaigns.get(arn) ?? region.recommenders.get(arn) ?? region.datasetGroups.get(arn);
  if (found) return found.tags;
  throw new ServiceError('ResourceNotFoundException', `Could not find resource: ${arn}`, 404);
}

/** Keys of tags are in lower case here, unlike in CloudWatch and SNS. */
export const tags: Operations = {
  ListTagsForResource: validated(structure({ resourceArn: arnShape }), ({ resourceArn }, context) => ({
    tags: [...tagsOf(resourceArn, context)].map(([tagKey, tagValue]) => ({ tagKey, tagValue })),
  })),

  TagResource: validated(structure({ resourceArn: arnShape, tags: tagsShape }), (input, context) => {
    const known = tagsOf(input.resourceArn, context);
    const merged = new Map([
      ...known,
      ...input.tags.map(({ tagKey, tagValue }) => [tagKey, tagValue] as const),
    ]);
    if (merged.size > 50)
      throw new ServiceError('TooManyTagsException', 'A resource can have 50 tags at most.');
    for (const [key, value] of merged) known.set(key, value);
    return {};
  }),

  UntagResource: validated(
    structure({ resourceArn: arnShape, tagKeys: list(string({ min: 1, max: 128 }), { max: 200 }) }),
    (input, context) => {
      const known = tagsOf(input.resourceArn, context);
      for (const key of input.tagKeys) known.delete(key);
      return {};
    },
  ),
};
