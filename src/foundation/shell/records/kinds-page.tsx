import { useTranslation } from 'react-i18next';
import { useShowsNothing } from '../frame/marking.tsx';
import { RoomLink } from '../frame/room-link.tsx';
import { useTitle } from '../frame/title.ts';
import { useSession } from '../session.tsx';
import './records.css';

/** Every kind of record there is. */
export const KindsPage = () => {
  const { t } = useTranslation('shell');
  const { kinds } = useSession();
  useTitle(t('recordsTitle'));
  useShowsNothing();
  return (
    <div className="page-read">
      <h1>{t('recordsTitle')}</h1>
      <p className="soft">{t('recordsWhy')}</p>
      <ul className="kinds">
        {kinds.map((kind) => (
          <li key={kind.name}>
            <RoomLink to="/records/$kind" params={{ kind: kind.name }}>
              {kind.plural}
            </RoomLink>
            <span className="soft">{kind.description}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};
