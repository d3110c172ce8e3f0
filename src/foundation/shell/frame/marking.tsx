import { join, type Marking, markingText } from '@bluehelm/kernel';
import { createContext, type ReactNode, useContext, useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session.tsx';

type Shown = Readonly<Record<string, readonly Marking[]>>;
const Tell = createContext<(key: string, markings: readonly Marking[] | undefined) => void>(() => {});
const Shows = createContext<Shown>({});

/** The strictest marking of what is shown, or undefined where nothing was said. */
export const highest = (shown: readonly Marking[]): Marking | undefined =>
  shown.length === 0 ? undefined : shown.reduce((a, b) => join(a, b));

export const MarkingProvider = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState<Shown>({});
  const tell = useMemo(
    () => (key: string, markings: readonly Marking[] | undefined) =>
      setShown((before) => {
        const { [key]: _, ...rest } = before;
        return markings && markings.length > 0 ? { ...rest, [key]: markings } : rest;
      }),
    [],
  );
  return (
    <Tell value={tell}>
      <Shows value={shown}>{children}</Shows>
    </Tell>
  );
};

/** Says what markings a part of the page shows, for as long as it shows them. */
export const useShownMarkings = (markings: readonly Marking[]): void => {
  const tell = useContext(Tell);
  const key = useId();
  // equal markings make equal texts: no new banner for a new array
  const text = JSON.stringify([...new Set(markings.map((one) => JSON.stringify(one)))]);
  useEffect(() => {
    tell(
      key,
      (JSON.parse(text) as string[]).map((one) => JSON.parse(one) as Marking),
    );
    return () => tell(key, undefined);
  }, [tell, key, text]);
};

/** Says that the page shows no record, so that it need not be handled as strictly as the reader is cleared. */
export const useShowsNothing = (): void => {
  const { clearance } = useSession().session;
  useShownMarkings([
    { level: 'unclassified', compartments: [], originator: clearance.organisation, audience: ['*'] },
  ]);
};

/** The line at the top and bottom of every page: what is shown here is to be handled as this. */
export const MarkingBanner = () => {
  const { t } = useTranslation('shell');
  const { session } = useSession();
  const shown = useContext(Shows);
  const { clearance } = session;
  const marked =
    highest(Object.values(shown).flat()) ??
    ({
      level: clearance.level,
      compartments: clearance.compartments,
      originator: clearance.organisation,
      audience: ['*'],
    } as Marking);
  return (
    <div className="marking" data-level={marked.level} role="note" aria-label={t('markingLabel')}>
      {markingText(marked)}
    </div>
  );
};
