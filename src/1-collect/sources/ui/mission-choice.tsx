import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../foundation/shell/session.tsx';
import { isMissionName } from './inspection.ts';

/** Which mission a file goes into: one there is, or a new one. */
export const MissionChoice = ({ name, onChange }: { name: string; onChange: (name: string) => void }) => {
  const { t } = useTranslation('sources');
  const { session } = useSession();
  const id = useId();
  const known = session.missions.find((mission) => mission.name === name);
  const note = !isMissionName(name)
    ? t('intoWrong')
    : !known
      ? t('intoNew', { name })
      : known.simulated
        ? t('intoSimulated')
        : t('intoHelp');
  return (
    <div className="mission-choice">
      <label htmlFor={id}>{t('into')}</label>
      <input
        id={id}
        type="text"
        list={`${id}-list`}
        value={name}
        required
        pattern="[a-z0-9][a-z0-9\-]{0,62}"
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-list`}>
        {session.missions.map((mission) => (
          <option key={mission.id} value={mission.name}>
            {mission.title}
          </option>
        ))}
      </datalist>
      <span id={`${id}-note`} className={known?.simulated ? 'small note-warn' : 'small soft'}>
        {note}
      </span>
    </div>
  );
};
