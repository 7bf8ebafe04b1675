/** Loaded before the action: shifts its clock by `CLOCK_OFFSET_MS`, and leaves its peak memory in `BENCH_USAGE`. */
import { writeFileSync } from 'node:fs';
import '../support/clock-offset.ts';

const { BENCH_USAGE: file } = process.env;
process.on('exit', () => {
  if (file) writeFileSync(file, String(process.resourceUsage().maxRSS));
});
