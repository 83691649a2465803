/** Draws a curve of numbers; where there is none (null), the curve is interrupted. */
export const sparklineScript = String.raw`
import { setAttribute } from './dom.js';

const namespace = 'http://www.w3.org/2000/svg';
const width = 100;
const height = 30;

function shape(name, className) {
  const made = document.createElementNS(namespace, name);
  made.setAttribute('class', className);
  return made;
}

export function sparkline(label) {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const base = shape('path', 'base');
  base.setAttribute('d', 'M0 ' + height + 'H' + width);
  const area = shape('path', 'area');
  const curve = shape('path', 'curve');
  svg.append(base, area, curve);
  return { svg, area, curve };
}

export function draw({ area, curve }, values, top) {
  const step = width / Math.max(1, values.length - 1);
  const y = (value) => round(height - (Math.min(value, top) / top) * (height - 1));
  const runs = runsOf(values).map((run) =>
    run.map(({ index, value }) => round(index * step) + ' ' + y(value)));
  setAttribute(curve, 'd', runs.map((points) =>
    'M' + points.join('L') + (points.length === 1 ? 'h0.5' : '')).join(''));
  setAttribute(area, 'd', runs.filter((points) => points.length > 1).map((points) =>
    'M' + points[0].split(' ')[0] + ' ' + height + 'L' + points.join('L')
    + 'V' + height + 'Z').join(''));
}

function runsOf(values) {
  const runs = [];
  let run = null;
  values.forEach((value, index) => {
    if (value === null) { run = null; return; }
    if (run === null) runs.push(run = []);
    run.push({ index, value });
  });
  return runs;
}

function round(number) {
  return Math.round(number * 10) / 10;
}
`;
