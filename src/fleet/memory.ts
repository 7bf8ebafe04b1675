import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseResourceArn } from '../aws/arn.ts';
import { LONGEST_RELIED_ON_MS, type RememberedCampaign } from './remembered.ts';

/** Another version of the file is not read: what is remembered is only worth some calls. */
const VERSION = 1;

/** Clocks of two runners may differ by so much. */
const CLOCK_SKEW_MS = 3_600_000;

/** What runs remember of the fleet, by Region. Nothing of it is needed: without it, the same is asked again. */
export type Memory = ReadonlyMap<string, readonly RememberedCampaign[]>;

export type MemoryReading =
  | { readonly kind: 'read'; readonly memory: Memory }
  | { readonly kind: 'ignored'; readonly why: string };

const time = z.int().min(0);

const campaign = z
  .strictObject({
    arn: z.string().refine((text) => parseResourceArn(text)?.kind === 'campaign'),
    describedAt: time,
    listed: z.strictObject({ createdAt: time, updatedAt: time }),
    description: z.strictObject({
      solutionVersionArn: z.string().optional(),
      floor: z.int().min(1).optional(),
      createdAt: time.optional(),
      updatedAt: time.optional(),
      update: z
        .strictObject({
          status: z.string().optional(),
          createdAt: time.optional(),
          updatedAt: time.optional(),
        })
        .optional(),
    }),
    recipe: z.string().optional(),
    datasetGroup: z.string().optional(),
    findings: z.array(z.string()),
  })
  .readonly();

const schema = z.strictObject({
  version: z.literal(VERSION),
  writtenAt: time,
  regions: z.array(z.strictObject({ region: z.string(), campaigns: z.array(campaign) })),
});

/** The text of the state file. A checksum at its end tells damage that leaves it readable. */
export function memoryText(memory: Memory, now: number): string {
  const regions = [...memory].map(([region, campaigns]) => ({ region, campaigns }));
  const content = { version: VERSION, writtenAt: now, regions };
  return `${JSON.stringify({ ...content, checksum: checksumOf(content) })}\n`;
}

/** What the text of a state file says: all of it, or why nothing of it is believed. */
export function parseMemory(text: string, now: number): MemoryReading {
  const file = contentOf(text);
  if (!file) return ignored('it is damaged');
  const { checksum, ...content } = file;
  if (content['version'] !== VERSION) return ignored('another version of the action wrote it');
  const parsed = schema.safeParse(content);
  if (!parsed.success || checksum !== checksumOf(content)) return ignored('it is damaged');
  const { writtenAt, regions } = parsed.data;
  if (writtenAt > now + CLOCK_SKEW_MS) return ignored('it was written in the future');
  if (now - writtenAt > LONGEST_RELIED_ON_MS) return ignored('it is over a week old');
  return { kind: 'read', memory: new Map(regions.map(({ region, campaigns }) => [region, campaigns])) };
}

const ignored = (why: string): MemoryReading => ({ kind: 'ignored', why });

function contentOf(text: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text);
    const isObject = typeof content === 'object' && content !== null && !Array.isArray(content);
    return isObject ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}

function checksumOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
