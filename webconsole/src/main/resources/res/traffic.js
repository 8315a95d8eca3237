// SPDX-License-Identifier: Apache-2.0
// Traffic of an interface, as a picture and in small: what comes in above the line, what goes out below it.
import { html, svg } from './dom.js';
import { bitsPerSecond, time } from './format.js';
import { t } from './l10n.js';
import { axis, figure, LEFT, level, niceCeiling, RIGHT, runs, timeline, WIDTH } from './plot.js';

const HEIGHT = 200;
const TOP = 10;
const MIDDLE = 90;
const BOTTOM = 170;
const SPARK_WIDTH = 64;
const SPARK_HEIGHT = 24;
const BITS = 8;

const bits = octets => bitsPerSecond(octets * BITS);
const answered = points => points.filter(point => point.mean !== undefined);
const greatest = (points, key) => answered(points).reduce((most, point) => Math.max(most, point[key]), 0);
const average = points => answered(points).reduce((sum, point) => sum + point.mean, 0) / answered(points).length;

/** The series of one direction out of an answer that has several. */
function direction(answer, metric, instance) {
  return answer.series.find(series => series.metric === metric && series.instance === instance)?.points ?? [];
}

function words(name, points) {
  return answered(points).length === 0 ? `${name}: –` : t('trafficSummary', name, bits(average(points)), bits(greatest(points, 'max')));
}

export function trafficChart(answer, instance) {
  const incoming = axis(answer, direction(answer, 'in-octets', instance));
  const outgoing = axis(answer, direction(answer, 'out-octets', instance));
  if (incoming.points.length + outgoing.points.length === 0) {
    return html('p', { class: 'quiet' }, t('noTraffic'));
  }
  const { x, resolution } = incoming;
  const top = niceCeiling(Math.max(greatest(incoming.points, 'max'), greatest(outgoing.points, 'max')) * BITS || 1000) / BITS;
  const summary = [words(t('in'), incoming.points), words(t('out'), outgoing.points)].join(' ');
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', tabindex: 0, 'aria-label': summary });
  for (const [y, value] of [[TOP, top], [(TOP + MIDDLE) / 2, top / 2], [MIDDLE, 0], [(MIDDLE + BOTTOM) / 2, top / 2], [BOTTOM, top]]) {
    level(picture, y, bits(value));
  }
  timeline(picture, incoming, TOP, BOTTOM, HEIGHT);
  for (const [{ points }, name, sign] of [[incoming, 'in', -1], [outgoing, 'out', 1]]) {
    const xy = (at, value) => `${x(at).toFixed(1)},${(MIDDLE + sign * value / top * (MIDDLE - TOP)).toFixed(1)}`;
    for (const run of runs(points, resolution)) {
      const start = run[0].time - resolution / 2;
      const end = run.at(-1).time + resolution / 2;
      const line = key => [xy(start, run[0][key]), ...run.map(point => xy(point.time, point[key])), xy(end, run.at(-1)[key])];
      picture.append(
        svg('polygon', { class: `peak ${name}`, points: [...line('max'), ...line('mean').reverse()].join(' ') }),
        svg('polygon', { class: `area ${name}`, points: [xy(start, 0), ...line('mean'), xy(end, 0)].join(' ') }),
        svg('polyline', { class: `rate ${name}`, points: line('mean').join(' ') }));
    }
    picture.append(svg('text', { class: `name ${name}`, x: LEFT + 6, y: sign < 0 ? TOP + 14 : BOTTOM - 6 }, t(name)));
  }
  picture.append(svg('line', { class: 'zero', x1: LEFT, x2: WIDTH - RIGHT, y1: MIDDLE, y2: MIDDLE }));

  const times = [...new Set([...incoming.points, ...outgoing.points].map(point => point.time))].sort((a, b) => a - b);
  const at = (points, moment) => points.find(point => point.time === moment);
  const value = (name, point) => `${name} ${point?.mean === undefined ? '–' : `${bits(point.mean)} (${bits(point.min)} – ${bits(point.max)})`}`;
  return figure(picture, incoming, times, TOP, BOTTOM, summary, index => {
    const [inside, outside] = [at(incoming.points, times[index]), at(outgoing.points, times[index])];
    return `${time((inside ?? outside).at)}: ${value(t('in'), inside)}, ${value(t('out'), outside)}`;
  });
}

/** The same without numbers, on a scale of its own. */
export function sparkline(answer, instance) {
  const incoming = axis(answer, direction(answer, 'in-octets', instance));
  const outgoing = axis(answer, direction(answer, 'out-octets', instance));
  const top = Math.max(greatest(incoming.points, 'mean'), greatest(outgoing.points, 'mean'), 1);
  const label = [words(t('in'), incoming.points), words(t('out'), outgoing.points)].join(' ');
  const picture = svg('svg', { class: 'sparkline', viewBox: `0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`, role: 'img', 'aria-label': label },
    svg('title', {}, label),
    svg('line', { class: 'grid', x1: 0, x2: SPARK_WIDTH, y1: SPARK_HEIGHT / 2, y2: SPARK_HEIGHT / 2 }));
  const { from, to, resolution } = incoming;
  const x = at => (at - from) / (to - from) * SPARK_WIDTH;
  for (const [{ points }, name, sign] of [[incoming, 'in', -1], [outgoing, 'out', 1]]) {
    const xy = (at, value) => `${x(at).toFixed(1)},${((1 + sign * value / top) * SPARK_HEIGHT / 2).toFixed(1)}`;
    for (const run of runs(points, resolution)) {
      const [start, end] = [run[0].time - resolution / 2, run.at(-1).time + resolution / 2];
      picture.append(svg('polygon', {
        class: `area ${name}`,
        points: [xy(start, 0), xy(start, run[0].mean), ...run.map(point => xy(point.time, point.mean)), xy(end, run.at(-1).mean), xy(end, 0)].join(' '),
      }));
    }
  }
  return picture;
}
