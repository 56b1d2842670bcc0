import { BASE, titleOf } from './columnList.ts';
import { CONTROL, type CpuRows } from './cpuRows.ts';
import { OPERATIONS } from './driver.ts';
import { cpuRatio } from './ratios.ts';

const WIDTH = 760;
const LEFT = 190;
const RIGHT = 50;
const TOP = 46;
const BAR = 13;
const GAP = 30;
const OURS = '#0b6e4f';
const OTHERS = '#9aa5b1';

/** CPU times next to raw lib-dynamodb as bars, in SVG. Shorter is better. */
export function chart(cpu: CpuRows): string {
  const names = Object.keys(cpu).filter((name) => name !== BASE && name !== CONTROL);
  const ratios = OPERATIONS.flatMap((operation) => names.map((name) => cpuRatio(cpu, name, operation)));
  const most = Math.max(1, ...ratios);
  const x = (ratio: number) => LEFT + (ratio / most) * (WIDTH - LEFT - RIGHT);
  const groupHeight = names.length * BAR + GAP;
  const height = TOP + OPERATIONS.length * groupHeight;

  const groups = OPERATIONS.map((operation, group) => {
    const top = TOP + group * groupHeight;
    const bars = names.map((name, place) => {
      const ratio = cpuRatio(cpu, name, operation);
      const y = top + place * BAR;
      const width = (x(ratio) - LEFT).toFixed(1);
      const fill = name.startsWith('monotable') ? OURS : OTHERS;
      return `  <text x="${LEFT - 6}" y="${y + 10}" text-anchor="end">${escaped(titleOf(name))}</text>
  <rect x="${LEFT}" y="${y + 2}" width="${width}" height="${BAR - 3}" fill="${fill}"/>
  <text x="${(x(ratio) + 4).toFixed(1)}" y="${y + 10}">${ratio.toFixed(2)}</text>`;
    });
    return `  <text x="8" y="${top + 10}" font-weight="bold">${operation}</text>\n${bars.join('\n')}`;
  });

  const one = x(1).toFixed(1);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="10" fill="#1f2933" role="img">
  <title>CPU time of one operation, next to raw lib-dynamodb</title>
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
  <text x="8" y="18" font-size="13" font-weight="bold">CPU time of one operation; raw lib-dynamodb is 1, shorter is better</text>
  <line x1="${one}" y1="${TOP - 8}" x2="${one}" y2="${height - GAP / 2}" stroke="#c0392b" stroke-dasharray="3 3"/>
  <text x="${one}" y="${TOP - 12}" text-anchor="middle">1</text>
${groups.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
