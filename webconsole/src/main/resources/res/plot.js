// SPDX-License-Identifier: Apache-2.0
// What the pictures of series have in common: the axis of time, and the values under the pointer.
import { html, setText, svg } from './dom.js';
import { tick } from './format.js';

export const WIDTH = 420;
export const LEFT = 64;
export const RIGHT = 8;
const STEPS = [1, 2, 5];

export function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([...STEPS, 10].find(step => step * power >= value) ?? 10);
}

/** Times to write below: whole minutes, hours or days, five at most. */
function ticks(from, to) {
  const minute = 60000;
  const steps = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080].map(step => step * minute);
  const step = steps.find(candidate => (to - from) / candidate <= 5) ?? steps.at(-1);
  // Whole hours and days are those of the reader's place.
  const offset = new Date(from).getTimezoneOffset() * minute;
  const result = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) {
    result.push(at);
  }
  return { result, wholeDays: step >= 1440 * minute };
}

/** Points that follow each other without a gap and with an answer. A device may be asked less often than the resolution. */
export function runs(points, resolution) {
  const spaces = points.slice(1).map((point, index) => point.time - points[index].time).sort((a, b) => a - b);
  const gap = Math.max(resolution * 1.5, (spaces[Math.floor(spaces.length / 2)] ?? 0) * 2.5);
  const result = [];
  let last;
  for (const point of points) {
    if (point.median === undefined) {
      last = undefined;
      continue;
    }
    if (last === undefined || point.time - last > gap) {
      result.push([]);
    }
    result.at(-1).push(point);
    last = point.time;
  }
  return result;
}

function milliOf(duration) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60000 + Number(seconds ?? 0) * 1000;
}

/** The points of a series, each with the time of its middle, and how a time lies in the picture. */
export function axis(series, points) {
  const from = Date.parse(series.from);
  const to = Date.parse(series.to);
  const resolution = milliOf(series.resolution);
  return {
    from, to, resolution,
    points: points.map(point => ({ ...point, time: Date.parse(point.at) + resolution / 2 })),
    x: at => LEFT + (Math.min(Math.max(at, from), to) - from) / (to - from) * (WIDTH - LEFT - RIGHT),
  };
}

/** A horizontal line with its value. */
export function level(picture, y, text) {
  picture.append(
    svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
    svg('text', { x: LEFT - 6, y: y + 4, 'text-anchor': 'end' }, text));
}

/** Vertical lines with their times, which stand at the bottom of the picture. */
export function timeline(picture, { from, to, x }, top, bottom, height) {
  const { result: times, wholeDays } = ticks(from, to);
  for (const at of times) {
    picture.append(
      svg('line', { class: 'grid', x1: x(at), x2: x(at), y1: top, y2: bottom }),
      // Half a name must still fit at the right.
      svg('text', { x: Math.min(x(at), WIDTH - 28), y: height - 6, 'text-anchor': 'middle' }, tick(at, wholeDays)));
  }
}

/** The picture above its summary, which gives way to what stands at the pointer or, by the arrow keys, at the cursor. */
export function figure(picture, { from, to, x }, times, top, bottom, summary, describe) {
  const cursor = svg('line', { class: 'cursor', y1: top, y2: bottom, visibility: 'hidden' });
  picture.append(cursor);
  const caption = html('p', { class: 'caption', 'aria-live': 'polite' }, summary);
  let chosen = null;
  const choose = index => {
    chosen = index;
    cursor.setAttribute('visibility', index === null ? 'hidden' : 'visible');
    if (index !== null) {
      cursor.setAttribute('x1', x(times[index]));
      cursor.setAttribute('x2', x(times[index]));
    }
    setText(caption, index === null ? summary : describe(index));
  };
  picture.addEventListener('pointermove', event => {
    const box = picture.getBoundingClientRect();
    const at = from + ((event.clientX - box.left) / box.width * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT) * (to - from);
    choose(times.reduce((best, time, index) => (Math.abs(time - at) < Math.abs(times[best] - at) ? index : best), 0));
  });
  picture.addEventListener('pointerleave', () => choose(null));
  picture.addEventListener('blur', () => choose(null));
  picture.addEventListener('keydown', event => {
    const last = times.length - 1;
    const next = { ArrowLeft: Math.max(0, (chosen ?? times.length) - 1), ArrowRight: Math.min(last, (chosen ?? -1) + 1), Home: 0, End: last }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      choose(next);
    }
  });
  return html('div', { class: 'chart' }, picture, caption);
}
