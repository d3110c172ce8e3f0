import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveProvider, useLiveState } from '../live/live.tsx';
import { useSession } from '../session.tsx';
import { chooseTheme, type ThemeChoice, themeChoice } from '../theme/theme.ts';
import { useUrlState } from '../url-state.ts';
import { MarkingBanner, MarkingProvider } from './marking.tsx';
import { RoomLink } from './room-link.tsx';
import { type Room, ShortcutsDialog, useShortcuts } from './shortcuts.tsx';
import './frame.css';

export type { Room } from './shortcuts.tsx';

/** The frame around every page: markings above and below, rooms at the left, the page in the middle. */
export const Frame = ({ rooms, children }: { rooms: readonly Room[]; children: ReactNode }) => (
  <MarkingProvider>
    <LiveProvider>
      <Layout rooms={rooms}>{children}</Layout>
    </LiveProvider>
  </MarkingProvider>
);

const Layout = ({ rooms, children }: { rooms: readonly Room[]; children: ReactNode }) => {
  const { t } = useTranslation('shell');
  const { session } = useSession();
  const [help, setHelp] = useState(false);
  useShortcuts(rooms, () => setHelp(true));
  return (
    <div className="frame">
      <a className="skip" href="#page">
        {t('skip')}
      </a>
      <MarkingBanner />
      {session.mission.simulated && (
        <div className="simulated" role="note">
          {t('simulated')}
        </div>
      )}
      <div className="frame-body">
        <header className="rail">
          <div className="rail-head">
            <strong className="rail-name">{t('product')}</strong>
            <LiveState />
          </div>
          <MissionSwitch />
          <nav aria-label={t('rooms')}>
            <ul>
              {rooms.map((room) => (
                <li key={room.to}>
                  <RoomLink to={room.to} activeProps={{ 'aria-current': 'page' }}>
                    {room.title}
                  </RoomLink>
                </li>
              ))}
            </ul>
          </nav>
          <div className="rail-foot">
            <ThemeSwitch />
            <button type="button" className="quiet" onClick={() => setHelp(true)}>
              {t('shortcutsHint')}
            </button>
            <SignOut />
          </div>
        </header>
        <main id="page" className="page" tabIndex={-1}>
          {children}
        </main>
      </div>
      <MarkingBanner />
      {help && <ShortcutsDialog rooms={rooms} onClose={() => setHelp(false)} />}
    </div>
  );
};

const LiveState = () => {
  const { t } = useTranslation('shell');
  const live = useLiveState();
  return (
    <span className="live" data-live={live} role="status">
      {live ? t('live') : t('liveOff')}
    </span>
  );
};

const MissionSwitch = () => {
  const { t } = useTranslation('shell');
  const { session } = useSession();
  const [, change] = useUrlState();
  return (
    <label className="rail-field">
      <span className="small soft">{t('mission')}</span>
      <select
        value={session.mission.name}
        title={session.mission.title}
        onChange={(event) => {
          // another mission has other places and times: nothing of the view is kept
          const keep = event.target.value;
          change(
            {
              ...Object.fromEntries(
                [...new URLSearchParams(location.search).keys()].map((name) => [name, undefined]),
              ),
              mission: keep,
            },
            { push: true },
          );
        }}
      >
        {session.missions.map((mission) => (
          <option key={mission.id} value={mission.name}>
            {mission.title}
          </option>
        ))}
      </select>
    </label>
  );
};

const ThemeSwitch = () => {
  const { t } = useTranslation('shell');
  const [choice, setChoice] = useState<ThemeChoice>(themeChoice);
  useEffect(() => chooseTheme(choice), [choice]);
  return (
    <label className="rail-field">
      <span className="small soft">{t('theme')}</span>
      <select value={choice} onChange={(event) => setChoice(event.target.value as ThemeChoice)}>
        <option value="system">{t('themeSystem')}</option>
        <option value="light">{t('themeLight')}</option>
        <option value="dark">{t('themeDark')}</option>
      </select>
    </label>
  );
};

const SignOut = () => {
  const { t } = useTranslation('shell');
  const { client, session } = useSession();
  return (
    <div className="rail-who">
      <span className="small soft">
        {session.actor === session.role
          ? session.actor
          : t('signedInAs', { actor: session.actor, role: session.role })}
      </span>
      <button
        type="button"
        className="quiet"
        onClick={() => void client.send('POST', '/sign-out').then(() => location.assign('/'))}
      >
        {t('signOut')}
      </button>
    </div>
  );
};
