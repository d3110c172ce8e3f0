import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../theme/theme.ts';
import { isChosen, periodStarts, strokeDays, type TimeLineData } from './periods.ts';
import './time-line.css';

export interface TimeLineProps {
  readonly data: TimeLineData;
  readonly title: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** called with whole days when somebody strokes over the bars, or with nothing when they click beside */
  readonly onChoose: (days: { from: string; to: string } | undefined) => void;
}

const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Bars by period. Stroking over them chooses days; a click without a stroke takes the choice back. */
export const TimeLine = ({ data, title, from, to, onChoose }: TimeLineProps) => {
  const { t } = useTranslation('shell');
  const theme = useTheme();
  const holder = useRef<HTMLDivElement>(null);
  const choose = useRef(onChoose);
  choose.current = onChoose;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides the colours read from the style sheet
  useEffect(() => {
    const node = holder.current!;
    const starts = periodStarts(data);
    const xs = starts.slice(0, -1);
    const [bar, rest, ink, line] = [css('--accent'), css('--line-strong'), css('--ink-soft'), css('--line')];
    const chosen = xs.map((x, i) => isChosen(x, starts[i + 1]!, from, to));
    const bars = (on: boolean, colour: string): uPlot.Series => ({
      label: on ? 'in' : 'out',
      fill: colour,
      stroke: colour,
      width: 0,
      points: { show: false },
      paths: uPlot.paths.bars!({ size: [0.86, 40], align: 1 }),
    });
    const font = '11px system-ui, sans-serif';
    const axis = { font, stroke: ink, ticks: { stroke: line, size: 3 }, grid: { stroke: line, width: 1 } };
    const plot = new uPlot(
      {
        width: node.clientWidth,
        height: node.clientHeight,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
        legend: { show: false },
        padding: [6, 18, 0, 0],
        cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 4 } },
        scales: {
          x: { time: true, range: [xs[0] ?? 0, starts.at(-1) ?? 1] },
          // bars are lengths: they begin at nothing
          y: { range: (_u, _least, most) => [0, Math.max(1, most)] },
        },
        axes: [
          { ...axis, size: 22, gap: 2, grid: { show: false } },
          {
            ...axis,
            size: 42,
            gap: 4,
            splits: (_u, _i, least, most) => [least, Math.round(most / 2), most].map(Math.round),
          },
        ],
        series: [{}, bars(false, rest), bars(true, bar)],
        hooks: {
          setSelect: [
            (u) => {
              const days = strokeDays(
                starts,
                u.posToVal(u.select.left, 'x'),
                u.posToVal(u.select.left + u.select.width, 'x'),
              );
              if (u.select.width > 3 && days) choose.current(days);
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
          ready: [(u) => u.over.addEventListener('dblclick', () => choose.current(undefined))],
        },
      },
      [
        xs,
        data.counts.map((n, i) => (chosen[i] ? null : n)),
        data.counts.map((n, i) => (chosen[i] ? n : null)),
      ],
      node,
    );
    const sized = new ResizeObserver(() =>
      plot.setSize({ width: node.clientWidth, height: node.clientHeight }),
    );
    sized.observe(node);
    return () => {
      sized.disconnect();
      plot.destroy();
    };
  }, [data, from, to, theme]);
  return (
    <div ref={holder} className="time-line" dir="ltr" role="img" aria-label={t('timeLineLabel', { title })} />
  );
};
