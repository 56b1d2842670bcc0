import { openTarget } from '../../../src/transfer/target/open-target.ts';

/** A process of the lock's test: it adds one to its own count in a text that others count in, too, so many times. */
const [folder = '', times = ''] = process.argv.slice(2);
const target = await openTarget(folder);
const own = String(process.pid);
for (let counted = 0; counted < Number(times); ) {
  const seen = await target.getText('count.json');
  const counts = JSON.parse(seen?.text ?? '{}') as Record<string, number>;
  counts[own] = counted + 1;
  if (await target.putText('count.json', JSON.stringify(counts), seen ?? 'absent')) {
    counted += 1;
    process.stdout.write('.');
  }
}
