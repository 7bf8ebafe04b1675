/** PutEvents (platform-facts 4). Entries fail one by one, inside an answer of 200. */
import { newId, type Operations, operations, refuseWith } from './service.ts';
import { isRecord, list, ServiceError, string, structure, timestamp, type Value } from './validation.ts';

const entryShape = structure(
  {},
  {
    Time: timestamp(),
    Source: string(),
    Resources: list(string({ max: 2048 })),
    DetailType: string({ max: 128 }),
    Detail: string(),
    EventBusName: string({ min: 1, max: 1600 }),
    TraceHeader: string({ min: 1, max: 500 }),
  },
);
const MOST_BYTES = 256 * 1024;

export const eventbridge: Operations = {
  PutEvents: operations(refuseWith('ValidationException'))(
    structure(
      { Entries: list(entryShape, { min: 1, max: 10 }) },
      { EndpointId: string({ min: 1, max: 50 }) },
    ),
    ({ Entries }, { region, now }) => {
      const size = Entries.reduce((sum, entry) => sum + entrySize(entry), 0);
      if (size >= MOST_BYTES)
        throw new ServiceError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        );
      const results = Entries.map((entry) => {
        const problem = problemOf(entry);
        if (problem) return problem;
        const bus = (entry.EventBusName ?? 'default').replace(/^arn:.*:event-bus\//, '');
        // An unknown bus swallows events and says they were taken, as the service does.
        if (region.eventBuses.has(bus)) region.events.push({ ...entry, EventBusName: bus, at: now });
        return { EventId: newId() };
      });
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },
  ),
};

type Entry = Value<typeof entryShape>;

function problemOf({ Source, DetailType, Detail }: Entry) {
  const invalid = (ErrorMessage: string) => ({ ErrorCode: 'InvalidArgument', ErrorMessage });
  if (!Source) return invalid('Parameter Source is not valid. Reason: Source is a required argument.');
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  if (!DetailType)
    return invalid('Parameter DetailType is not valid. Reason: DetailType is a required argument.');
  if (!Detail) return invalid('Parameter Detail is not valid. Reason: Detail is a required argument.');
  const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  try {
    return isRecord(JSON.parse(Detail)) ? undefined : malformed;
  } catch {
    return malformed;
  }
}

/** As the guide counts it: 14 bytes for a time, and the UTF-8 of the rest. */
function entrySize({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
