import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SettledChange } from '../../src/changes/change.ts';
import { batchesOf, eventFor } from '../../src/notifications/events.ts';
import { anyText } from '../report/arbitrary.ts';
import {
  AT,
  done,
  failed,
  home,
  mark,
  picks,
  planned,
  refused,
  remove,
  setFloor,
  start,
  stop,
  unmark,
} from './changes.ts';

describe('an event', () => {
  test.each<[string, SettledChange, number | undefined]>([
    ['PersonalizeCampaignMinProvisionedTPSUpdated', done(setFloor(home, 20, 15, 5)), 15],
    ['PersonalizeRecommenderMinRecommendationRPSUpdated', done(setFloor(picks, 1, 60)), 60],
    ['PersonalizeCampaignDeleted', done(remove(home)), undefined],
    ['PersonalizeRecommenderStopped', done(stop(picks)), undefined],
  ])("%s has the predecessor's form", (type, settled, floor) => {
    const { resource, reason } = settled.change;
    const { Detail, ...rest } = eventFor(settled, 'shop') ?? {};
    expect(rest).toEqual({
      Time: new Date(AT),
      Source: 'personalize.monitor',
      DetailType: type,
      Resources: [resource.arn],
      EventBusName: 'shop',
    });
    const detail = {
      ARN: resource.arn,
      ...(floor === undefined ? {} : { NewMinTPS: floor }),
      Reason: reason,
    };
    expect(JSON.parse(Detail ?? '')).toEqual(detail);
  });

  test.each([setFloor(home, 20, 15), remove(home), stop(picks)])(
    'tells only of what was done: no $kind that failed, was refused or planned',
    (change) => {
      for (const settle of [failed, refused, planned]) {
        expect(eventFor(settle(change), 'shop')).toBeUndefined();
      }
    },
  );

  test.each([start(picks), start(home), mark(home), unmark(home), stop(home), remove(picks)])(
    'is not made where the predecessor had none: $kind of a $resource.kind',
    (change) => {
      expect(eventFor(done(change), 'shop')).toBeUndefined();
    },
  );
});

describe('batches', () => {
  /** As the user guide of EventBridge counts it. */
  const sizeOf = (entry: NonNullable<ReturnType<typeof eventFor>>) =>
    14 +
    [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])]
      .map((text) => Buffer.byteLength(text ?? ''))
      .reduce((sum, bytes) => sum + bytes, 0);

  test('hold ten entries at most', () => {
    const entries = Array.from({ length: 21 }, () => eventFor(done(stop(picks)), 'shop') ?? {});
    expect(batchesOf(entries).map(({ length }) => length)).toEqual([10, 10, 1]);
    expect(batchesOf([])).toEqual([]);
  });

  test('any reasons keep each request under its limits, lose no entry and change no order', () => {
    const longText = fc
      .tuple(anyText, fc.nat({ max: 20_000 }))
      .map(([text, times]) => text.repeat(times).slice(0, 100_000));
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, longText), { maxLength: 30 }), (reasons) => {
        const entries = reasons.map((reason) => eventFor(done({ ...stop(picks), reason }), 'shop') ?? {});
        const batches = batchesOf(entries);
        expect(batches.flat()).toEqual(entries);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, entry) => sum + sizeOf(entry), 0)).toBeLessThan(256_000);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('entries so large that ten are too much for one request are split by size', () => {
    const entry = (bytes: number) => ({ Source: 's', DetailType: 'd', Detail: 'x'.repeat(bytes) });
    expect(
      batchesOf([100_000, 100_000, 100_000, 255_000, 10].map(entry)).map(({ length }) => length),
    ).toEqual([2, 1, 2]);
  });
});
